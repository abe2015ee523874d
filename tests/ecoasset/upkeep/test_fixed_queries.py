"""The sweep and the readiness page ask as much of twelve editions as of three."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ecoasset.upkeep import health
from scoring import tasks
from scoring.models import Basis, ComputeFault, ScoreRun
from scoring.runs.selectors import editions_behind, editions_due
from surveys.models import Answer, City, Edition, Question, ReviewPriority, Round
from tests.builders import (
    AFTER_CUTOFF,
    Cast,
    make_answer,
    make_city,
    make_edition,
    make_evidence,
    make_question,
    make_reply,
    make_round,
)
from tests.scoring.rows import make_index, make_run

FEW, MANY = 3, 12
numbers = itertools.count(1)


def _computed(**fields: Any) -> Edition:
    edition = make_edition(f"2025-n{next(numbers)}", inputs_version=4, **fields)
    for basis in Basis:
        make_run(edition, basis=basis)
    return edition


def _faulty(cast: Cast) -> None:
    """One basis has its run, the other a fault that is known."""
    edition = make_edition(f"2025-n{next(numbers)}", inputs_version=4)
    make_run(edition, basis=Basis.APPROVED)
    ComputeFault.objects.create(
        edition=edition, basis=Basis.PROVISIONAL, inputs_version=4, code="no_unit"
    )


def _thick(cast: Cast) -> None:
    """More runs of one day than are kept; the first sweep deletes them."""
    edition = _computed()
    for version in range(5, 20):
        make_run(edition, inputs_version=version)


def _prioritised(cast: Cast) -> None:
    answer = _open(cast)
    ReviewPriority.objects.create(
        edition=answer.edition,
        city=answer.city,
        question=answer.question,
        inputs_version=4,
        other_value=1.0,
    )


def _unprioritised(cast: Cast) -> None:
    _open(cast)


def _open(cast: Cast) -> Answer:
    return make_answer(_computed(), City.objects.all()[0], make_question(), cast.coder)


def _late(cast: Cast) -> None:
    """The only open answer is about a letter that came too late: it counts nowhere."""
    edition, city = _computed(), City.objects.all()[0]
    reply = make_reply(make_round(edition), organ=city.organs.get(), received_on=AFTER_CUTOFF)
    letter = make_evidence(edition, city, reply=reply)
    question = Question.objects.get(code="reply_quality")
    make_answer(edition, city, question, cast.coder, 2.0, evidence=letter)


def _decided(cast: Cast) -> None:
    edition = _computed(frozen=True)
    city, question = City.objects.all()[0], make_question()
    make_answer(edition, city, question, cast.coder, state=Answer.State.APPROVED)


KINDS: dict[str, Callable[[Cast], object]] = {
    "with nothing yet": lambda cast: make_edition(f"2025-n{next(numbers)}"),
    "up to date": lambda cast: _computed(),
    "frozen": lambda cast: _computed(frozen=True),
    "frozen and decided": _decided,
    "synthetic": lambda cast: _computed(synthetic=True),
    "of ranks only": lambda cast: make_edition(f"2020-n{next(numbers)}", ranks_only=True),
    "with a known fault": _faulty,
    "with too many runs": _thick,
    "with priorities": _prioritised,
    "without priorities": _unprioritised,
    "with late letters": _late,
}


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    messages: list[tuple[object, ...]] = []
    monkeypatch.setattr(tasks, "task_hint", lambda *message: messages.append(message))
    return messages


def _asked(client: Client) -> tuple[int, int]:
    """By a sweep after one that has tidied up, and by the readiness page with its long look."""
    tasks.sweep()
    with CaptureQueriesContext(connection) as by_sweep:
        tasks.sweep()
    health.look.found = {}
    with CaptureQueriesContext(connection) as by_page:
        client.get("/readyz")
    return len(by_sweep), len(by_page)


@pytest.mark.usefixtures("evidence_folder")
@pytest.mark.parametrize("kind", KINDS)
def test_as_many_queries_for_twelve_editions_as_for_three(
    kind: str, cast: Cast, client: Client, sent: list[tuple[object, ...]]
) -> None:
    make_index()
    make_reply(make_round(), make_city())
    for _number in range(FEW):
        KINDS[kind](cast)
    few = _asked(client)
    for _number in range(MANY - FEW):
        KINDS[kind](cast)
    assert _asked(client) == few
    assert few[0] <= 28  # looking for pages to make ahead and for days to count anew among them
    assert few[1] <= 9
    expected = MANY if kind == "without priorities" else 0
    assert len({message for message in sent if message[0] == "scoring.prioritise"}) == expected


def test_all_kinds_at_once_are_told_apart(cast: Cast, sent: list[tuple[object, ...]]) -> None:
    """Beside one another, and beside one that is to be computed."""
    make_index()
    make_reply(make_round(), make_city())
    for make in KINDS.values():
        make(cast)
    behind = make_edition("2030-behind", inputs_version=2)
    assert editions_due() == [behind]
    assert {edition.code for edition in editions_behind()} > {behind.code}
    tasks.sweep()
    assert set(ScoreRun.objects.filter(edition=behind).values_list("basis", flat=True)) == {
        *Basis.values
    }
    assert Round.objects.exists()
    waiting = Edition.objects.filter(
        answers__question__code="leading_group", answers__state="in_review", priorities=None
    )
    assert sent == [("scoring.prioritise", edition.pk) for edition in waiting]


def test_an_old_fault_or_one_of_another_method_is_met_again(cast: Cast) -> None:
    make_index()
    make_city()
    _faulty(cast)
    [behind] = editions_behind()
    assert editions_due() == []
    now = timezone.now()
    for noticed_at in (now - datetime.timedelta(hours=2), now + datetime.timedelta(hours=2)):
        ComputeFault.objects.update(noticed_at=noticed_at)
        assert editions_due() == [behind]
    ComputeFault.objects.update(noticed_at=now, inputs_version=3)
    assert editions_due() == [behind]
