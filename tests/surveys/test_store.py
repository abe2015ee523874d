from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from surveys.intake.store import path_of, sha256_of, store_read, store_write

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


def test_a_full_disk_leaves_no_half_file(
    evidence_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store_write(CONTENT)
    assert _files(evidence_folder) == []
