"""The state of the program that renders: what was rendered by another one is not shown."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

import django
from django.conf import settings

FOLDERS = ("ecoasset", "scoring", "surveys", "templates", "static", "locale")
KINDS = {".py", ".html", ".css", ".js", ".svg", ".mo"}
LIBRARIES = "requirements-lock.txt"


@cache
def program_stamp() -> str:
    """Digest of sources, templates, words and libraries, as they were when this process first
    asked: web processes and workers ask when they start, before they serve anything."""
    return stamp_of(Path(settings.BASE_DIR))


def stamp_of(root: Path) -> str:
    """SHA-256 over names and contents, and the versions that no file here tells."""
    digest = hashlib.sha256(f"{sys.version}|{django.__version__}".encode())
    files = [path for name in FOLDERS for path in (root / name).rglob("*")]
    for path in sorted([*files, root / LIBRARIES]):
        if path.suffix in KINDS or path.name == LIBRARIES:
            content = path.read_bytes() if path.is_file() else b""
            digest.update(f"{path.relative_to(root).as_posix()}:{len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()
