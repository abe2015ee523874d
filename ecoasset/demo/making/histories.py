"""Drawn letters as histories: the letter, its dated events, and the reply that it brought.

Routes and postmarks go by a checksum and not by the dice, so that they move nothing else in
the edition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zlib import crc32

from ecoasset.demo.fixture import DemoEvent, DemoReply, DemoRequest
from ecoasset.demo.making.drawn import DrawnLetter
from ecoasset.demo.making.workdays import workday_after, workday_before

WHOLE = "all"
# Percent of the letters that went so; the rest by the web form, or to the leader's mailbox.
IN_PERSON, REGISTERED, EMAIL, POST, HOTLINE = 25, 15, 22, 25, 30
# Percent of the replies to disclosure requests that came by post.
POSTED = 20
# Outcomes that an event alone says, and no reply.
_AT_INTAKE = {"refused_intake", "no_channel"}


@dataclass(frozen=True)
class History:
    """A letter with everything that happened to it, in order of date; no event of the reply."""

    letter: DemoRequest
    events: tuple[DemoEvent, ...]
    reply: DemoReply | None = None

    @property
    def key(self) -> str:
        return self.letter.key

    @property
    def last_on(self) -> date:
        """The day of the newest event, the reply apart."""
        return max(event.date for event in self.events)

    def happened(self, *kinds: str) -> date | None:
        """The day of the first event of these kinds."""
        return next((event.date for event in self.events if event.kind in kinds), None)

    @property
    def receipt(self) -> date | None:
        """The confirmed one, of a letter handed over in person the day of sending."""
        found = self.happened("received", "acknowledged")
        in_person = any(event.route == "in_person" for event in self.events)
        return found or (self.happened("submitted") if in_person else None)

    @property
    def since(self) -> date:
        """The receipt of a letter that has one."""
        if self.receipt is None:
            raise ValueError(f"{self.key}: no receipt")
        return self.receipt

    @property
    def answer(self) -> DemoReply:
        """The reply of a letter that has one."""
        if self.reply is None:
            raise ValueError(f"{self.key}: no reply")
        return self.reply

    def then(self, kind: str, day: date, **facts: Any) -> History:
        """With one event more, sorted in by its day."""
        events = [*self.events, DemoEvent(self.key, kind, day, **facts)]
        return replace(self, events=tuple(sorted(events, key=lambda event: event.date)))


def lot(key: str, matter: str) -> int:
    """0 to 99, the same for the same letter and matter."""
    return crc32(f"{key} {matter}".encode()) % 100


def history_of(drawn: DrawnLetter, opened_on: date, as_of: date) -> History:
    """A letter that got neither word nor refusal is closed with its outcome on the last day."""
    letter = DemoRequest(
        key=drawn.key,
        adcode=drawn.adcode,
        organ_kind=drawn.organ_kind,
        channel=drawn.channel,
        part=WHOLE,
        wave=drawn.wave,
        outcome=drawn.outcome,
        substance=drawn.substance,
    )
    events = [*_sending(drawn, opened_on), *_notices(drawn)]
    if drawn.outcome in _AT_INTAKE:
        day = workday_after(drawn.sent_on, 1) if drawn.sent_on else opened_on
        events.append(DemoEvent(drawn.key, drawn.outcome, day))
    elif drawn.outcome and drawn.replied_on is None:
        events.append(DemoEvent(drawn.key, "closed", as_of, outcome=drawn.outcome))
    history = History(letter, tuple(events))
    if drawn.replied_on is None:
        return history
    return replace(history, reply=_reply(drawn, history, drawn.replied_on))


def in_files(
    histories: Iterable[History], unasked: Iterable[DemoReply] = ()
) -> dict[str, tuple[Any, ...]]:
    """As the fields of an edition; a reply to several letters once."""
    rows = tuple(histories)
    replies = {row.reply.key: row.reply for row in rows if row.reply}
    return {
        "requests": tuple(row.letter for row in rows),
        "events": tuple(event for row in rows for event in row.events),
        "replies": (*replies.values(), *unasked),
    }


def _sending(drawn: DrawnLetter, opened_on: date) -> list[DemoEvent]:
    if drawn.sent_on is None:
        return [] if drawn.outcome else [DemoEvent(drawn.key, "ready", opened_on)]
    route = _route(drawn)
    sent = [DemoEvent(drawn.key, "submitted", drawn.sent_on, route=route)]
    if drawn.received_on is None or route == "in_person":
        return sent
    kind = "received" if route == "registered" else "acknowledged"
    return [*sent, DemoEvent(drawn.key, kind, drawn.received_on)]


def _route(drawn: DrawnLetter) -> str:
    place = lot(drawn.key, "route")
    if drawn.channel == "consultation":
        return "hotline" if place < HOTLINE else "mailbox"
    if drawn.received_on is None:
        return "web"
    if drawn.received_on == drawn.sent_on:
        return "in_person" if place < IN_PERSON else "web"
    by_share = {"registered": REGISTERED, "email": EMAIL, "post": POST, "web": 100}
    return next(route for route, share in by_share.items() if place < share)


def _notices(drawn: DrawnLetter) -> list[DemoEvent]:
    dated = {"correction_notice": drawn.correction_on, "corrected": drawn.corrected_on}
    found = [DemoEvent(drawn.key, kind, day) for kind, day in dated.items() if day]
    if drawn.extended_on:
        days = drawn.extension_days
        found.append(DemoEvent(drawn.key, "extended", drawn.extended_on, days=days))
    return found


def _reply(drawn: DrawnLetter, history: History, came: date) -> DemoReply:
    posted = _posted(history, came) if drawn.channel == "disclosure" else None
    return DemoReply(
        key=drawn.key,
        adcode=drawn.adcode,
        organ_kind=drawn.organ_kind,
        channel=drawn.channel,
        received_on=came,
        dated_on=posted or came,
        posted_on=posted,
        substance=drawn.substance or 0,
        letters=((drawn.key, drawn.outcome),),
    )


def _posted(history: History, came: date) -> date | None:
    """Two or three working days on the way, and never before what else happened."""
    if lot(history.key, "post") >= POSTED:
        return None
    day = workday_before(came, 2 + lot(history.key, "days") % 2)
    return day if day > history.last_on else None
