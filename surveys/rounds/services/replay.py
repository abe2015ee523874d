"""A changed calendar: every open letter is counted anew, and those whose day moved are listed."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from surveys.clock.calendar import Calendars
from surveys.clock.events import BadEvent
from surveys.models import DueMove, InfoRequest, Organ, RequestEvent
from surveys.models.request import Channel
from surveys.rounds.letter_clock import letter_clock
from surveys.rounds.services.letter_state import state_facts
from surveys.workdays.selectors import calendars_now

logger = logging.getLogger(__name__)

BATCH = 1000
# What the clock reads of an event.
_READ = ("kind", "date", "route", "days", "call")
_OF_ORGANS = ("limit_days", "limit_unit", "limit_source", "city__adcode")
# What a letter is counted into, and by.
_OF_LETTERS = (
    *("organ", "channel", "status", "due", "due_local", "provisional", "flags"),
    *("sent_on", "received_on", "is_open", "event_count"),
)
Facts = Mapping[str, Any]
History = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Replayed:
    letters: int
    moved: int


def letters_behind(version: str) -> QuerySet[InfoRequest]:
    """Open letters whose days were counted by another calendar than this version; those of a
    frozen edition stay as they are."""
    rows: QuerySet[InfoRequest] = InfoRequest.objects.filter(is_open=True)
    return rows.filter(round__edition__frozen=False).exclude(calendar=version).order_by("pk")


def calendar_replay() -> Replayed:
    """Count every open letter that is behind by the calendar as it is now.

    A batch at a time, each in a transaction of its own, so that a worker that dies leaves the
    rest to the next; answered letters keep the day by which they were judged. Where the calendar
    changes again meanwhile, the letters that were done before are left to that change's message.
    """
    recount = _Recount(calendars_now())
    total = letters_behind(recount.calendars.version).count()
    done = moved = reached = 0
    while True:
        with transaction.atomic():
            recount = recount.now()
            batch = _locked(letters_behind(recount.calendars.version).filter(pk__gt=reached))
            moved += _replay(batch, recount)
        if not batch:
            return Replayed(done, moved)
        done, reached = done + len(batch), batch[-1].pk
        logger.info("%d of %d open letters counted anew, %d moved", done, total, moved)


@dataclass
class _Recount:
    """A calendar, and what it made of histories so far: those of one wave are often alike."""

    calendars: Calendars
    known: dict[tuple[Any, ...], Facts | None] = field(default_factory=dict)
    organs: dict[int, Organ] = field(default_factory=dict)

    def now(self) -> _Recount:
        """Itself as long as the calendar stays the same."""
        calendars = calendars_now()
        return self if calendars.version == self.calendars.version else _Recount(calendars)

    def facts(self, letter: InfoRequest, history: History) -> Facts | None:
        """Without the version; None for a letter whose events cannot be read, which keeps its
        days."""
        place = (letter.channel, self._counted_by(letter.channel, letter.organ), history)
        if place not in self.known:
            self.known[place] = self._facts(letter, history)
        return self.known[place]

    def organs_read(self, batch: Iterable[InfoRequest]) -> None:
        """Give each letter its organ, read once for all its letters."""
        missing = {letter.organ_id for letter in batch} - self.organs.keys()
        rows = Organ.objects.select_related("city").only(*_OF_ORGANS)
        self.organs |= rows.in_bulk(missing) if missing else {}
        for letter in batch:
            letter.organ = self.organs[letter.organ_id]

    def _counted_by(self, channel: str, organ: Organ) -> tuple[Any, ...] | str:
        if channel == Channel.CONSULTATION:
            return (organ.limit_days, organ.limit_unit)
        adcode = organ.city.adcode
        return adcode if self.calendars.area(adcode) else ""

    def _facts(self, letter: InfoRequest, history: History) -> Facts | None:
        rows = [RequestEvent(**dict(zip(_READ, event, strict=True))) for event in history]
        try:
            facts = state_facts(letter_clock(letter, rows, self.calendars), "")
        except BadEvent as error:
            logger.warning("letter %s keeps its days: %s", letter.pk, error)
            return None
        del facts["calendar"]
        return facts


def _locked(rows: QuerySet[InfoRequest]) -> list[InfoRequest]:
    """A batch that nobody changes until it is written."""
    return list(rows.only(*_OF_LETTERS).select_for_update(of=("self",))[:BATCH])


def _histories(batch: Sequence[InfoRequest]) -> dict[int, History]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = RequestEvent.objects.filter(request__in=batch, struck_at__isnull=True)
    for key, *event in rows.order_by("date", "pk").values_list("request", *_READ):
        found[key].append(tuple(event))
    return {key: tuple(events) for key, events in found.items()}


def _replay(batch: Sequence[InfoRequest], recount: _Recount) -> int:
    """How many of the batch moved."""
    histories = _histories(batch)
    recount.organs_read(batch)
    version = recount.calendars.version
    changes: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    moves: list[DueMove] = []
    for letter in batch:
        facts = recount.facts(letter, histories.get(letter.pk, ())) or {}
        new = {name: value for name, value in facts.items() if getattr(letter, name) != value}
        changes[_plain(new)].append(letter.pk)
        if not new.keys().isdisjoint({"due", "due_local"}):
            moves.append(_move(letter, facts, version))
    _write(changes, version)
    DueMove.objects.bulk_create(moves, batch_size=500, ignore_conflicts=True)
    return len(moves)


def _plain(new: Facts) -> tuple[Any, ...]:
    """Told apart by what is new of them, most letters of a batch fall into a few kinds."""
    return tuple((name, tuple(value) if name == "flags" else value) for name, value in new.items())


def _write(changes: Mapping[tuple[Any, ...], Iterable[int]], version: str) -> None:
    for new, keys in changes.items():
        facts = {name: list(value) if name == "flags" else value for name, value in new}
        InfoRequest.objects.filter(pk__in=keys).update(calendar=version, **facts)


def _move(letter: InfoRequest, facts: Facts, version: str) -> DueMove:
    return DueMove(
        request=letter,
        calendar=version,
        old_due=letter.due,
        old_due_local=letter.due_local,
        due=facts["due"],
        due_local=facts["due_local"],
    )
