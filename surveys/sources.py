"""Which state of the program made a result."""

from __future__ import annotations

import hashlib
from pathlib import Path


def sources_digest(folder: Path) -> str:
    """SHA-256 over names and contents of the Python files of a folder and those below.

    Line ends do not count, so that a checkout on Windows is the same program.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(folder).as_posix()}:{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
