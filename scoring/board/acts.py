"""What can be done with many letters at once; a new act is a row here.

Each letter is a short transaction of its own by the service that a single one takes, and gets a
line of its own: done, there already, or refused with the reason.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.errors import Refused
from surveys.models import InfoRequest, User
from surveys.models.request_event import EventKind
from surveys.rounds.chasing.drafts import Way
from surveys.rounds.services.event import EventFacts, event_record
from surveys.rounds.services.letter import letter_hand

# A round's letters to all cities at once; more would keep a browser waiting.
MOST_ACTED = 400


@dataclass(frozen=True)
class Deed:
    """One act on one letter as it was shown: who, when, by which form."""

    actor: User
    letter: InfoRequest
    seen: int
    today: datetime.date
    token: uuid.UUID
    typed: Mapping[str, Any]


@dataclass(frozen=True)
class Act:
    """`fields` are those of the form; `run` says whether anything had to be done."""

    name: str
    words: str | Promise
    fields: tuple[str, ...]
    run: Callable[[Deed], bool]


@dataclass(frozen=True)
class DraftAct:
    """One that another page does with what was chosen: it drafts, and refuses a letter in time."""

    name: str
    words: str | Promise
    way: Way


class Fate(Enum):
    DONE = "done"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class ActLine:
    letter: InfoRequest
    fate: Fate
    words: str


def _event(kind: EventKind) -> Callable[[Deed], bool]:
    def run(deed: Deed) -> bool:
        row = event_record(
            actor=deed.actor,
            request=deed.letter,
            facts=EventFacts(kind=kind.value, **deed.typed),
            today=deed.today,
            seen=deed.seen,
            form_token=deed.token,
        )
        return row.form_token == deed.token

    return run


def _hand(deed: Deed) -> bool:
    return letter_hand(
        actor=deed.actor,
        request=deed.letter,
        handler=deed.typed["handler"],
        seen=deed.seen,
    )


def _entered(name: str, kind: EventKind, *own: str) -> Act:
    """An event with its day, a note, and what is its kind's own."""
    return Act(name, kind.label, ("date", *own, "note"), _event(kind))


ACTS: dict[str, Act] = {
    act.name: act
    for act in (
        _entered("sent", EventKind.SUBMITTED, "route"),
        _entered("confirmed", EventKind.ACKNOWLEDGED),
        _entered("received", EventKind.RECEIVED),
        _entered("looked", EventKind.PORTAL_LOOKED),
        _entered("called", EventKind.TELEPHONE, "call"),
        _entered("reminded", EventKind.REMINDER),
        _entered("corrected", EventKind.CORRECTED),
        _entered("paid", EventKind.PAID),
        _entered("ready", EventKind.READY),
        _entered("closed", EventKind.CLOSED, "outcome"),
        Act("hand", gettext_lazy("Hand to another"), ("handler",), _hand),
    )
}

DRAFTS: dict[str, DraftAct] = {
    act.name: act
    for act in (
        DraftAct("remind", gettext_lazy("Draft reminders"), Way.LETTER),
        DraftAct("script", gettext_lazy("Draft telephone scripts"), Way.TELEPHONE),
    )
}


def act_on(
    act: Act,
    chosen: Iterable[tuple[InfoRequest, int]],
    *,
    actor: User,
    today: datetime.date,
    token: uuid.UUID,
    typed: Mapping[str, Any],
) -> Iterator[ActLine]:
    """One line for each letter with the revision that was shown, in their order."""
    for letter, seen in chosen:
        deed = Deed(actor, letter, seen, today, token, typed)
        try:
            done = act.run(deed)
        except Refused as refusal:
            yield ActLine(letter, Fate.REFUSED, refusal.message)
        else:
            fate = Fate.DONE if done else Fate.SAME
            yield ActLine(letter, fate, _("done") if done else _("was so already"))
