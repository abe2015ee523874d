from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.history.services import trail_write
from surveys.models import InfoRequest, Organ, Round, User
from surveys.models.request import UNSENT, WHOLE, Channel
from surveys.models.request_event import EventKind
from surveys.open_edition import edition_hold_open
from surveys.permissions import Action, can, can_hand
from surveys.rounds.parts import part_check
from surveys.rounds.services.event import EventFacts, event_record
from surveys.rounds.services.letter_state import letter_check_seen
from surveys.rounds.services.new_row import new_row_store, row_check

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
    applicant: str = "",
    applicant_type: str = "",
    route: str,
) -> InfoRequest:
    """Write down a letter that went to an organ by a route, over one channel, with a part of the
    questions; one that was prepared is sent by this.

    Refused: a closed edition, an unknown channel, route or part, a day in the future, before the
    round opened, and the same letter twice (round, wave, organ, channel, part).
    """
    edition_hold_open(edition=survey_round.edition)
    _check(channel, wave, part)
    if sent_on < survey_round.opens_on:
        text = _("The round opened on %(opens)s: no letter of it was sent before.")
        raise Refused(text % {"opens": survey_round.opens_on.isoformat()}, field="sent_on")
    key = {"organ": organ, "channel": channel, "wave": wave, "part": part}
    letter = InfoRequest.objects.filter(round=survey_round, **key).first()
    if letter is not None and letter.status not in UNSENT:
        raise Refused(_twice(), field="organ")
    if letter is None:
        letter = _create(actor, survey_round, key)
    signed = {"number": number, "applicant": applicant, "applicant_type": applicant_type}
    _describe(actor, letter, {name: value for name, value in signed.items() if value})
    facts = EventFacts(kind=EventKind.SUBMITTED, date=sent_on, route=route)
    try:
        event_record(actor=actor, request=letter, facts=facts, today=today)
    except Refused as refusal:
        field = "sent_on" if refusal.field == "date" else refusal.field
        raise Refused(refusal.message, field=field) from refusal
    return letter


def _create(actor: User | None, survey_round: Round, facts: dict[str, Any]) -> InfoRequest:
    letter = InfoRequest(round=survey_round, created_by=actor, handler=actor, **facts)
    new_row_store(row=letter, twice=_twice(), field="organ")
    _write(actor, "request.create", letter, {}, facts)
    return letter


@transaction.atomic
def letter_describe(
    *, actor: User, request: InfoRequest, number: str, applicant: str, applicant_type: str
) -> None:
    """What stands on a letter beside its history: the organ's number for it, and who signs it, by
    a code. Refused in a closed edition, and for a kind of applicant without an applicant."""
    edition_hold_open(edition=request.round.edition)
    new = {"number": number, "applicant": applicant, "applicant_type": applicant_type}
    _describe(actor, request, new)


def _describe(actor: User | None, letter: InfoRequest, new: dict[str, str]) -> None:
    new = {name: " ".join(value.split()) for name, value in new.items()}
    if new.get("applicant_type") and not new.get("applicant", letter.applicant):
        raise Refused(_("Give the applicant's code along with the kind."), field="applicant")
    old = {name: getattr(letter, name) for name in new}
    if old == new:
        return
    for name, value in new.items():
        setattr(letter, name, value)
    row_check(row=letter)
    letter.save(update_fields=list(new))
    InfoRequest.objects.filter(pk=letter.pk).update(revision=F("revision") + 1)
    _write(actor, "request.change", letter, old, new)


@transaction.atomic
def letter_hand(
    *, actor: User, request: InfoRequest, handler: User | None, seen: int | None = None
) -> bool:
    """Give a letter to whoever sees to it from now on, or to nobody; False where it is that one's
    already.

    Refused: a letter of another's for those who manage no edition, somebody who cannot log
    replies or has left, a letter that changed since revision `seen`, a closed edition.
    """
    edition_hold_open(edition=request.round.edition)
    request.refresh_from_db(fields=("handler",))
    if request.handler_id == (handler.pk if handler else None):
        return False
    if seen is not None:
        letter_check_seen(request=request, seen=seen)
    if not can_hand(actor, request):
        raise Refused(_("This letter is another's to see to: a manager can hand it on."))
    if handler is not None and not can(handler, Action.LOG_REPLY, request.round.edition):
        text = _("%(name)s cannot see to letters of this edition.")
        raise Refused(text % {"name": handler}, field="handler")
    old = {"handler": request.handler_id}
    request.handler = handler
    InfoRequest.objects.filter(pk=request.pk).update(handler=handler, revision=F("revision") + 1)
    _write(actor, "request.hand", request, old, {"handler": request.handler_id})
    return True


def _write(
    actor: User | None,
    action: str,
    letter: InfoRequest,
    old: dict[str, Any],
    new: dict[str, Any],
) -> None:
    trail_write(
        actor=actor,
        action=action,
        subject=letter,
        edition=letter.round.edition,
        city=letter.organ.city,
        old=old,
        new=new,
    )


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
