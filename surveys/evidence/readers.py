"""Which state of the readers made the words of a document."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from surveys.sources import sources_digest

# Whose words ours are, where a format is not read by our own readers alone.
_LIBRARIES = ("pypdfium2", "olefile")


def readers_digest() -> str:
    parts = [sources_digest(Path(__file__).resolve().parents[1] / "files")]
    parts += [f"{name}=={version(name)}" for name in _LIBRARIES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


READERS = readers_digest()
"""The words of a document change with it alone: the bytes behind a SHA-256 never do."""
