"""Synthetic editions: their generator, their reader and the text of their letters.

Only `draw`, `solve` and `raw` need SciPy and only `schedule` the calendar of working
days; what a running product reads (`fixture`, `letters`) needs neither.
"""
