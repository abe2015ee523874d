"""Numbers on their way out of arrays, and named arrays as one archive without pickles."""

from __future__ import annotations

import io
from typing import Any

import numpy as np


def arrays_pack(**arrays: Any) -> bytes:
    stream = io.BytesIO()
    plain: dict[str, Any] = {name: np.asarray(value) for name, value in arrays.items()}
    np.savez_compressed(stream, **plain)
    return stream.getvalue()


def arrays_unpack(content: bytes) -> dict[str, Any]:
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def known(value: float) -> float | None:
    """A cell as a plain float; None where it is missing."""
    return None if np.isnan(value) else float(value)
