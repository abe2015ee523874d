"""What `./run` does, in the order in which it does it; standard library only.

messages → venv → instance (lock, port, leftovers) → prepare → children → supervisor, put
together by cli. It runs before anything is installed, so it imports nothing but `ecoasset.env`
and `ecoasset.paths`.
"""
