"""A day of an event that is typed without its year."""

from __future__ import annotations

import datetime

import pytest

from surveys.models.request import Channel
from tests.builders import Cast, make_letter, make_round
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder", "english")]


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (1, True)])
def test_it_is_never_taken_into_the_next_year(cast: Cast, days: int, taken: bool) -> None:
    """The first such day since the round opened is meant; one before the sending is refused."""
    survey_round = make_round()
    sent_on = survey_round.opens_on + datetime.timedelta(days=7)
    letter = make_letter(survey_round, channel=Channel.DISCLOSURE, sent_on=sent_on)
    day = sent_on + datetime.timedelta(days=days)
    typed = {"kind": "received", "date": f"{day:%m%d}"}
    page = browser(cast.coder).post(f"/letters/{letter.pk}/events/", typed)
    assert page.status_code == (302 if taken else 422)
    dates = letter.history.filter(kind="received").values_list("date", flat=True)
    assert list(dates) == ([day] if taken else [])
