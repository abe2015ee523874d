"""From the raw matrix to ranks, one file per stage in the order in which a value travels.

``impute`` -> ``treat`` -> ``normalise`` -> ``aggregate`` -> ``rank``; ``chain.compute`` runs
them, ``ledger`` keeps the cells they changed, ``rescoring`` repeats them for one column.
"""
