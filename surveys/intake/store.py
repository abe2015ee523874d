"""The evidence store: files by the SHA-256 of their bytes, written once, never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path

from django.conf import settings

_NEW = ".new-"
# Nothing is written for longer: what is older was left behind by a process that ended.
STALE_SECONDS = 24 * 60 * 60


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(sha256: str) -> Path:
    return Path(settings.EVIDENCE_DIR) / sha256[:2] / sha256


def store_write(content: bytes) -> str:
    """Write the bytes and return their SHA-256; complete and synced, or not there at all.

    A stored file that is no longer what its name says is replaced by the right bytes.
    """
    sha256 = sha256_of(content)
    target = path_of(sha256)
    if _holds(target, sha256):
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_stale(target.parent)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=_NEW)
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
    # The name of a file is in its folder, and the name of a new folder in the one above.
    _sync_folder(target.parent)
    _sync_folder(target.parent.parent)
    return sha256


def _holds(target: Path, sha256: str) -> bool:
    try:
        return sha256_of(target.read_bytes()) == sha256
    except OSError:
        return False


def _remove_stale(folder: Path) -> None:
    oldest = time.time() - STALE_SECONDS
    for path in folder.glob(f"{_NEW}*"):
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:
            continue  # another process was faster


def _sync_folder(folder: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):
        return  # Windows has no such thing and needs none
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def store_read(sha256: str) -> bytes:
    """The bytes; OSError where they are gone, ValueError where they are not what was stored."""
    content = path_of(sha256).read_bytes()
    if sha256_of(content) != sha256:
        raise ValueError(f"evidence {sha256} does not match its hash")
    return content
