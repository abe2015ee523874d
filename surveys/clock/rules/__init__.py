"""What each kind of event does: a table row per rule, with its article and its function.

Whoever adds a kind of event adds its row; what is in no row cannot happen.
"""
