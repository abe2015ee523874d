"""Memory that was freed goes back to the machine."""

from __future__ import annotations

import ctypes


def memory_give_back() -> None:
    """What the C library keeps for the next time: 13 MB in a process that computed an edition.
    Nothing where the library is another than glibc."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
