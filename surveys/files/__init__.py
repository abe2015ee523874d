"""Documents of strangers: what a file really is, what is refused, and the words it holds.

Knows neither cities nor indicators nor models: bytes come in, kinds and words go out.
"""
