"""Kept texts: found again, bounded, and never a reason for a page to fail."""

from __future__ import annotations

import logging
import os
import random
import string
from pathlib import Path

import pytest

from scoring.rendered.store import TextStore
from surveys.byte_store import KEPT_SHARE, MEASURED_AFTER

BOUND = 160_000


@pytest.fixture
def store(tmp_path: Path) -> TextStore:
    return TextStore(tmp_path / "kept", BOUND)


def noise(seed: int, size: int) -> str:
    """Text that does not shrink much."""
    return "".join(random.Random(seed).choices(string.printable, k=size))


def total(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_a_text_comes_back_as_it_was(store: TextStore) -> None:
    assert store.get("a") is None
    store.put("a", "杭州 <b>1</b>")
    assert store.get("a") == "杭州 <b>1</b>"
    assert store.get("b") is None


def test_another_process_finds_it(store: TextStore) -> None:
    store.put("a", "one")
    assert TextStore(store.folder, BOUND).get("a") == "one"


def test_files_are_for_the_service_alone(store: TextStore) -> None:
    store.put("a", "one")
    assert store.folder.stat().st_mode & 0o077 == 0
    assert (store.folder / "a").stat().st_mode & 0o077 == 0


def test_the_folder_stays_under_its_bound_and_the_last_looked_at_stays(store: TextStore) -> None:
    for number in range(60):
        store.put(f"text{number}", noise(number, 8_000))
        for place in range(number + 1):
            if (store.folder / f"text{place}").exists():
                # As old as its number, but the first one was looked at a moment ago.
                age = 10_000 if place == 0 else place
                os.utime(store.folder / f"text{place}", (age, age))
        assert total(store.folder) <= BOUND
    assert store.get("text59") is not None, "the newest"
    assert store.get("text0") is not None, "the one looked at"
    assert store.get("text1") is None


def test_what_an_earlier_process_left_counts(store: TextStore) -> None:
    store.folder.mkdir()
    for number in range(40):
        (store.folder / f"old{number}").write_bytes(b"x" * 8_000)
        os.utime(store.folder / f"old{number}", (number, number))
    (store.folder / "tmp_half_written").write_bytes(b"x" * 8_000)
    os.utime(store.folder / "tmp_half_written", (0, 0))
    store.put("a", "one")
    assert total(store.folder) <= KEPT_SHARE * BOUND
    assert not (store.folder / "tmp_half_written").exists()
    assert store.get("a") == "one"


def test_a_text_that_would_push_out_many_is_not_kept(store: TextStore) -> None:
    store.put("small", "one")
    store.put("large", noise(1, BOUND // MEASURED_AFTER * 2))
    assert store.get("large") is None
    assert store.get("small") == "one"


def test_no_room_at_all_keeps_nothing(tmp_path: Path) -> None:
    store = TextStore(tmp_path / "kept", 0)
    store.put("a", "one")
    assert store.get("a") is None
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("damage", [b"", b"no archive", b"\x78\x9c"])
def test_a_damaged_file_is_as_good_as_none_and_goes(store: TextStore, damage: bytes) -> None:
    store.put("a", "one")
    (store.folder / "a").write_bytes(damage)
    assert store.get("a") is None
    assert not (store.folder / "a").exists()


def test_a_cut_file_is_as_good_as_none(store: TextStore) -> None:
    store.put("a", noise(3, 5_000))
    path = store.folder / "a"
    path.write_bytes(path.read_bytes()[:-20])
    assert store.get("a") is None


def test_a_folder_that_takes_no_file_costs_a_line_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "kept").write_text("not a folder")
    store = TextStore(tmp_path / "kept", BOUND)
    with caplog.at_level(logging.WARNING):
        store.put("a", "one")
    assert "cannot be kept" in caplog.text
    assert store.get("a") is None


def test_a_look_keeps_a_text_young(store: TextStore) -> None:
    store.put("a", "one")
    os.utime(store.folder / "a", (5, 5))
    store.get("a")
    assert (store.folder / "a").stat().st_mtime > 1_000_000
