from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from surveys.evidence.store import STALE_SECONDS, path_of, sha256_of, store_read, store_write

CONTENT = "已成立专项领导小组".encode()


@pytest.fixture(autouse=True)
def _own_store(evidence_folder: Path) -> None:
    """Each test starts with an empty store."""


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_lies_under_the_hash_of_its_bytes(evidence_folder: Path) -> None:
    sha256 = store_write(CONTENT)
    assert sha256 == hashlib.sha256(CONTENT).hexdigest() == sha256_of(CONTENT)
    assert _files(evidence_folder) == [evidence_folder / sha256[:2] / sha256]
    assert store_read(sha256) == CONTENT


def test_the_same_bytes_are_written_once(evidence_folder: Path) -> None:
    first = path_of(store_write(CONTENT)).stat()
    second = path_of(store_write(CONTENT)).stat()
    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)
    store_write(CONTENT + b"!")
    assert len(_files(evidence_folder)) == 2


def test_nobody_may_write_to_a_stored_file() -> None:
    assert path_of(store_write(CONTENT)).stat().st_mode & 0o222 == 0


def test_a_damaged_file_is_noticed_when_it_is_read() -> None:
    path = path_of(store_write(CONTENT))
    path.chmod(0o600)
    path.write_bytes(CONTENT.replace(CONTENT[:1], b"x"))
    with pytest.raises(ValueError, match="does not match its hash"):
        store_read(path.name)
    path.unlink()
    with pytest.raises(FileNotFoundError):
        store_read(path.name)


def test_a_cut_off_file_is_replaced_by_the_next_one_of_the_same_bytes() -> None:
    path = path_of(store_write(CONTENT))
    path.chmod(0o600)
    path.write_bytes(CONTENT[:5])
    store_write(CONTENT)
    assert store_read(path.name) == CONTENT


def test_a_changed_file_of_the_same_size_is_replaced_as_well() -> None:
    path = path_of(store_write(CONTENT))
    path.chmod(0o600)
    path.write_bytes(bytes(len(CONTENT)))
    store_write(CONTENT)
    assert store_read(path.name) == CONTENT
    assert path.stat().st_mode & 0o222 == 0


def test_the_folders_are_synced_once_the_file_has_its_name(
    evidence_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without it a power cut takes the name back, and with it the file."""
    synced: list[tuple[bool, int]] = []
    sync = os.fsync

    def seen(descriptor: int) -> None:
        synced.append((target.exists(), os.fstat(descriptor).st_ino))
        sync(descriptor)

    target = path_of(sha256_of(CONTENT))
    monkeypatch.setattr(os, "fsync", seen)
    store_write(CONTENT)
    folders = [folder.stat().st_ino for folder in (target.parent, evidence_folder)]
    assert synced == [(False, target.stat().st_ino), *[(True, inode) for inode in folders]]


def test_what_a_killed_process_left_is_removed_after_a_day() -> None:
    folder = path_of(sha256_of(CONTENT)).parent
    folder.mkdir(parents=True)
    (folder / ".new-old").write_bytes(b"x")
    (folder / ".new-now").write_bytes(b"x")
    long_ago = time.time() - STALE_SECONDS - 60
    os.utime(folder / ".new-old", (long_ago, long_ago))
    name = store_write(CONTENT)
    assert {path.name for path in _files(folder)} == {".new-now", name}


def test_a_full_disk_leaves_no_half_file(
    evidence_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store_write(CONTENT)
    assert _files(evidence_folder) == []
