"""Every service beside neighbours, and with a database that goes away at its last step.

A service is any public function of what is named `services`; one without a row fails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from ecoasset.demo.services import accounts, coding, correspondence, histories
from scoring.deletion.services import edition_delete_synthetic
from surveys.belongings import belongings
from surveys.coding.book.services.version import version_store
from surveys.coding.codebook import Value
from surveys.coding.services import code
from surveys.coding.services.citation_check import citation_checks_keep
from surveys.coding.services.code import CodeInput
from surveys.coding.services.proof import proof_replace
from surveys.coding.services.submission import submissions_write
from surveys.errors import StaleRevision
from surveys.evidence.likeness.services import wordings_forget, wordings_hint
from surveys.models import TrailEntry, User
from surveys.reference.services import table_load
from surveys.rounds.services.event import (
    events_strike,
    follow_check,
    reply_events_strike,
    reply_events_write,
    rest_check,
)
from surveys.rounds.services.letter_state import (
    clock_before,
    clock_of,
    clock_of_rows,
    letter_check_seen,
    letter_state_refresh,
    overdue_on,
    state_facts,
)
from surveys.rounds.services.new_row import new_row_store, row_check
from surveys.rounds.services.replay import letters_behind
from surveys.rounds.services.reply import (
    clocks_before,
    letters_answered,
    letters_as_stored,
    letters_refresh,
    refuse_before_letters,
)
from surveys.statistics.services import statistics_hint, statistics_store
from tests.services.case import Case
from tests.services.cases import (
    answers,
    board,
    calendar,
    codebook,
    documents,
    editions,
    letters,
    past,
    people,
    proposals,
    reference,
    results,
    values,
)
from tests.services.cases.refused import REFUSALS, Refusal
from tests.services.found import PARTS, services
from tests.services.picture import Broken, Picture, broken_at, counted, difference, keys, picture
from tests.services.results import Full, make_full

pytestmark = pytest.mark.django_db
CASES: tuple[Case, ...] = (
    *editions.CASES,
    *letters.CASES,
    *past.CASES,
    *documents.CASES,
    *answers.CASES,
    *proposals.CASES,
    *people.CASES,
    *calendar.CASES,
    *codebook.CASES,
    *reference.CASES,
    *values.CASES,
    *results.CASES,
    *board.CASES,
)
# Steps of another service, whose row stands for them.
STEPS: dict[Callable[..., object], str] = {
    letter_state_refresh: "event_record",
    clock_of: "event_record",
    clock_of_rows: "event_record",
    follow_check: "event_record",
    rest_check: "event_record",
    letter_check_seen: "event_record",
    clock_before: "event_record",
    clocks_before: "reply_correct",
    refuse_before_letters: "reply_register",
    state_facts: "event_record",
    overdue_on: "event_record",
    events_strike: "event_strike",
    reply_events_write: "reply_register",
    reply_events_strike: "reply_correct",
    letters_answered: "reply_register",
    letters_refresh: "reply_withdraw",
    histories.events_by_letter: "demo_load",
    histories.letter_fold: "demo_load",
    histories.histories_store: "demo_load",
    letters_behind: "calendar_replay",
    letters_as_stored: "reply_correct",
    statistics_store: "statistics_compute",
    statistics_hint: "statistics_compute",
    wordings_forget: "evidence_mark_personal",
    wordings_hint: "wordings_catch_up",
    new_row_store: "organ_add",
    row_check: "edition_correct",
    table_load: "cities_load",
    submissions_write: "code_submit",
    version_store: "codebook_publish",
    citation_checks_keep: "code_submit",
    proof_replace: "code_save",
    correspondence.texts_make: "demo_load",
    correspondence.evidence_load: "demo_load",
    coding.answers_load: "demo_load",
}
# Which the middle edition lacks, so that its services can be seen to add them.
ADDED_BY_THEIR_SERVICES = {"ComputeFault", "EditionMethod"}


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Full]:
    folder = tmp_path_factory.mktemp("world")
    places = {"DATA_DIR": folder, "EVIDENCE_DIR": folder / "evidence"}
    with django_db_blocker.unblock(), override_settings(**places), transaction.atomic():
        made = make_full()
        accounts.accounts_ensure()
        User.objects.filter(username="demo-analyst").update(username="somebody")
        User.objects.filter(username="demo-assistant-4").update(is_active=False)
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def stored(world: Full, django_db_blocker: DjangoDbBlocker) -> Picture:
    """All rows as every test finds them."""
    with django_db_blocker.unblock():
        return picture()


def test_every_service_has_a_row() -> None:
    rows = {case.service for case in CASES}
    missing = [
        f"{f.__module__}.{f.__name__}"
        for f in services(*PARTS, "ecoasset")
        if f not in {*rows, *STEPS}
    ]
    assert missing == []
    assert set(STEPS.values()) <= {service.__name__ for service in rows}


# Which rows a service touches hangs on no engine; that it takes all of them back may.
@pytest.mark.one_engine
@pytest.mark.parametrize("case", CASES, ids=str)
def test_neighbours_stay_as_they_are(world: Full, stored: Picture, case: Case) -> None:
    changed, removed = keys(case.changed(world)), keys(case.removed(world))
    wanted = case.returns(world) if case.returns else None
    got = case.call(world)
    found = difference(stored, picture())
    assert found.changed == changed
    assert found.removed == removed
    assert Counter(label for label, _key in found.added) == _counts(case.added) + _counts(
        case.before
    )
    assert case.returns is None or got == wanted
    if not case.anywhere:
        assert [row for row in found.added.values() if _strange(world, row)] == []


def test_every_kind_of_row_of_an_edition_stands_beside_a_neighbour_s(world: Full) -> None:
    """Or the row of its deletion would show nothing about that kind."""
    alone = [
        (belonging.kind.__name__, edition.code)
        for belonging in belongings()
        for edition in world.editions
        if not belonging.rows(edition).exists()
    ]
    assert [one for one in alone if one[1] != world.edition.code] == []
    assert {name for name, _code in alone} <= ADDED_BY_THEIR_SERVICES


def test_a_deletion_takes_one_statement_a_table(world: Full) -> None:
    with counted() as written:
        edition_delete_synthetic(actor=world.cast.manager, edition=world.edition)
    assert len([sql for sql in written if sql.startswith("DELETE")]) == len(belongings())


@pytest.mark.parametrize("refusal", REFUSALS, ids=str)
def test_a_refusal_changes_nothing(world: Full, stored: Picture, refusal: Refusal) -> None:
    """However many rows beside it would be taken."""
    with counted() as written:
        refusal.before(world)
    before = picture() if written else stored
    with pytest.raises(refusal.error) as caught:
        refusal.call(world)
    assert caught.type is refusal.error
    transaction.set_rollback(False)
    found = difference(before, picture())
    assert (found.changed, found.removed, found.added) == (set(), set(), {})


@pytest.mark.engines
@pytest.mark.parametrize("case", [case for case in CASES if case.alone and not case.reads], ids=str)
def test_nothing_stays_where_the_last_step_fails(world: Full, stored: Picture, case: Case) -> None:
    """Each service's own transaction takes it back: a savepoint inside that of the test."""
    with transaction.atomic(), counted() as written:
        case.call(world)
        transaction.set_rollback(True)
    hints = len(connection.run_on_commit)
    with pytest.raises(Broken), broken_at(len(written)):
        case.call(world)
    # A single statement outside any transaction of its own leaves its mark on that of the test.
    transaction.set_rollback(False)
    found = difference(stored, picture())
    assert (found.changed, found.removed) == (set(), set())
    assert Counter(label for label, _key in found.added) == _counts(case.before)
    # An entry that stays says so to the request; a worker would be told of nothing.
    assert len(connection.run_on_commit) == hints + case.before.get(TrailEntry, 0)


