"""In which year each form looks for a day without one."""

from __future__ import annotations

import datetime

import pytest
from django.http import QueryDict

from scoring.editions.forms import EditionForm
from surveys.models import Round
from surveys.rounds.forms.edition import RoundForm
from surveys.rounds.forms.reply import ReplyForm
from surveys.rounds.selectors import days_of
from tests.builders import Cast, make_city, make_edition, make_round, make_user
from tests.web.people import browser

TODAY = datetime.date(2026, 11, 29)


@pytest.mark.django_db
def test_a_letter_is_of_the_round_that_it_belongs_to() -> None:
    edition, city = make_edition(), make_city()
    first = make_round(edition, number=1, opens_on="2024-09-02", cutoff="2024-12-31")
    second = make_round(edition, number=2, opens_on="2025-03-01", cutoff="2025-06-30")

    def received(survey_round: Round, text: str) -> object:
        data = {"survey_round": str(survey_round.pk), "received_on": text}
        form = ReplyForm(data, edition=edition, city=city, today=TODAY)
        form.is_valid()
        return form.cleaned_data.get("received_on")

    assert received(first, "1112") == datetime.date(2024, 11, 12)
    assert received(second, "1112") == datetime.date(2025, 11, 12)
    assert received(first, "2026-11-12") == datetime.date(2026, 11, 12)
    assert days_of(edition, TODAY).day(11, 12) == datetime.date(2024, 11, 12)
    assert days_of(make_edition(), TODAY).day(11, 12) == datetime.date(2026, 11, 12)


@pytest.mark.django_db
def test_a_new_edition_opens_in_its_year() -> None:
    typed = QueryDict("year=2031&opens_on=0901&cutoff=0131")
    form = EditionForm(make_user("manager"), typed)
    form.is_valid()
    assert form.cleaned_data["opens_on"] == datetime.date(2031, 9, 1)
    assert form.cleaned_data["cutoff"] == datetime.date(2032, 1, 31)


def test_a_round_follows_the_one_before() -> None:
    before = Round(opens_on=datetime.date(2024, 9, 2))
    form = RoundForm({"opens_on": "3-1", "cutoff": "6月30日"}, before=before)
    assert form.is_valid()
    assert form.cleaned_data["opens_on"] == datetime.date(2025, 3, 1)
    assert form.cleaned_data["cutoff"] == datetime.date(2025, 6, 30)


@pytest.mark.django_db
def test_the_history_is_past(cast: Cast) -> None:
    shown = browser(cast.manager).get("/trail/?since=20250315&until=2-30")
    form = shown.context["filter"].form
    assert form.cleaned_data["since"] == datetime.date(2025, 3, 15)
    assert list(form.errors) == ["until"]
    assert "no such day" in shown.content.decode()
