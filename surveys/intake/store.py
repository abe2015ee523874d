"""The evidence store: files by the SHA-256 of their bytes, written once, never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(sha256: str) -> Path:
    return Path(settings.EVIDENCE_DIR) / sha256[:2] / sha256


def store_write(content: bytes) -> str:
    """Write the bytes and return their SHA-256; complete and synced, or not there at all."""
    sha256 = sha256_of(content)
    target = path_of(sha256)
    if target.exists() and target.stat().st_size == len(content):
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o440)
        Path(temporary).replace(target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    return sha256


def store_read(sha256: str) -> bytes:
    """The bytes; OSError where they are gone, ValueError where they are not what was stored."""
    content = path_of(sha256).read_bytes()
    if sha256_of(content) != sha256:
        raise ValueError(f"evidence {sha256} does not match its hash")
    return content
