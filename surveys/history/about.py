"""What an entry of the history is about, as keys that every reader gets words for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from surveys.models import Answer, CalendarDay, Code, InfoRequest, Reply, RequestEvent

About = dict[str, str | int | float]


def _answer(row: Answer | Code) -> About:
    keys: About = {"city": row.city.adcode, "question": row.question.code}
    if row.choice:
        keys["choice"] = row.choice
    elif row.number is not None:
        keys["choice"] = row.number
    return keys


def _request(row: InfoRequest) -> About:
    return {"organ": row.organ_id, "channel": row.channel, "wave": row.wave, "part": row.part}


def _day(row: CalendarDay) -> About:
    keys: About = {"city": row.adcode} if row.scope == CalendarDay.Scope.CITY else {}
    if row.scope == CalendarDay.Scope.PROVINCE:
        keys["adcode"] = row.adcode
    return {"scope": row.scope, **keys, "date": row.date.isoformat(), "kind": row.kind}


_KEYS_OF: dict[type[Model], Callable[[Any], About]] = {
    Answer: _answer,
    CalendarDay: _day,
    Code: _answer,
    InfoRequest: _request,
    RequestEvent: lambda row: {
        **_request(row.request),
        "event": row.kind,
        "date": row.date.isoformat(),
    },
    Reply: lambda row: {"organ": row.organ_id, "received_on": row.received_on.isoformat()},
}


def about_register(model: type[Model], keys_of: Callable[[Any], About]) -> None:
    """Say what entries about a model name; a model that is not here has one name for all."""
    _KEYS_OF[model] = keys_of


def about_of(subject: Model) -> About | None:
    """The keys of a subject; None where its name reads the same in every language."""
    keys_of = _KEYS_OF.get(type(subject))
    return keys_of(subject) if keys_of else None
