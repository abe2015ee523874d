"""Documents of events: brought in with them, written out, and known again."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveys.models import Evidence, InfoRequest, Reply, RequestEvent
from tests.builders import make_edition
from tests.surveys.past.books import EVENTS
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_flaws import found_in
from tests.surveys.past.test_import_round import bring, counts, picture
from tests.surveys.past.test_round_trip import out

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
NOTICE = "通知/补正.txt"


@pytest.fixture
def small() -> Small:
    """A notice behind an event of the first letter."""
    made = make_small()
    notice = {"kind": "correction_notice", "date": "2025-03-10", "file": NOTICE}
    made.book.put(EVENTS, key="L1", **notice)
    made.book.put(EVENTS, key="L1", kind="corrected", date="2025-03-12")
    made.book.files[NOTICE] = "请予补正。".encode()
    return made


def document() -> Evidence:
    event = RequestEvent.objects.get(kind="correction_notice")
    assert event.document is not None
    return event.document


@pytest.mark.engines
def test_an_event_has_its_document(small: Small, tmp_path: Path) -> None:
    status, report = bring(small.book.save(tmp_path / "round"), small)
    assert (status, report["findings"]) == (0, [])
    assert counts(report, "files") == (4, 4, 0, 0)
    found = document()
    assert (found.name, found.kind, found.city) == ("补正.txt", "other", small.city)
    assert RequestEvent.objects.filter(document__isnull=False).count() == 1


def test_a_document_may_be_marked_as_personal(small: Small, tmp_path: Path) -> None:
    notice = small.book.rows[EVENTS][0]
    small.book.rows[EVENTS][0] = {**(notice or {}), "personal": "是"}
    bring(small.book.save(tmp_path / "round"), small)
    assert document().personal
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=True)
    assert not [path for path in folder.iterdir() if "补正" in path.name]
    before = picture()
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert picture() == before


def test_a_document_of_a_reply_is_the_same_evidence(small: Small, tmp_path: Path) -> None:
    notice = small.book.rows[EVENTS][0]
    small.book.rows[EVENTS][0] = {**(notice or {}), "file": "复函.pdf"}
    del small.book.files[NOTICE]
    bring(small.book.save(tmp_path / "round"), small)
    assert document().reply == Reply.objects.get(organ=small.organ)
    assert Evidence.objects.count() == 3


@pytest.mark.parametrize("files", [True, False], ids=["with files", "the workbook alone"])
def test_the_way_out_and_in_changes_nothing(small: Small, tmp_path: Path, files: bool) -> None:
    bring(small.book.save(tmp_path / "first"), small)
    before = picture()
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=files)
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert counts(report, "files") == (4, 0, 4, 0)
    assert picture() == before


def test_another_installation_gets_the_documents(small: Small, tmp_path: Path) -> None:
    bring(small.book.save(tmp_path / "first"), small)
    folder = out(small.edition, small.cast.manager, tmp_path / "out", files=True)
    other = make_edition("2024-other")
    small.round.pk, small.round.edition = None, other
    small.round.save()
    small.edition = other
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    came = RequestEvent.objects.get(kind="correction_notice", request__round__edition=other)
    assert came.document is not None
    assert came.document.edition == other
    assert came.document.name.endswith("补正.txt")


def test_a_document_that_is_missing_takes_its_letter_along(small: Small, tmp_path: Path) -> None:
    """And the reply to it, and what quotes that reply; the neighbours come in."""
    del small.book.files[NOTICE]
    status, report = bring(small.book.save(tmp_path / "round"), small, "--partial")
    assert status == 0
    assert {
        *(("经过", 2, "file_missing"), ("函件", 2, "event_refused")),
        *(("答复", 2, "letter_refused"), ("答案", 2, "reply_refused")),
    } <= found_in(report)
    assert counts(report, "letters") == (3, 2, 0, 1)
    assert counts(report, "replies") == (2, 1, 0, 1)
    assert not InfoRequest.objects.filter(organ=small.organ, channel="disclosure").exists()
    assert not RequestEvent.objects.filter(kind="correction_notice").exists()


def test_another_document_of_the_same_event_is_refused(small: Small, tmp_path: Path) -> None:
    bring(small.book.save(tmp_path / "first"), small)
    before = picture()
    small.book.files[NOTICE] = "另一份通知。".encode()
    status, report = bring(small.book.save(tmp_path / "again"), small)
    assert status == 1
    assert ("经过", 2, "other_value") in found_in(report)
    assert picture() == before
