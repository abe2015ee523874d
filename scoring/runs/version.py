"""The program's version as every run keeps it; one of the numbers a proof rests on."""

from __future__ import annotations

import hashlib
from pathlib import Path

RELEASE = "0.1.0"
_INDEX = Path(__file__).resolve().parent.parent / "index"


def index_digest(folder: Path = _INDEX) -> str:
    """SHA-256 over names and contents of the numeric package's sources, first 8 digits.

    Line ends do not count, so that a checkout on Windows is the same program.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(folder).as_posix()}:{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:8]


CODE_VERSION = f"{RELEASE}+index.{index_digest()}"
"""The release, and what distinguishes two states of the numeric package between releases."""
