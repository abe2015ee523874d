"""A replay that dies, that is overtaken by another calendar, and how far one is."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from scoring import tasks
from surveys import tasks as survey_tasks
from surveys.models import CalendarDay, DueMove, InfoRequest
from surveys.rounds.services import replay
from surveys.rounds.services.event import EventFacts, event_record
from surveys.rounds.services.replay import Replayed, calendar_replay, letters_behind
from surveys.workdays.selectors import REPLAY_TASK, calendars_now
from tests.builders import TODAY, Cast, make_city, make_organ, make_round
from tests.services.picture import Broken
from tests.surveys.workdays.open_letters import DUE, LATER, day_set, dues_of, open_letter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
REPLAY_LOG = "surveys.rounds.services.replay"


@pytest.fixture
def letters() -> list[InfoRequest]:
    """Two of one round, received on the day on which it opened."""
    survey_round = make_round()
    return [open_letter(survey_round, make_organ(make_city(name))) for name in ("甲市", "乙市")]


class _Dying:
    """The database goes away at the second list of moves."""

    def __init__(self) -> None:
        self.lists = 0

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        moves = "surveys_duemove" in sql
        self.lists += moves
        if moves and self.lists == 2:
            raise Broken(sql)
        return execute(sql, *rest)


def test_a_batch_that_dies_leaves_the_rest_to_the_next_run(
    cast: Cast, letters: list[InfoRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "BATCH", 1)
    day_set(cast)
    with connection.execute_wrapper(_Dying()), pytest.raises(Broken):
        calendar_replay()
    assert dues_of(letters) == [(LATER, None), (DUE, None)]
    assert list(letters_behind(calendars_now().version)) == letters[1:]
    assert DueMove.objects.count() == 1
    assert calendar_replay() == Replayed(letters=1, moved=1)
    assert dues_of(letters) == [(LATER, None)] * 2


class _Entering:
    """Somebody enters an event of the letter after it was read."""

    def __init__(self, letter: InfoRequest) -> None:
        self.letter: InfoRequest | None = letter

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        found = execute(sql, *rest)
        letter = self.letter
        if letter is not None and "surveys_requestevent" in sql:
            self.letter = None
            facts = EventFacts(kind="extended", date=datetime.date(2025, 3, 20), days=10)
            event_record(actor=None, request=letter, facts=facts, today=TODAY)
        return found


def test_an_event_that_is_entered_meanwhile_is_not_written_over(
    cast: Cast, letters: list[InfoRequest]
) -> None:
    """The letter was counted with it already, by the calendar as it is now."""
    day_set(cast)
    with connection.execute_wrapper(_Entering(letters[0])):
        assert calendar_replay() == Replayed(letters=1, moved=1)
    extended = datetime.date(2025, 4, 16)
    assert dues_of(letters) == [(extended, None), (LATER, None)]
    assert letters[0].status == "extended"
    assert not letters_behind(calendars_now().version).exists()


class _Meanwhile(logging.Handler):
    """Sets another day when the first batch is done."""

    def emit(self, record: logging.LogRecord) -> None:
        facts = {"scope": "nation", "date": datetime.date(2025, 3, 13), "kind": "off"}
        CalendarDay.objects.get_or_create(adcode="", **facts, defaults={"source": "公告"})


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(replay, "BATCH", 1)
    logger, handler = logging.getLogger(REPLAY_LOG), _Meanwhile()
    monkeypatch.setattr(logger, "level", logging.INFO)
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


@pytest.mark.usefixtures("meanwhile")
def test_a_calendar_that_changes_meanwhile_counts_from_the_next_batch(
    cast: Cast, letters: list[InfoRequest]
) -> None:
    """And what was done before is behind again, for that change's own message."""
    day_set(cast)
    assert calendar_replay() == Replayed(letters=2, moved=2)
    assert dues_of(letters) == [(LATER, None), (datetime.date(2025, 4, 2), None)]
    assert list(letters_behind(calendars_now().version)) == letters[:1]
    assert calendar_replay() == Replayed(letters=1, moved=1)


def test_it_says_how_far_it_is(
    cast: Cast,
    letters: list[InfoRequest],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replay, "BATCH", 1)
    day_set(cast)
    with caplog.at_level(logging.INFO, REPLAY_LOG):
        calendar_replay()
    assert caplog.messages == [
        "1 of 2 open letters counted anew, 1 moved",
        "2 of 2 open letters counted anew, 2 moved",
    ]


@pytest.mark.usefixtures("letters")
def test_the_sweep_finds_letters_that_a_lost_message_left_behind(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(tasks, "task_hint", lambda name, *_arguments: sent.append(name))
    tasks.sweep()
    assert REPLAY_TASK not in sent
    day_set(cast)
    tasks.sweep()
    assert sent.count(REPLAY_TASK) == 1
    assert survey_tasks.replay.name == REPLAY_TASK
    survey_tasks.replay()
    tasks.sweep()
    assert sent.count(REPLAY_TASK) == 1