def test_the_faster_of_two_first_saves_is_shown(world: Full) -> None:
    """Both saw nothing; of all codes beside it, the one of the same cell and coder is meant."""
    cell = (world.edition, world.city, world.questions["draft"])
    with pytest.raises(StaleRevision) as caught:
        code._create(world.cast.coder, *cell, {"choice": "no"}, CodeInput(Value(choice="no")))
    assert caught.value.current == world.code("draft")


def test_the_faster_of_two_first_submissions_is_shown(
    world: Full, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither saw an answer; the unique constraint let one of them in."""
    mine = world.code("sent")

    def too_late(*_arguments: object) -> None:
        raise IntegrityError("one_answer_per_city_question")

    monkeypatch.setattr(code, "_submit", too_late)
    with pytest.raises(StaleRevision) as caught:
        code.code_submit(actor=world.cast.coder, code=mine, answer_revision=0)
    assert caught.value.current == world.answer("sent")


def _counts(rows: Any) -> Counter[str]:
    return Counter({model._meta.model_name: count for model, count in rows.items()})


def _strange(world: Full, row: dict[str, Any]) -> bool:
    """A new row of another edition or city than the middle one."""
    strangers = (
        row.get("edition_id") not in (None, world.editions[1].pk),
        row.get("city_id") not in (None, world.city.pk),
        row.get("city_adcode") not in (None, "", world.city.adcode),
    )
    return any(strangers)
