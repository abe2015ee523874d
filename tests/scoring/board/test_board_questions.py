"""What a manager asks of a round, answered by a list of the board: provinces, work, doubts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from surveys.models import Answer, City, Edition, Round
from tests.builders import (
    AFTER_CUTOFF,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_letter,
    make_organ,
    make_outcome,
    make_question,
    make_reply,
    make_round,
)
from tests.web.page import Page, visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def _page(client: Client, edition: Edition, **query: Any) -> Page:
    return visit(client, f"/editions/{edition.code}/board/?{urlencode(query)}")


@pytest.fixture
def provinces(survey_round: Round) -> dict[str, list[City]]:
    """One with an effective reply of one city twice, one with a late and an empty one alone."""
    places = {"前省": "910000", "后省": "920000"}
    found = {
        name: [make_city(f"{name}{n}市", province=name, province_adcode=code) for n in "一二三"]
        for name, code in places.items()
    }
    empty = make_outcome(code="deferred", effective=False)
    first, second = found["前省"], found["后省"]
    make_reply(survey_round, first[0])
    make_reply(survey_round, first[0], organ=make_organ(first[0], name="又一机关"))
    make_reply(survey_round, first[1], outcome=empty)
    make_reply(survey_round, second[0], received_on=AFTER_CUTOFF)
    make_reply(survey_round, second[1], outcome=empty)
    make_reply(make_round(make_edition("2019")), second[2])
    return found


def test_provinces_tell_how_many_cities_have_an_effective_reply(
    cast: Cast, edition: Edition, provinces: dict[str, list[City]]
) -> None:
    """Each city once, whatever it sent; each number leads to its cities; another edition's
    replies are none of this one's."""
    client = browser(cast.manager)
    page = _page(client, edition, preset="provinces")
    labels = {name: cities[0].province_label for name, cities in provinces.items()}
    assert page.row(labels["前省"])[1:4] == ("3", "1", "2")
    assert page.row(labels["后省"])[1:4] == ("3", "0", "3")
    for reply, number in (("effective", 1), ("lacking", 2)):
        listed = _page(client, edition, preset="round", province="前省", reply=reply)
        assert len(listed.rows) == number
    lacking = [link.address for link in page.links if "reply=lacking" in link.address]
    assert [len(visit(client, one).rows) for one in lacking] == [2, 3]


def test_the_first_click_on_a_number_puts_the_most_on_top(
    cast: Cast, edition: Edition, provinces: dict[str, list[City]]
) -> None:
    """A name goes up from its first sign."""
    client = browser(cast.manager)
    page = _page(client, edition, preset="provinces")
    assert "order=-effective" in page.link("With an effective reply")
    assert "order=province" in page.link("Province")
    again = _page(client, edition, preset="provinces", order="-effective")
    assert "order=effective" in again.link("With an effective reply")
    ranks = _page(client, edition, preset="results", order="city")
    [rank] = {link.address for link in ranks.links if "order=" in link.address} & {
        link.address for link in ranks.links if "composite_rank" in link.address
    }
    assert "order=composite_rank" in rank, "a rank goes up from the first"


def test_work_stands_by_who_has_most_and_marks_who_left(
    cast: Cast, edition: Edition, survey_round: Round
) -> None:
    cities = [make_city(f"{name}市") for name in "甲乙丙"]
    for city, handler in zip(cities, (cast.coder, cast.coder, cast.second_coder), strict=True):
        letter = make_letter(survey_round, make_organ(city))
        letter.handler = handler
        letter.save()
    cast.coder.is_active = False
    cast.coder.save()
    rows = _page(browser(cast.manager), edition, preset="people").rows
    assert [row[:2] for row in rows] == [("coder has left", "2"), ("second-coder", "1")]


def test_the_doubtful_are_listed_with_why_and_where(
    cast: Cast, edition: Edition, survey_round: Round
) -> None:
    """Readings that differ are told to those alone who may compare them; what is approved with
    an answer, or doubted in another edition, is not there."""
    states = Answer.State
    plain, back, split, unknown = (make_city(f"{name}市") for name in "甲乙丙丁")
    one, two = make_question(), make_question("gep_standard")
    make_answer(edition, plain, one, cast.coder, state=states.APPROVED)
    make_answer(edition, back, one, cast.second_coder, state=states.RETURNED)
    make_answer(edition, unknown, two, cast.coder, value="unknown")
    for coder, value in ((cast.coder, "yes"), (cast.second_coder, "no")):
        make_code(edition, split, one, coder, value, state="submitted")
    make_answer(make_edition("2019"), plain, two, cast.coder, state=states.RETURNED)

    def found(person: Any) -> dict[str, tuple[str, ...]]:
        page = _page(browser(person), edition, preset="doubtful")
        return {row[0].split()[0]: row[1:] for row in page.rows}

    told = found(cast.reviewer)
    names = {city: city.label.split()[0] for city in (plain, back, split, unknown)}
    assert set(told) == {names[back], names[split], names[unknown]}
    assert told[names[back]] == ("–", "1", "–", f"{one.name} Returned")
    assert told[names[split]][0] == "1"
    assert "Readings differ" in told[names[split]][-1]
    assert told[names[unknown]] == ("–", "–", "1", f"{two.name} Unknown")
    assert set(found(cast.coder)) == {names[unknown]}
    assert found(cast.outsider) == {}
    page = _page(browser(cast.reviewer), edition, preset="doubtful")
    queue = next(link.address for link in page.links if "/review/?" in link.address)
    assert len(visit(browser(cast.reviewer), queue).rows) == 1


def test_lists_of_what_nobody_approved_are_no_presets_of_an_analyst(
    cast: Cast, edition: Edition
) -> None:
    """Not to be read is not the same as not there."""

    def named(person: Any) -> set[str]:
        page = _page(browser(person), edition, preset="review")
        assert ("Nothing waits here." in page.text) is (person != cast.outsider)
        shown = [link.text for link in page.links]
        return {
            name
            for name in ("Returned", "In review")
            if any(text.startswith(name) for text in shown)
        }

    assert named(cast.outsider) == set()
    assert named(cast.coder) == {"Returned", "In review"}
