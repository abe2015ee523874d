"""A reply that is there already, told a little otherwise: known again, never brought in twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from surveys.models import Reply
from tests.surveys.past.books import REPLIES
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_flaws import found_in
from tests.surveys.past.test_import_round import bring, counts, picture
from tests.surveys.past.test_round_trip import out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """Brought in: R1 with a number to two letters, R2 without one to a third."""
    made = make_small()
    status, _report = bring(made.book.save(tmp_path / "first"), made)
    assert status == 0
    return made


def again(small: Small, folder: Path, place: int, **change: Any) -> tuple[int, dict[str, Any]]:
    held = small.book.rows[REPLIES][place]
    small.book.rows[REPLIES][place] = {**(held or {}), **change}
    return bring(small.book.save(folder), small)


def test_a_number_that_is_left_out_is_not_compared(small: Small, tmp_path: Path) -> None:
    before = picture()
    status, report = again(small, tmp_path / "again", 0, number=None)
    assert (status, report["findings"]) == (0, [])
    assert counts(report, "replies") == (2, 0, 2, 0)
    assert picture() == before


def test_a_number_that_is_given_later_is_refused(small: Small, tmp_path: Path) -> None:
    before = picture()
    status, report = again(small, tmp_path / "again", 2, number="乙府办〔2025〕2号")
    assert status == 1
    assert ("答复", 4, "other_value") in found_in(report)
    assert picture() == before


def test_the_same_number_on_another_day_is_refused(small: Small, tmp_path: Path) -> None:
    """Somebody corrected the day meanwhile; to other letters it is another reply."""
    before = picture()
    status, report = again(small, tmp_path / "again", 0, received="2025-04-21")
    assert status == 1
    [told] = [one for one in report["findings"] if one["code"] == "other_value"]
    assert (told["row"], told["column"]) == (2, "D")
    assert picture() == before


def test_a_letter_less_is_refused(small: Small, tmp_path: Path) -> None:
    before = picture()
    del small.book.rows[REPLIES][1]
    status, report = bring(small.book.save(tmp_path / "again"), small)
    assert status == 1
    [told] = [one for one in report["findings"] if one["code"] == "other_value"]
    assert (told["row"], told["column"]) == (2, "B")
    assert picture() == before


def test_another_number_on_the_same_day_is_another_reply(small: Small, tmp_path: Path) -> None:
    facts = {"received": "2025-04-20", "number": "甲发改〔2025〕9号"}
    small.book.put(REPLIES, key="R9", letter="L2", outcome="实质答复", **facts)
    status, report = bring(small.book.save(tmp_path / "again"), small)
    assert (status, counts(report, "replies")) == (0, (3, 1, 2, 0))
    assert Reply.objects.count() == 3


@pytest.mark.parametrize("text", ["'=1", "''=1", "=1", "'号", "＝1"])
def test_an_apostrophe_of_ones_own_survives(small: Small, tmp_path: Path, text: str) -> None:
    """Exports put one before what looks like a formula; without it a reply came in again."""
    Reply.objects.filter(organ=small.organ).update(number=text, summary=text)
    before = picture()
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=False)
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert counts(report, "replies") == (2, 0, 2, 0)
    assert picture() == before
