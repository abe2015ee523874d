"""A changed calendar: every open letter is counted anew, and those whose day moved are listed."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from surveys.clock.calendar import Calendars
from surveys.clock.events import BadEvent
from surveys.models import DueMove, InfoRequest
from surveys.rounds.letter_clock import letter_clock
from surveys.rounds.services.letter_state import state_facts
from surveys.workdays.selectors import calendars_now

logger = logging.getLogger(__name__)

BATCH = 1000


@dataclass(frozen=True)
class Replayed:
    letters: int
    moved: int


def letters_behind(version: str) -> QuerySet[InfoRequest]:
    """Open letters whose days were counted by another calendar than this version."""
    rows: QuerySet[InfoRequest] = InfoRequest.objects.filter(is_open=True)
    return rows.exclude(calendar=version).order_by("pk")


def calendar_replay() -> Replayed:
    """Count every open letter that is behind by the calendar as it is now.

    A batch at a time, each in a transaction of its own, so that a worker that dies leaves the
    rest to the next; answered letters keep the day by which they were judged.
    """
    calendars = calendars_now()
    done = moved = 0
    while batch := list(_with_history(letters_behind(calendars.version)[:BATCH])):
        moved += _replay(batch, calendars)
        done += len(batch)
    return Replayed(done, moved)


def _with_history(rows: QuerySet[InfoRequest]) -> QuerySet[InfoRequest]:
    return rows.select_related("organ__city").prefetch_related("history")


def _replay(batch: Sequence[InfoRequest], calendars: Calendars) -> int:
    """How many of the batch moved."""
    changed: list[InfoRequest] = []
    moves: list[DueMove] = []
    for letter in batch:
        facts = _facts(letter, calendars)
        old = (letter.due, letter.due_local)
        if facts is None or all(getattr(letter, name) == value for name, value in facts.items()):
            continue
        for name, value in facts.items():
            setattr(letter, name, value)
        changed.append(letter)
        if old != (letter.due, letter.due_local):
            moves.append(_move(letter, old, calendars.version))
    with transaction.atomic():
        counted = ("due", "due_local", "provisional", "flags", "status", "event_count", "is_open")
        InfoRequest.objects.bulk_update(changed, [*counted, "sent_on", "received_on"], 200)
        InfoRequest.objects.filter(pk__in=[letter.pk for letter in batch]).update(
            calendar=calendars.version
        )
        DueMove.objects.bulk_create(moves, ignore_conflicts=True)
    return len(moves)


def _facts(letter: InfoRequest, calendars: Calendars) -> dict[str, Any] | None:
    """Without the version; None for a letter whose events cannot be read, which stays as it is."""
    try:
        facts = state_facts(letter_clock(letter, letter.history.all(), calendars), "")
    except BadEvent as error:
        logger.warning("letter %s keeps its days: %s", letter.pk, error)
        return None
    del facts["calendar"]
    return facts


def _move(letter: InfoRequest, old: tuple[Any, Any], version: str) -> DueMove:
    return DueMove(
        request=letter,
        calendar=version,
        old_due=old[0],
        old_due_local=old[1],
        due=letter.due,
        due_local=letter.due_local,
    )
