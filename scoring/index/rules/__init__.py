"""The rules of each stage: a table row per rule, with its parameters and its function.

Whoever adds a row adds the function with it; a rule that is in no table cannot be run.
"""
