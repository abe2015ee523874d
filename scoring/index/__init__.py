"""The index method as plain functions on arrays: no Django, no database, only NumPy.

The chain, one file per stage, in the order in which a value travels:
``derive`` -> ``impute`` -> ``treat`` -> ``normalise`` -> ``weight`` -> ``aggregate`` ->
``rank``. ``chain.compute`` runs them; ``tree`` and ``method`` say over what and how.
"""
