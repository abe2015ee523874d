from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.history.services import trail_write
from surveys.models import InfoRequest, Organ, Round, User
from surveys.models.request import UNSENT, WHOLE, Channel
from surveys.open_edition import edition_hold_open
from surveys.rounds.parts import part_check
from surveys.rounds.services.new_row import new_row_store, row_check
from surveys.rounds.services.reply_checks import check_date

MOST_WAVES = 99


@transaction.atomic
def letter_add(
    *,
    actor: User | None,
    survey_round: Round,
    organ: Organ,
    channel: str,
    sent_on: datetime.date,
    today: datetime.date,
    wave: int = 1,
    part: str = WHOLE,
    number: str = "",
) -> InfoRequest:
    """Write down a letter that went to an organ, over one channel, with a part of the questions;
    one that was prepared is marked as sent.

    Refused: a closed edition, an unknown channel or part, a day in the future, before the round
    opened, and the same letter twice (round, wave, organ, channel, part).
    """
    edition_hold_open(edition=survey_round.edition)
    _check(channel, wave, part)
    check_date(sent_on, field="sent_on", today=today)
    if sent_on < survey_round.opens_on:
        text = _("The round opened on %(opens)s: no letter of it was sent before.")
        raise Refused(text % {"opens": survey_round.opens_on.isoformat()}, field="sent_on")
    key = {"organ": organ, "channel": channel, "wave": wave, "part": part}
    facts = {**key, "number": number, "sent_on": sent_on}
    there = InfoRequest.objects.filter(round=survey_round, **key).first()
    if there is not None:
        return _send(actor, there, facts)
    letter = InfoRequest(
        round=survey_round, status=InfoRequest.Status.SENT, created_by=actor, **facts
    )
    new_row_store(row=letter, twice=_twice(), field="organ")
    trail_write(
        actor=actor,
        action="request.create",
        subject=letter,
        edition=survey_round.edition,
        city=organ.city,
        new=facts,
    )
    return letter


def _send(actor: User | None, letter: InfoRequest, facts: dict[str, Any]) -> InfoRequest:
    """One that was prepared is sent by this; refused where it was sent before."""
    if letter.status not in UNSENT:
        raise Refused(_twice(), field="organ")
    new = {"status": InfoRequest.Status.SENT, "sent_on": facts["sent_on"]}
    if facts["number"]:
        new["number"] = facts["number"]
    old = {name: getattr(letter, name) for name in new}
    for name, value in new.items():
        setattr(letter, name, value)
    row_check(row=letter)
    letter.save(update_fields=list(new))
    trail_write(
        actor=actor,
        action="request.send",
        subject=letter,
        edition=letter.round.edition,
        city=letter.organ.city,
        old=old,
        new=new,
    )
    return letter


def _check(channel: str, wave: int, part: str) -> None:
    if channel not in Channel.values:
        raise Refused(_("Choose a channel."), field="channel")
    if not 1 <= wave <= MOST_WAVES:
        text = _("A wave is a number from 1 to %(most)d.")
        raise Refused(text % {"most": MOST_WAVES}, field="wave")
    part_check(part)


def _twice() -> str:
    return _(
        "This letter is there already: the same organ, channel, wave and questions. A letter sent"
        " again is the same one; another try is a new wave."
    )
