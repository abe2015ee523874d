"""Letters that wait, and days of the calendar that move them."""

from __future__ import annotations

import datetime
from typing import Any

from surveys.models import InfoRequest, Organ, RequestEvent, Round
from surveys.models.request import Channel
from surveys.rounds.services.letter_state import letter_state_refresh
from surveys.workdays.services import calendar_day_set
from tests.builders import Cast, make_letter

# Twenty working days after 2025-03-03 end on the last of March, with one more day off on 04-01.
WITHIN, DUE = datetime.date(2025, 3, 12), datetime.date(2025, 3, 31)
LATER = datetime.date(2025, 4, 1)


def open_letter(survey_round: Round, organ: Organ, **fields: Any) -> InfoRequest:
    letter = make_letter(survey_round, organ, channel=Channel.DISCLOSURE, **fields)
    day = survey_round.opens_on
    RequestEvent.objects.create(request=letter, kind="acknowledged", date=day)
    letter_state_refresh(request=letter)
    return letter


def day_set(cast: Cast, date: datetime.date = WITHIN, kind: str = "off", city: str = "") -> None:
    calendar_day_set(
        actor=cast.administrator,
        scope="city" if city else "nation",
        adcode=city,
        date=date,
        kind=kind,
        source="公告",
        reason="通知",
    )


def dues_of(letters: list[InfoRequest]) -> list[tuple[datetime.date | None, datetime.date | None]]:
    for letter in letters:
        letter.refresh_from_db()
    return [(letter.due, letter.due_local) for letter in letters]
