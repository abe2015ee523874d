"""The array types that every stage shares: float64 values, int64 counts, boolean masks."""

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


def _keep_freed_memory() -> None:
    """Make glibc reuse freed blocks of up to 16 MB instead of returning them to the system.

    Its threshold rises to the largest block ever mapped and freed; below it, every temporary
    array of a chain (about 200 kB) costs page faults that take longer than the arithmetic.
    No memory is touched, and other allocators are indifferent.
    """
    np.empty(16 * 2**20, dtype=np.uint8)


_keep_freed_memory()
