"""The program's version as every run keeps it; one of the numbers a proof rests on."""

from __future__ import annotations

from pathlib import Path

from surveys.sources import sources_digest

RELEASE = "0.1.0"
_INDEX = Path(__file__).resolve().parent.parent / "index"


def index_digest(folder: Path = _INDEX) -> str:
    """Of the numeric package's sources, first 8 digits."""
    return sources_digest(folder)[:8]


CODE_VERSION = f"{RELEASE}+index.{index_digest()}"
"""The release, and what distinguishes two states of the numeric package between releases."""
