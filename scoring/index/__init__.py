"""The index method as plain functions on arrays: no Django, no database; NumPy, and SciPy for
two of the sensitivity analyses.

In the order of use: ``derivation`` -> ``method`` and ``tree`` -> ``chain`` -> ``audit``,
``sensitivity``, ``interpretation`` -> ``exchange`` and the command line in ``cli``;
``statistics``, ``arrays`` and ``findings`` are shared by all.
"""
