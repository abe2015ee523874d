"""Boxes on pages in the workbook of a round: brought in, refused where they stand, written out."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveys.models import Citation, SubmissionCitation
from tests.surveys.files.images.scans import pdf_scan
from tests.surveys.past.books import ANSWERS, Book
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_import_round import bring, counts, picture
from tests.surveys.past.test_round_trip import out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder", "english")]
BOX = "0.1,0.25,0.5,0.0625"
TEXT, SCAN = "网页.txt", "扫描.pdf"


@pytest.fixture
def small() -> Small:
    made = make_small()
    made.book.rows = Book().rows
    made.book.files = {SCAN: pdf_scan(1, 2)}
    return made


def put(small: Small, **more: object) -> None:
    cell = {"city": "甲市", "question": "leading_group", "answer": "是", "coder": "coder"}
    small.book.put(ANSWERS, **{**cell, "file": SCAN, "page": 2, "box": BOX, **more})


def test_a_box_comes_in_goes_out_and_comes_in_as_the_same(small: Small, tmp_path: Path) -> None:
    put(small, quotation="框内的字")
    small.book.files[TEXT] = "本市已成立领导小组".encode()
    words = {"city": "甲市", "question": "leading_group", "coder": "coder"}
    small.book.put(ANSWERS, **words, file=TEXT, quotation="已成立领导小组")
    status, report = bring(small.book.save(tmp_path / "in"), small)
    assert (status, report["findings"]) == (0, [])
    for model in (Citation, SubmissionCitation):
        drawn, quoted = model.objects.order_by("pk")
        assert (str(drawn.box), drawn.page, drawn.quotation) == (BOX, 2, "")
        assert drawn.transcription == "框内的字"
        assert drawn.sha256 == drawn.evidence.file.sha256
        assert (quoted.box, quoted.quotation) == (None, "已成立领导小组")
    before = picture()
    status, report = bring(
        out(small.edition, small.cast.manager, tmp_path / "out", files=True), small
    )
    assert (status, report["findings"]) == (0, [])
    assert counts(report, "answers") == (1, 0, 1, 0)
    assert picture() == before


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"box": "0.1,0.25"}, "not four shares"),
        ({"box": "0.9,0.25,0.5,0.1"}, "beyond the edge"),
        ({"box": "0.1,0.1,0.001,0.001"}, "too small"),
        ({"page": 3}, "no page 3"),
        ({"page": None}, "on which page"),
        ({"file": TEXT, "page": 1}, "No box can be drawn on this document"),
    ],
)
def test_a_box_that_is_none_is_refused_with_its_row(
    small: Small, tmp_path: Path, row: dict[str, object], told: str
) -> None:
    if row.get("file") == TEXT:
        small.book.files = {TEXT: "本市已成立领导小组".encode()}
    put(small, **row)
    status, report = bring(small.book.save(tmp_path / "in"), small)
    assert status != 0
    assert [one["column"] for one in report["findings"]] == ["L"], "the box of its row"
    assert told in str(report["findings"])
    assert not Citation.objects.exists()


def test_another_box_than_the_stored_one_is_no_reading_of_before(
    small: Small, tmp_path: Path
) -> None:
    put(small)
    assert bring(small.book.save(tmp_path / "in"), small)[0] == 0
    small.book.rows = Book().rows
    put(small, box="0.1,0.25,0.5,0.07")
    status, report = bring(small.book.save(tmp_path / "again"), small)
    assert status != 0
    assert "other_value" in str(report["findings"])
    assert str(Citation.objects.get().box) == BOX
