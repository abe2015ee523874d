"""A fingerprint of the input matrix that is the same on every machine."""

import hashlib
from collections.abc import Sequence

import numpy as np

from scoring.index.arrays import FloatArray

_FORMAT = b"ecoasset-index-input-1\n"


def input_hash(unit_codes: Sequence[str], indicator_codes: Sequence[str], raw: FloatArray) -> str:
    """SHA-256 (hex) of the codes and of float64[n, m] as little-endian bytes.

    Every NaN counts as the same missing value and -0.0 as 0.0. The order of units and of
    indicators matters. Raises ValueError where codes and matrix do not fit.
    """
    values = np.asarray(raw, dtype=np.float64)
    if values.shape != (len(unit_codes), len(indicator_codes)):
        raise ValueError(
            f"a matrix of {values.shape} does not fit {len(unit_codes)} units "
            f"and {len(indicator_codes)} indicators"
        )
    canonical = np.where(np.isnan(values), np.nan, values + 0.0).astype("<f8")
    digest = hashlib.sha256(_FORMAT)
    for codes in (unit_codes, indicator_codes):
        digest.update(f"{len(codes)}\n".encode())
        for code in codes:
            encoded = code.encode()
            digest.update(f"{len(encoded)}:".encode() + encoded)
    digest.update(np.ascontiguousarray(canonical).tobytes())
    return digest.hexdigest()
