"""How quick the pages are: the product started as `./run` starts it, and people who read.

The product runs on a data folder of its own, with the demo editions (`product`); its people and
whatever a page is about are made in a process with Django (`stage`); the addresses stand in
`pages`. The readers are `browser` in closed loops (`readers`): a client of sockets and bytes in
one process without Django, which takes 0.3 ms of a core for a small answer and 0.7 ms for one
of 200 kB. It shares the machine's cores with the product, and says at the end what it took.
"""
