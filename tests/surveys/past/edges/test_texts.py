"""Texts with line ends and signs that no workbook can hold: out and in again."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveys.models import Citation, Evidence, Reply, RequestEvent
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_import_round import bring, picture
from tests.surveys.past.test_round_trip import out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
TEXT = "第一行\r\n第二行\x0b附\x07件 😀"


@pytest.fixture
def small() -> Small:
    return make_small()


@pytest.mark.engines
def test_texts_of_a_form_survive_the_way_out_and_in(small: Small, tmp_path: Path) -> None:
    """A browser sends every line end as two signs."""
    status, _report = bring(small.book.save(tmp_path / "first"), small)
    assert status == 0
    Reply.objects.update(summary=TEXT)
    RequestEvent.objects.update(note=TEXT)
    before = picture()
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=True)
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert picture() == before


def test_words_quoted_over_two_lines_are_the_same_words(small: Small, tmp_path: Path) -> None:
    bring(small.book.save(tmp_path / "first"), small)
    Citation.objects.filter(quotation="尚未成立领导小组").update(quotation="尚未成立\r\n领导小组")
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=False)
    status, report = bring(folder, small)
    assert report["findings"] == []
    assert status == 0


def test_documents_get_names_that_every_system_takes(small: Small, tmp_path: Path) -> None:
    """A colon ends the name in Windows, a question mark is taken in none."""
    bring(small.book.save(tmp_path / "first"), small)
    Evidence.objects.filter(name="复函.pdf").update(name='关于"申请"的复函：第1号?.pdf')
    before = picture()
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=True)
    names = [path.name for path in folder.iterdir()]
    assert not any(set(name) & set(':*?"<>|\\') for name in names)
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert picture() == before
