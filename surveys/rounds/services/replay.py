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
from surveys.rounds.ours import Ours
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
    *Ours.__dataclass_fields__,
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

    A batch at a time, read and counted first and then written in a transaction of its own, so
    that nobody waits long and a worker that dies leaves the rest to the next. Answered letters
    keep the day by which they were judged. Where the calendar or a letter changes meanwhile,
    what is behind then is left to that change's message, or to the sweep.
    """
    recount = _Recount(calendars_now())
    total = letters_behind(recount.calendars.version).count()
    done = moved = reached = 0
    while True:
        recount = recount.now()
        behind = letters_behind(recount.calendars.version).filter(pk__gt=reached)
        batch = list(behind.only(*_OF_LETTERS)[:BATCH])
        if not batch:
            return Replayed(done, moved)
        written = _write(_changes(batch, recount), recount.calendars.version)
        done, moved = done + written.letters, moved + written.moved
        reached = batch[-1].pk
        logger.info("%d of %d open letters counted anew, %d moved", done, total, moved)


@dataclass(frozen=True)
class _Change:
    """What a letter comes to by another calendar, as far as it is new."""

    letter: InfoRequest
    new: Facts

    @property
    def moves(self) -> bool:
        return not self.new.keys().isdisjoint({"due", "due_local"})

    def move(self, version: str) -> DueMove:
        letter, new = self.letter, self.new
        return DueMove(
            request=letter,
            calendar=version,
            old_due=letter.due,
            old_due_local=letter.due_local,
            due=new.get("due", letter.due),
            due_local=new.get("due_local", letter.due_local),
        )


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


def _histories(batch: Sequence[InfoRequest]) -> dict[int, History]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = RequestEvent.objects.filter(request__in=batch, struck_at__isnull=True)
    for key, *event in rows.order_by("date", "pk").values_list("request", *_READ):
        found[key].append(tuple(event))
    return {key: tuple(events) for key, events in found.items()}


def _changes(batch: Sequence[InfoRequest], recount: _Recount) -> list[_Change]:
    histories = _histories(batch)
    recount.organs_read(batch)
    found = []
    for letter in batch:
        facts = recount.facts(letter, histories.get(letter.pk, ())) or {}
        new = {name: value for name, value in facts.items() if getattr(letter, name) != value}
        found.append(_Change(letter, new))
    return found


@transaction.atomic
def _write(changes: Sequence[_Change], version: str) -> Replayed:
    """Those of letters that are as they were read; letters with the same change in one
    statement."""
    standing = _standing([change.letter for change in changes], version)
    kept = [change for change in changes if change.letter.pk in standing]
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for change in kept:
        alike[_plain(change.new)].append(change.letter.pk)
    for new, keys in alike.items():
        facts = {name: list(value) if name == "flags" else value for name, value in new}
        InfoRequest.objects.filter(pk__in=keys).update(calendar=version, **facts)
    moves = [change.move(version) for change in kept if change.moves]
    DueMove.objects.bulk_create(moves, batch_size=500, ignore_conflicts=True)
    return Replayed(len(kept), len(moves))


def _standing(letters: Sequence[InfoRequest], version: str) -> set[int]:
    """Of these the ones that nobody changed since, which nobody changes now until the end of
    the transaction."""
    rows = letters_behind(version).filter(pk__in=[letter.pk for letter in letters])
    held = rows.only("event_count").select_for_update(of=("self",))
    counts = {row.pk: row.event_count for row in held}
    return {letter.pk for letter in letters if counts.get(letter.pk) == letter.event_count}


def _plain(new: Facts) -> tuple[Any, ...]:
    """Told apart by what is new of them, most letters of a batch fall into a few kinds."""
    return tuple((name, tuple(value) if name == "flags" else value) for name, value in new.items())
