"""2024-demo in the database: an edition in the middle of its round."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np
import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from pytest_django import DjangoDbBlocker

from ecoasset.demo.fixture import FIXTURES, DemoEvent, read_demo_2024
from ecoasset.demo.services.accounts import ACCOUNTS
from ecoasset.demo.services.correspondence import _owner
from ecoasset.demo.services.histories import events_by_letter
from ecoasset.demo.services.load import demo_load
from scoring.deletion.services import edition_delete_synthetic
from scoring.index.sensitivity.design import replay
from scoring.runs.inputs import Inputs, inputs_read
from scoring.runs.reproduction import reproduce
from scoring.runs.services import edition_recompute
from scoring.sensitivity.coding_error import coded_cells
from scoring.sensitivity.plan import StudyParameters, coding_pack, plan_of
from surveys.coding.selectors import review_queue
from surveys.models import (
    Answer,
    Citation,
    Code,
    Edition,
    Evidence,
    InfoRequest,
    Reply,
    RequestEvent,
    ReviewPriority,
    SearchRecord,
    TrailEntry,
    User,
)
from surveys.models.request_event import EventKind
from surveys.rounds.letter_clock import letter_clock
from surveys.rounds.services.letter_state import letter_state_refresh, state_facts
from surveys.workdays.selectors import calendars_now
from tests.builders import load_reference, make_user
from tests.ecoasset.pages.numbers import assert_behind
from tests.web.people import browser

# Loading, computing and deleting are repeated with the other edition, which takes the same way.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_engine,
    pytest.mark.usefixtures("loaded"),
]
PEOPLE = {name: User(username=name, full_name=shown) for name, _role, shown in ACCOUNTS}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        translation.override(settings.LANGUAGE_CODE),
    ):
        load_reference()
        values = (FIXTURES / "demo_2024/values.csv").read_bytes()
        demo_load(demo=read_demo_2024(), values_csv=values)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo() -> Edition:
    return Edition.objects.get(code="2024-demo")


@pytest.fixture
def inputs(demo: Edition) -> Inputs:
    return inputs_read(demo.pk)


def test_every_queue_has_something_to_show(demo: Edition) -> None:
    states = set(Answer.objects.filter(edition=demo).values_list("state", flat=True))
    # Taking back is a step of a person's, who is in the middle of it.
    assert states == {*Answer.State.values} - {Answer.State.TAKEN_BACK}
    assert Code.objects.filter(edition=demo, state=Code.State.DRAFT).exists()
    assert review_queue(demo, make_user("reviewer")).exists()
    letters = InfoRequest.objects.filter(round__edition=demo)
    found = set(letters.values_list("status", flat=True))
    assert found >= {"ready", "sent", "acknowledged", "correction", "extended", "replied"}


def test_the_bases_differ_and_pending_is_missing(demo: Edition, inputs: Inputs) -> None:
    assert demo.rounds.get().closed_on is None
    missing = {basis: np.isnan(matrix) for basis, matrix in inputs.raw.items()}
    assert missing["approved"].sum() > missing["provisional"].sum() > 0
    assert not (missing["provisional"] & ~missing["approved"]).any(), "approved is part of both"
    quality = inputs.tree.leaf_codes.index("G1.3.2")
    answered = Answer.objects.filter(edition=demo, question__code="reply_quality")
    scored = int((~missing["provisional"][:, quality]).sum())
    assert scored == answered.exclude(state="returned").count() < 337, "nobody is scored as silent"


@pytest.mark.parametrize("basis", ["approved", "provisional"])
def test_singly_coded_answers_can_be_wrong_in_a_study(demo: Edition, basis: str) -> None:
    """And a grade that is drawn wrong takes the yes or no that follows from it along."""
    run = {run.basis: run for run in edition_recompute(edition_id=demo.pk)}[basis]
    again = reproduce(run)
    cells = coded_cells(again)
    assert len(cells) > 300
    assert (cells.probability > 0).all()
    quality = again.block.indicator_codes.index("G1.3.2")
    answered = again.block.indicator_codes.index("G1.3.1")
    assert set(cells.then_column[cells.column == quality]) == {answered}
    assert set(cells.then_column[cells.column != quality]) == {-1}
    plan = plan_of(again, StudyParameters(draws=1000), coding_pack(again))
    moved = 0
    for draw in range(20):
        raw, _method = replay(plan, draw)
        assert (raw != plan.raw)[~np.isnan(plan.raw)].any()
        known = ~np.isnan(raw[:, quality])
        assert np.array_equal(raw[known, answered], raw[known, quality] >= 2)
        changed = known & (raw[:, quality] != plan.raw[:, quality])
        moved += int((raw[changed, answered] != plan.raw[changed, answered]).sum())
    assert moved > 0


def test_letters_are_stored_as_the_fixture_has_them(demo: Edition) -> None:
    fixture = read_demo_2024()
    events = events_by_letter(fixture)
    letters = {
        (row.organ.city.adcode, row.organ.kind, row.channel, row.wave, row.part): row
        for row in InfoRequest.objects.filter(round__edition=demo)
        .select_related("organ__city", "created_by")
        .prefetch_related("history")
    }
    assert len(letters) == len(fixture.requests)
    for wanted in fixture.requests:
        place = (wanted.adcode, wanted.organ_kind, wanted.channel, wanted.wave, wanted.part)
        row = letters[place]
        assert row.outcome_id == (wanted.outcome or None)
        assert str(row.created_by) == str(_owner(wanted.adcode, PEOPLE))
        assert [_plain(event) for event in row.history.all()] == [
            _plain(event) for event in events[wanted.key]
        ]
        for event in row.history.all():
            of_reply = event.kind in (EventKind.REPLIED, EventKind.POSTED)
            assert bool(event.reply_id) == bool(event.calendar) == of_reply


def _plain(event: RequestEvent | DemoEvent) -> tuple[object, ...]:
    outcome = event.outcome_id or "" if isinstance(event, RequestEvent) else event.outcome
    said = (event.route, event.days, event.call, event.result, outcome, event.note)
    return (event.kind, event.date, *said)


def test_letters_have_the_state_that_their_events_come_to(demo: Edition) -> None:
    """As if each had been worked out by itself; of the hard ones, by its service."""
    calendars = calendars_now()
    rows = InfoRequest.objects.filter(round__edition=demo)
    for row in rows.select_related("organ__city").prefetch_related("history"):
        facts = state_facts(letter_clock(row, row.history.all(), calendars), calendars.version)
        assert {name: getattr(row, name) for name in facts} == facts
        if len(row.history.all()) > 4:
            before = row.outcome_id
            letter_state_refresh(request=row, calendars=calendars)
            assert row.outcome_id == before


def test_replies_are_stored_as_the_fixture_has_them(demo: Edition) -> None:
    rows = Reply.objects.filter(round__edition=demo).select_related("city", "organ", "logged_by")
    stored = {
        document.name: row
        for row in rows.prefetch_related("evidence", "outcomes__request__organ")
        for document in row.evidence.all()
    }
    fixture = read_demo_2024()
    letters = {letter.key: letter for letter in fixture.requests}
    assert len(stored) == len(fixture.replies)
    for wanted in fixture.replies:
        row = stored[f"演示信函（合成）{wanted.key}.txt"]
        assert (row.city.adcode, row.organ.kind) == (wanted.adcode, wanted.organ_kind)
        assert (row.received_on, row.dated_on) == (wanted.received_on, wanted.dated_on)
        assert row.posted_on == wanted.posted_on
        assert str(row.logged_by) == str(_owner(wanted.adcode, PEOPLE))
        said = [
            (one.request.organ.kind if one.request else None, one.outcome_id)
            for one in row.outcomes.all()
        ]
        assert said == [
            (letters[key].organ_kind if key else None, outcome) for key, outcome in wanted.letters
        ]


def test_codes_and_decisions_are_stored_as_the_fixture_has_them(demo: Edition) -> None:
    rows = {(row.adcode, row.question): row for row in read_demo_2024().answers}
    codes = Code.objects.filter(edition=demo).select_related("city", "question", "coder")
    assert codes.count() == sum(
        bool(coder and value)
        for row in rows.values()
        for coder, value in ((row.coder_a, row.code_a), (row.coder_b, row.code_b))
    )
    for code in codes:
        row = rows[code.city.adcode, code.question.code]
        values = {row.coder_a: row.code_a, row.coder_b: row.code_b}
        assert _text(code) == values[code.coder.username]
        assert (code.state == Code.State.DRAFT) == (row.state == "draft")
        assert code.submissions.exists() == (row.state != "draft")
        assert code.detail == row.detail_zh
    answers = demo.answers.select_related("city", "question", "submission__code__coder")
    assert answers.count() == sum(
        bool(row.value) and row.state in Answer.State.values for row in rows.values()
    )
    for answer in answers.prefetch_related("decisions__reviewer"):
        row = rows[answer.city.adcode, answer.question.code]
        assert (_text(answer), answer.state) == (row.value, row.state)
        right = row.coder_a if row.code_a == row.value else row.coder_b
        assert answer.submission.coder.username == right
        decided = [] if row.state == "in_review" else [(1, row.state, "demo-reviewer")]
        found = answer.decisions.all()
        assert [(d.revision, d.verdict, d.reviewer.username) for d in found] == decided
        assert all(bool(d.reason) == (row.state == "returned") for d in found)


def _text(value: Code | Answer) -> str:
    return value.choice or f"{value.number:g}"


def test_what_proves_a_code_is_where_the_fixture_says(demo: Edition) -> None:
    """A reply, a page or a search: the kinds of documents and the days, by city and question."""
    kinds: dict[tuple[str, str], set[str]] = {}
    days: dict[tuple[str, str], set[datetime.date]] = {}
    place = ("code__city__adcode", "code__question__code")
    cited = Citation.objects.filter(code__edition=demo)
    for adcode, question, kind in cited.values_list(*place, "evidence__kind"):
        kinds.setdefault((adcode, question), set()).add(kind)
    searched = SearchRecord.objects.filter(code__edition=demo)
    for adcode, question, day in searched.values_list(*place, "searched_on"):
        days.setdefault((adcode, question), set()).add(day)
    fixture = read_demo_2024()
    coded = [row for row in fixture.answers if row.code_a or row.code_b]
    for row in coded:
        key = (row.adcode, row.question)
        search = row.basis == "search"
        assert kinds.get(key, set()) == (set() if search else {row.basis})
        assert days.get(key, set()) == ({row.found_on or fixture.as_of} if search else set())
    both = [bool(row.code_a) + bool(row.code_b) for row in coded]
    assert cited.count() + searched.count() == sum(both)


def test_values_come_as_one_signed_off_batch(demo: Edition) -> None:
    batch = demo.batches.get()
    count = sum(len(row) for row in read_demo_2024().values.values())
    assert (batch.good_values, batch.refused_values, batch.state) == (count, 0, "signed_off")
    assert str(batch.uploaded_by) == str(batch.signed_off_by) == "演示项目经理"
    assert batch.name == "演示数据（合成）values.csv"
    rows = demo.values.filter(batch=batch, approved=True, current=True)
    assert rows.count() == demo.values.count() == count
    assert set(rows.values_list("source", flat=True)) == {"演示数据（合成）"}
    assert not rows.exclude(reference_year=F("indicator__reference_year")).exists()
    assert not rows.exclude(entered_by=batch.uploaded_by).exists()
    entry = TrailEntry.objects.get(action="edition.load_demo")
    assert entry.changes["values"] == [None, count]
    assert entry.changes["answers"] == [None, demo.answers.count()]
    assert entry.changes["requests"] == [None, len(read_demo_2024().requests)]
    assert entry.changes["replies"] == [None, len(read_demo_2024().replies)]
    files = Evidence.objects.filter(edition=demo).values("file").distinct().count()
    assert entry.changes["documents"] == [None, files]


def test_it_goes_as_a_whole(demo: Edition) -> None:
    edition_delete_synthetic(actor=make_user("manager"), edition=demo)
    assert not Edition.objects.filter(code="2024-demo").exists()
    assert not InfoRequest.objects.exists()


@pytest.mark.parametrize("username", PEOPLE)
def test_the_numbers_of_the_start_page_stand_behind_them(demo: Edition, username: str) -> None:
    """Of every demo account, in the edition that is in the middle of its round."""
    for answer in demo.answers.exclude(state=Answer.State.APPROVED)[:40]:
        facts = {"city": answer.city, "question": answer.question, "rank_change": answer.pk % 7}
        ReviewPriority.objects.create(edition=demo, inputs_version=1, other_value=0, **facts)
    client = browser(User.objects.get(username=username))
    assert_behind(client, f"/?edition={demo.code}", least=5)
