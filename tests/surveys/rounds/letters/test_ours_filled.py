"""What letters of an earlier version get from their events, without the rules being asked."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from surveys.models import InfoRequest, Round
from surveys.models.request import Channel, Ground
from surveys.rounds.services.replay import calendar_replay
from tests.builders import (
    OPENS,
    TODAY,
    Cast,
    make_edition,
    make_letter,
    make_outcome,
    make_reply,
    make_round,
)

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
FILL: Any = import_module("surveys.migrations.0028_what_letters_ask_of_us")._fill
EMPTY = {
    **dict.fromkeys(("route", "owed", "remedy_ground"), ""),
    **dict.fromkeys(("last_on", "looked_on", "owed_by", "remedy_from", "handler"), None),
}


def _facts(letter: InfoRequest) -> dict[str, Any]:
    return InfoRequest.objects.filter(pk=letter.pk).values(*EMPTY).get()


def test_letters_come_to_what_their_fold_says(cast: Cast, survey_round: Round) -> None:
    facts: dict[str, Any] = {"channel": Channel.DISCLOSURE, "created_by": cast.coder}
    waits, answered = (make_letter(survey_round, wave=wave, **facts) for wave in (1, 2))
    unsent = make_letter(survey_round, sent_on=None, **facts)
    outcome = make_outcome(Channel.DISCLOSURE)
    organ = answered.organ
    make_reply(survey_round, organ=organ, letters=[answered], outcome=outcome, posted_on=OPENS)
    closed = make_edition("2024-closed", frozen=True)
    kept = make_letter(make_round(closed), **facts)
    letters = (waits, answered, unsent, kept)
    folded = [{**_facts(letter), "handler": cast.coder.pk} for letter in letters]
    InfoRequest.objects.update(**EMPTY)
    FILL(apps, None)
    assert [_facts(letter)["handler"] for letter in letters] == [cast.coder.pk] * 4
    assert _facts(answered) == folded[1]
    assert (folded[1]["remedy_ground"], folded[1]["remedy_from"]) == (Ground.DECISION, OPENS)
    assert folded[1]["last_on"] == TODAY
    # Due days are asked of the rules: by the recount of open letters, frozen editions apart.
    calendar_replay()
    assert [_facts(letter) for letter in letters[:3]] == folded[:3]
    assert _facts(kept) == {**folded[3], "remedy_ground": "", "remedy_from": None}
