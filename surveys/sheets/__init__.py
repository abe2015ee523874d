"""Tables of strangers as filled cells, what is wrong with them, and tables for readers.

Nothing here knows a city, an indicator or a model.
"""
