"""Text that every part can carry: PostgreSQL stores no U+0000, and half of a surrogate pair can
be written in JSON or by an odd encoding but never sent or stored."""

from __future__ import annotations

import re

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def is_storable(text: str) -> bool:
    return _UNSTORABLE.search(text) is None


def storable(text: str) -> str:
    """For showing alone: what cannot be carried becomes U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)
