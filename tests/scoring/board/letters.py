"""Letters in every state that a day is about, each told by name."""

from __future__ import annotations

import datetime
from typing import Any

from surveys.models import InfoRequest, Round
from surveys.models.request import Channel
from tests.builders import make_city, make_letter, make_organ

TODAY = datetime.date(2025, 6, 2)


def day(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def kept(survey_round: Round, name: str, **facts: Any) -> InfoRequest:
    """With a stored state that nobody counted: the board reads the row alone."""
    sent = facts.pop("sent", True)
    organ = make_organ(make_city(f"{name}市"), name=name)
    letter = make_letter(
        survey_round,
        organ,
        channel=facts.pop("channel", Channel.DISCLOSURE),
        **({} if sent else {"sent_on": None}),
    )
    InfoRequest.objects.filter(pk=letter.pk).update(
        **{"provisional": False, "flags": [], "route": "post", "due": None, **facts}
    )
    letter.refresh_from_db()
    return letter


State = dict[str, Any]


def morning(survey_round: Round) -> dict[str, InfoRequest]:
    """One letter at least for each preset of the day, and some for none."""
    got: State = {"received_on": day(-40)}
    states: dict[str, State] = {
        "draft": {"sent": False},
        "ready": {"sent": False, "status": "ready"},
        "unconfirmed": {"due": day(30)},
        "far": {**got, "due": day(30)},
        "soon": {**got, "due": day(5)},
        "sixth": {**got, "due": day(6)},
        "late": {**got, "due": day(-1)},
        "between": {**got, "due": day(-1), "due_local": day(9)},
        "refused": {**got, "status": "refused_intake", "due": day(-1)},
        "answered": {**got, "status": "replied", "is_open": False, "due": day(-9)},
        "fee": {**got, "owed": "fee", "owed_by": day(3), "status": "correction"},
        "correction": {**got, "owed": "correction"},
        "looked": {**got, "route": "web", "looked_on": day(-3), "due": day(30)},
        "unlooked": {**got, "route": "web", "looked_on": day(-7), "due": day(30)},
        "never looked": {**got, "route": "mailbox", "due": day(30)},
    }
    return {name: kept(survey_round, name, **facts) for name, facts in states.items()}


WANTED = {
    "unsent": {"draft", "ready"},
    "confirm": {"unconfirmed"},
    "due": {"soon"},
    "late": {"late"},
    "between": {"between"},
    "silent": set(),
    "refused": {"refused"},
    "ours": {"fee", "correction"},
    "remedies": set(),
    "portals": {"unlooked", "never looked"},
}
