"""The evidence store: files by the SHA-256 of their bytes, written once, never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

NEW = ".new-"
# Nothing is written for longer: what is older was left behind by a process that ended.
STALE_SECONDS = 24 * 60 * 60


class StoreAway(OSError):
    """The store as a whole cannot be reached; the reason is its cause."""


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_of(sha256: str) -> Path:
    return Path(settings.EVIDENCE_DIR) / sha256[:2] / sha256


def store_write(content: bytes) -> str:
    """Write the bytes and return their SHA-256; complete and synced, or not there at all.

    A stored file that is no longer what its name says is replaced by the right bytes.
    StoreAway where it cannot be written: nothing is left then.
    """
    sha256 = sha256_of(content)
    target = path_of(sha256)
    if _holds(target, sha256):
        _renew(target)
        return sha256
    try:
        _write(content, target)
    except OSError as error:
        raise StoreAway(error.errno, error.strerror) from error
    return sha256


def store_is_empty() -> bool:
    """Not one folder of files: new, or a folder on which another disk should be mounted."""
    return next(Path(settings.EVIDENCE_DIR).glob("??"), None) is None


def _write(content: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_stale(target.parent)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=NEW)
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


def _holds(target: Path, sha256: str) -> bool:
    try:
        return sha256_of(target.read_bytes()) == sha256
    except OSError:
        return False


def _renew(target: Path) -> None:
    """An old file that no row names yet must not look like a leftover now."""
    try:
        if time.time() - target.stat().st_mtime > STALE_SECONDS / 2:
            os.utime(target)
    except OSError:
        return  # somebody else's file, or a store that is read-only: it is there


def _remove_stale(folder: Path) -> None:
    oldest = time.time() - STALE_SECONDS
    for path in folder.glob(f"{NEW}*"):
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
    """The bytes; OSError where they are gone, StoreAway where all are, ValueError where they
    are not what was stored."""
    with _reading():
        content = path_of(sha256).read_bytes()
    _check(sha256_of(content), sha256)
    return content


@contextmanager
def store_open(sha256: str) -> Iterator[IO[bytes]]:
    """The file, looked at as `store_read` does and never held in memory as a whole."""
    with _reading():
        stream = path_of(sha256).open("rb", buffering=0)
    with stream:
        with _reading():
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        _check(found, sha256)
        yield stream


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        if store_is_empty():
            raise StoreAway(error.errno, error.strerror) from error
        raise
    except OSError as error:
        raise StoreAway(error.errno, error.strerror) from error


def _check(found: str, sha256: str) -> None:
    if found != sha256:
        raise ValueError(f"evidence {sha256} does not match its hash")
