"""Words for the history: each side registers those of its own actions, fields and keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models import (
    Answer,
    CalendarDay,
    City,
    Code,
    Evidence,
    InfoRequest,
    Organ,
    Outcome,
    Question,
)
from surveys.models.city import LimitUnit
from surveys.models.code import Choice
from surveys.models.request import WHOLE, Channel
from surveys.models.request_event import Call, EventKind, Result, Route
from surveys.models.user import Role

ACTIONS: dict[str, Any] = {
    "table.store": _("Annual table of an organ entered"),
    "answer.submit": _("Answer sent to review"),
    "answer.withdraw": _("Answer taken back by its coder"),
    "calendar.set": _("Day of the calendar set"),
    "code.save": _("Code saved"),
    "codebook.publish": _("Version of the codebook published"),
    "code.withdraw": _("Code taken back by its coder"),
    "edition.codebook": _("Version of the codebook chosen"),
    "edition.freeze": _("Edition frozen"),
    "edition.look_days": _("Days between looks into portals set"),
    "edition.open": _("Edition opened"),
    "evidence.add": _("Document attached"),
    "evidence.mark_personal": _("Document marked"),
    "organ.add": _("Organ added"),
    "organ.limit": _("Own limit of an organ set"),
    "reply.correct": _("Reply corrected"),
    "reply.register": _("Reply logged"),
    "reply.withdraw": _("Reply withdrawn"),
    "request.create": _("Request created"),
    "request.reply": _("Request replied to"),
    "request.change": _("Request changed"),
    "request.hand": _("Letter handed to another"),
    "event.record": _("Event entered"),
    "event.strike": _("Event struck out"),
    "review.approved": _("Answer approved"),
    "review.returned": _("Answer returned"),
    "review.undone": _("Approval undone"),
    "round.close": _("Round closed"),
    "round.count_late": _("Counting of late replies changed"),
    "round.ask": _("Storing of a round asked for"),
    "round.discard": _("Round that was brought in discarded"),
    "round.import": _("Round brought in"),
    "round.upload": _("Round uploaded to be checked"),
    "round.open": _("Round opened"),
    "user.change": _("Account changed"),
    "user.create": _("Account created"),
    "user.set_password": _("Password set"),
    "user.unlock": _("Sign-in unlocked"),
}
# Words for what an entry names and its model does not; what is not here stands as stored.
FIELDS: dict[str, Any] = {
    "again": _("to code again"),
    "answers": _("answers"),
    "city": _("city"),
    "channel": _("channel"),
    "choice": _("answer"),
    "citations": _("citations"),
    "closed_on": _("closed on"),
    "code": _("code"),
    "codebook": _("version of the codebook"),
    "contact": _("contact at the organ"),
    "counts_late": _("late replies count"),
    "cutoff": _("cut-off"),
    "date": _("date"),
    "dated_on": _("dated"),
    "detail": _("what exactly"),
    "documents": _("documents"),
    "frozen": _("frozen"),
    "event": _("event"),
    "full_name": pgettext_lazy("of a person", "name"),
    "is_active": _("active"),
    "is_demo": _("demo account"),
    "kind": _("kind"),
    "language": _("language"),
    "letters": _("letters"),
    "name": _("name"),
    "new_answers": _("new answers"),
    "new_files": _("new files"),
    "new_letters": _("new letters"),
    "new_replies": _("new replies"),
    "note": _("note"),
    "number": _("number"),
    "opens_on": _("opens on"),
    "organ": _("organ"),
    "outcome": _("outcome"),
    "part": _("questions"),
    "personal": _("holds personal data"),
    "posted_on": _("postmark"),
    "received_on": _("received on"),
    "reply": _("reply"),
    "request": _("request"),
    "sent_on": _("sent on"),
    "requests": _("requests"),
    "role": _("role"),
    "searches": _("search records"),
    "sending": _("sending"),
    "sha256": "SHA-256",
    "state": _("state"),
    "status": _("status"),
    "struck": _("struck out"),
    "summary": _("summary"),
    "synthetic": _("synthetic data"),
    "unchanged_from": _("unchanged from"),
    "checklist": _("form checklist"),
    "url": _("address"),
    "username": _("user name"),
    "wave": _("wave"),
    "year": _("year"),
}
VALUES: dict[str, dict[str, Any]] = {
    "channel": dict(Channel.choices),
    "choice": dict(Choice.choices),
    "kind": {
        **dict(Evidence.Kind.choices),
        **dict(Organ.Kind.choices),
        **dict(CalendarDay.Kind.choices),
        **dict(EventKind.choices),
    },
    "limit_unit": dict(LimitUnit.choices),
    "part": {WHOLE: _("all questions"), **dict(Organ.Kind.choices)},
    "scope": dict(CalendarDay.Scope.choices),
    "route": dict(Route.choices),
    "call": dict(Call.choices),
    "result": dict(Result.choices),
    "role": dict(Role.choices),
    "state": {**dict(Code.State.choices), **dict(Answer.State.choices)},
    "status": dict(InfoRequest.Status.choices),
    "event": dict(EventKind.choices),
}
# Keys of what an entry is about: the model and the field that they are of.
KEYS: dict[str, tuple[type[Model], str]] = {
    "city": (City, "adcode"),
    "organ": (Organ, "pk"),
    "part": (Question, "code"),
    "question": (Question, "code"),
}


# Changes that are rows of cells: which cells are keys, and of what; the others are plain.
ROWS: dict[str, tuple[type[Model] | None, ...]] = {
    "citations": (Evidence, None, None, None),
    "letters": (InfoRequest, Outcome),
}
# Keys in entries of before, whose fields the models have no more.
FORMER: dict[tuple[str, str], type[Model]] = {
    ("surveys.reply", "outcome"): Outcome,
    ("surveys.reply", "request"): InfoRequest,
}


def register(
    *,
    actions: Mapping[str, Any] | None = None,
    fields: Mapping[str, Any] | None = None,
    values: Mapping[str, dict[str, Any]] | None = None,
    keys: Mapping[str, tuple[type[Model], str]] | None = None,
) -> None:
    """Add the words of another side; KeyError for one that is there already."""
    added: tuple[tuple[dict[str, Any], Mapping[str, Any] | None], ...] = (
        (ACTIONS, actions),
        (FIELDS, fields),
        (VALUES, values),
        (KEYS, keys),
    )
    for table, words in added:
        twice = table.keys() & (words or {}).keys()
        if twice:
            raise KeyError(", ".join(sorted(twice)))
        table.update(words or {})


def action_label(action: str) -> str:
    """The words of a trail action; one that has none is shown as it is."""
    return str(ACTIONS.get(action, action))
