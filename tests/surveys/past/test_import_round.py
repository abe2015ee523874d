"""A folder brought in by the command: all of it, the right rows alone, or nothing."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from surveys.models import (
    Answer,
    Citation,
    Code,
    Evidence,
    InfoRequest,
    LetterOutcome,
    Organ,
    Reply,
    RequestEvent,
    ReviewDecision,
    RoundImport,
    SearchRecord,
    StoredFile,
    Submission,
    TrailEntry,
    User,
)
from surveys.models.request_event import EventKind
from surveys.people.services.unknown_coder import UNKNOWN_CODER
from tests.surveys.past.small import Small, make_small

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def small() -> Small:
    return make_small()


def bring(folder: Path, small: Small, *options: str) -> tuple[int, dict[str, Any]]:
    """Status and report of the command."""
    output = io.StringIO()
    status = 0
    try:
        call_command(
            "import_round",
            str(folder),
            f"--edition={small.edition.code}",
            "--json",
            *options,
            stdout=output,
        )
    except CommandError as error:
        status = error.returncode
    return status, json.loads(output.getvalue())


def picture() -> dict[str, list[Any]]:
    """All rows that a round brings, and the accounts and organs that come with it."""
    kinds = (InfoRequest, RequestEvent, Reply, LetterOutcome, Evidence, Code, Submission)
    more = (Citation, SearchRecord, Answer, ReviewDecision, Organ, User, StoredFile)
    return {kind.__name__: list(kind.objects.order_by("pk").values()) for kind in (*kinds, *more)}


def counts(report: dict[str, Any], what: str) -> tuple[int, ...]:
    return tuple(report[what][name] for name in ("read", "new", "same", "refused"))


def test_a_right_folder_comes_in_whole(small: Small, tmp_path: Path) -> None:
    before = small.edition.inputs_version
    status, report = bring(small.book.save(tmp_path / "round"), small)
    assert (status, report["stored"], report["findings"]) == (0, True, [])
    assert counts(report, "letters") == (3, 3, 0, 0)
    assert counts(report, "replies") == (2, 2, 0, 0)
    assert counts(report, "answers") == (4, 4, 0, 0)
    assert counts(report, "files") == (3, 3, 0, 0)
    small.edition.refresh_from_db()
    assert small.edition.inputs_version == before + 1
    batch = RoundImport.objects.get()
    entry = TrailEntry.objects.get(action="round.import")
    assert (batch.state, entry.subject_id) == ("stored", str(batch.pk))


def test_what_came_in_is_what_stood_there(small: Small, tmp_path: Path) -> None:
    bring(small.book.save(tmp_path / "round"), small)
    batch = RoundImport.objects.get()
    first, second, third = InfoRequest.objects.order_by("pk")
    assert {letter.batch for letter in (first, second, third)} == {batch}
    kinds = [event.kind for event in first.history.order_by("date", "pk")]
    assert kinds == ["submitted", "received", "extended", "replied"]
    assert (first.status, first.outcome_id) == ("replied", "disclosure_said")
    assert (str(first.sent_on), str(first.received_on)) == ("2025-03-03", "2025-03-06")
    assert str(second.sent_on) == "2025-03-04"
    assert second.history.get(kind=EventKind.SUBMITTED).route == ""
    # Nothing is known of the sending of the third: no day is made up, and its reply is kept.
    assert (third.sent_on, third.status, third.history.count()) == (None, "draft", 0)
    assert third.outcomes.get().outcome_id == "consultation_said"
    assert Organ.objects.get(name="乙市人民政府办公室").kind == "government_office"
    reply = Reply.objects.get(organ=small.organ)
    assert [row.request for row in reply.outcomes.order_by("pk")] == [first, second]
    assert reply.evidence.get().name == "复函.pdf"


def test_answers_rest_on_what_their_coders_sent(small: Small, tmp_path: Path) -> None:
    bring(small.book.save(tmp_path / "round"), small)
    approved = Answer.objects.get(city=small.city, question=small.group)
    assert (approved.choice, approved.state) == ("yes", "approved")
    assert approved.decisions.get().reviewer == small.cast.reviewer
    sent = approved.submission
    assert (sent.coder, sent.citations.get().page) == (small.cast.coder, 2)
    assert sent.searches.get().place == "市政府网站"
    quality = Answer.objects.get(question=small.quality)
    assert (quality.number, quality.state) == (4, "in_review")
    assert quality.submission.coder.username == UNKNOWN_CODER
    assert not quality.submission.coder.is_active
    # Two coders of one cell: the answer rests on the first, the other reading stands beside it.
    both = Code.objects.filter(city=small.other, question=small.group).order_by("pk")
    assert [code.coder for code in both] == [small.cast.coder, small.cast.second_coder]
    assert [code.state for code in both] == ["submitted", "submitted"]
    answer = Answer.objects.get(city=small.other)
    assert answer.submission == both[0].submissions.get()
    page = Evidence.objects.get(city=small.other, kind="web")
    assert (page.url, page.reply) == ("https://example.org/a", None)


def test_the_same_folder_again_changes_nothing(small: Small, tmp_path: Path) -> None:
    folder = small.book.save(tmp_path / "round")
    bring(folder, small)
    before = picture()
    entries = TrailEntry.objects.count()
    small.edition.refresh_from_db()
    version = small.edition.inputs_version
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert (TrailEntry.objects.count(), RoundImport.objects.count()) == (entries, 1)
    for what, number in (("letters", 3), ("replies", 2), ("answers", 4), ("files", 3)):
        assert counts(report, what) == (number, 0, number, 0)
    assert picture() == before
    small.edition.refresh_from_db()
    assert small.edition.inputs_version == version


def test_a_dry_run_says_the_same_and_writes_nothing(small: Small, tmp_path: Path) -> None:
    folder = small.book.save(tmp_path / "round")
    before, files = picture(), set((tmp_path / "evidence").rglob("*"))
    status, dry = bring(folder, small, "--dry-run")
    assert (status, dry.pop("stored")) == (0, False)
    assert picture() == before
    assert set((tmp_path / "evidence").rglob("*")) == files
    _status, report = bring(folder, small)
    assert report.pop("stored")
    assert report == dry
