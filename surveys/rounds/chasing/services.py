from __future__ import annotations

import datetime
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.models import InfoRequest, RequestEvent, User
from surveys.models.request_event import EventKind
from surveys.open_edition import edition_hold_open
from surveys.rounds.chasing.drafts import Way
from surveys.rounds.chasing.judged import judged
from surveys.rounds.services.event import EventFacts, event_record
from surveys.workdays.selectors import calendars_now


@transaction.atomic
def chase_record(
    *,
    actor: User,
    request: InfoRequest,
    way: str,
    today: datetime.date,
    call: str = "",
    note: str = "",
    form_token: uuid.UUID | None = None,
) -> RequestEvent:
    """Enter that a late letter was chased today, by a reminder or by telephone with what was said.

    Refused in a closed edition and, with the reason, for a letter that is not late by every due
    day: an answer may have come since the draft was made. A form sent twice enters it once.
    """
    edition_hold_open(edition=request.round.edition)
    if way not in list(Way):
        raise Refused(_("Choose how it was chased."))
    refusal = judged([request], today, calendars_now())[0].refusal
    if refusal:
        raise Refused(refusal)
    if way == Way.LETTER:
        facts = EventFacts(kind=EventKind.REMINDER, date=today, note=note)
    else:
        facts = EventFacts(kind=EventKind.TELEPHONE, date=today, call=call, note=note)
    return event_record(
        actor=actor, request=request, facts=facts, today=today, form_token=form_token
    )
