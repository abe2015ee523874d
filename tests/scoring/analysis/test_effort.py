"""Letters, organs, waves and reminders beside the indicators of how well a city replied."""

from __future__ import annotations

import pytest

from scoring.analysis.effort import reply_indicators
from surveys.models import City, RequestEvent
from tests.builders import (
    TODAY,
    Cast,
    make_letter,
    make_organ,
    make_outcome,
    make_reply,
)
from tests.scoring.scored import Scored
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SAID = "Letters 2 · Organs 1 · Waves 2 · Reminders 1 · Calls 0 · only later letters were answered"


@pytest.fixture
def asked(scored: Scored) -> Scored:
    (survey_round,) = scored.edition.rounds.all()
    organ = make_organ(scored.cities[0])
    letters = [make_letter(survey_round, organ, wave=wave) for wave in (1, 2)]
    RequestEvent.objects.create(request=letters[0], kind="reminder", date=TODAY)
    make_reply(survey_round, organ=organ, letters=letters[1:], outcome=make_outcome())
    return scored


def test_on_a_city_s_page(cast: Cast, asked: Scored) -> None:
    client, code = browser(cast.outsider), asked.edition.code
    page = client.get(f"/editions/{code}/cities/{asked.cities[0].adcode}/").content.decode()
    assert len(reply_indicators()) == 2
    assert page.count(SAID) == 2
    other = client.get(f"/editions/{code}/cities/{asked.cities[1].adcode}/").content.decode()
    assert other.count("Letters 0 · Organs 0") == 2
    assert "only later letters" not in other


def test_on_the_indicator_s_page_and_on_no_other(cast: Cast, asked: Scored) -> None:
    client, code = browser(cast.outsider), asked.edition.code
    for name in reply_indicators():
        page = client.get(f"/editions/{code}/indicators/{name}/")
        assert page.content.decode().count("only later letters were answered") == 1
    before = page.content
    make_letter(asked.edition.rounds.get(), make_organ(asked.cities[2]))
    assert client.get(page.request["PATH_INFO"]).content != before, "one letter more is counted"
    plain = client.get(f"/editions/{code}/indicators/M1.1.1/").content.decode()
    assert "Reminders" not in plain


def test_on_the_explanation_of_a_city_s_score(cast: Cast, asked: Scored) -> None:
    client = browser(cast.outsider)

    def page(city: City) -> str:
        address = f"/runs/{asked.run.pk}/cities/{city.adcode}/explain/"
        return client.get(address).content.decode()

    assert page(asked.cities[0]).count(f"What was asked of this city: {SAID}") == 1
    assert "What was asked of this city" not in page(asked.cities[1])
    make_letter(asked.edition.rounds.get(), make_organ(asked.cities[1]))
    assert "What was asked of this city: Letters 1" in page(asked.cities[1])
