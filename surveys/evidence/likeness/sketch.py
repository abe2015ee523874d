"""Which wordings are worth comparing; loaded by name where it runs, since SciPy comes with it."""

from __future__ import annotations

import hashlib

import numpy as np
from datasketch import MinHash

PERMUTATIONS, BANDS = 64, 16
_SEED = 1


def bands_of(shingles: frozenset[int]) -> list[int]:
    """MinHash in 16 bands of 4 rows (A. Rajaraman, J. D. Ullman, "Mining of Massive Datasets",
    3.4): two wordings with likeness s share a band with 1 − (1 − s⁴)¹⁶, that is 0.998 at 0.75.
    """
    sketch = MinHash(num_perm=PERMUTATIONS, seed=_SEED, hashfunc=int)
    sketch.update_batch(sorted(shingles))
    rows = np.asarray(sketch.hashvalues, dtype="<u8").reshape(BANDS, -1)
    return [_hash(number, row.tobytes()) for number, row in enumerate(rows)]


def _hash(number: int, row: bytes) -> int:
    """As wide as a column of the database; the same rows of another band are another value."""
    digest = hashlib.blake2b(row, digest_size=8, salt=number.to_bytes(1, "little")).digest()
    return int.from_bytes(digest, "little", signed=True)
