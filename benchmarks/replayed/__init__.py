"""Many open letters and a day that is set: what `benchmarks.replay` measures.

Models can be imported only once Django is set up, so what uses them is loaded by name.
"""
