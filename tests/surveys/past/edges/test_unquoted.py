"""Files and addresses that nothing quotes: told, refused, or known as there already."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveys.evidence.services import evidence_add, file_store
from surveys.files.document import Document
from surveys.models import Evidence, InfoRequest
from surveys.past.reading.columns import SheetKind
from tests.builders import make_edition
from tests.surveys.past.books import ANSWERS
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_flaws import found_in
from tests.surveys.past.test_import_round import bring, counts, picture
from tests.surveys.past.test_round_trip import out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def small() -> Small:
    return make_small()


def keep(small: Small) -> Evidence:
    """A document of the city that no answer quotes."""
    file = file_store(document=Document("规划.txt", "某规划".encode(), "text/plain"))
    return evidence_add(
        actor=small.cast.manager,
        edition=small.edition,
        city=small.other,
        file=file,
        name="规划.txt",
        kind="other",
    )


def test_a_document_that_nothing_quotes_comes_back_as_the_same(
    small: Small, tmp_path: Path
) -> None:
    """It is written out with the others, and made the whole round come back refused."""
    bring(small.book.save(tmp_path / "first"), small)
    keep(small)
    before = picture()
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=True)
    assert [path for path in folder.iterdir() if "规划" in path.name]
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert counts(report, "files") == (4, 0, 4, 0)
    assert picture() == before


def test_in_another_edition_it_is_told_and_left_out(small: Small, tmp_path: Path) -> None:
    bring(small.book.save(tmp_path / "first"), small)
    keep(small)
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=True)
    other = make_edition("2024-other")
    small.round.pk, small.round.edition = None, other
    small.round.save()
    small.edition = other
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert any("文件" in text and "1" in text for text in report["remarks"])
    assert not Evidence.objects.filter(edition=other, name__contains="规划").exists()


def test_a_file_without_words_is_not_lost_in_silence(small: Small, tmp_path: Path) -> None:
    """A picture of a search, beside its record."""
    search = small.book.rows[ANSWERS][1]
    small.book.rows[ANSWERS][1] = {**(search or {}), "file": "截图.txt"}
    small.book.files["截图.txt"] = b"a b c"
    status, report = bring(small.book.save(tmp_path / "round"), small)
    assert status == 1
    assert ("答案", 3, "file_alone") in found_in(report)
    assert not InfoRequest.objects.exists()


def test_an_address_without_words_is_told(small: Small, tmp_path: Path) -> None:
    search = small.book.rows[ANSWERS][1]
    small.book.rows[ANSWERS][1] = {**(search or {}), "url": "https://example.org/"}
    _status, plain = bring(small.book.save(tmp_path / "round"), small, "--dry-run")
    del small.book.rows[ANSWERS][1]
    _status, without = bring(small.book.save(tmp_path / "round"), small, "--dry-run")
    assert len(plain["remarks"]) == len(without["remarks"]) + 1


def test_a_day_is_a_date_to_some_and_a_time_to_others(small: Small, tmp_path: Path) -> None:
    """A column that is not known is only told, and the days in it were lost."""
    book = small.book

    def rename(sheet: object, _row: int) -> None:
        for cell in sheet[1]:  # type: ignore[index]
            cell.value = str(cell.value).replace("日期", "时间")

    book.change(SheetKind.LETTERS, 2, rename)
    status, report = bring(book.save(tmp_path / "round"), small)
    assert (status, report["findings"]) == (0, [])
    assert InfoRequest.objects.filter(sent_on__isnull=False).count() == 2
