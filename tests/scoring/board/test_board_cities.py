"""Cities and answers on the board: what came back, where questions stand, and who may read what."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from ecoasset.pages.next_steps import next_steps
from scoring.models import CityScore
from surveys.coding.services.code import code_submit
from surveys.models import Answer, City, Edition, Question, Round, User
from tests.builders import (
    AFTER_CUTOFF,
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_evidence,
    make_letter,
    make_organ,
    make_outcome,
    make_question,
    make_reply,
)
from tests.scoring.scored import Scored
from tests.web.page import Page, visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def _page(client: Client, edition: Edition, **query: Any) -> Page:
    return visit(client, f"/editions/{edition.code}/board/?{urlencode(query)}")


def _source(person: User, edition: Edition, **query: Any) -> str:
    answer = browser(person).get(f"/editions/{edition.code}/board/?{urlencode(query)}")
    return str(answer.content.decode())


def _name(city: City) -> str:
    return city.label.split()[0]


@pytest.fixture
def cities(survey_round: Round) -> dict[str, City]:
    """With an effective reply, one without substance, a late one alone, a letter alone, none."""
    found = {
        name: make_city(f"{name}市", province="本省", province_adcode="910000")
        for name in ("甲", "乙", "丙", "丁", "戊")
    }
    empty = make_outcome(code="deferred", effective=False)
    make_reply(survey_round, found["甲"])
    make_reply(survey_round, found["乙"], outcome=empty)
    make_reply(survey_round, found["丙"], received_on=AFTER_CUTOFF)
    make_letter(survey_round, make_organ(found["丁"]))
    return found


def test_the_round_shows_letters_replies_and_whether_one_counts(
    cast: Cast, edition: Edition, cities: dict[str, City]
) -> None:
    page = _page(browser(cast.outsider), edition)
    assert [row[0].split()[0] for row in page.rows] == [_name(city) for city in cities.values()]
    effective = {row[0].split()[0]: row[-1] for row in page.rows}
    assert effective == {
        _name(cities["甲"]): "yes",
        _name(cities["乙"]): "no substance",
        _name(cities["丙"]): "late",
        _name(cities["丁"]): "no",
        _name(cities["戊"]): "no",
    }
    assert page.row(_name(cities["甲"]))[1:3] == ("1", "–")
    assert page.row(_name(cities["丁"]))[1:3] == ("1", "1")


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"reply": "effective"}, "甲"),
        ({"reply": "some"}, "甲乙丙"),
        ({"reply": "late"}, "丙"),
        ({"reply": "none"}, "丁戊"),
        ({"letters": "none"}, "戊"),
        ({"letters": "open"}, "丁"),
        ({"letters": "overdue"}, ""),
        ({"letters": "some", "reply": "none"}, "丁"),
        ({"city": "乙"}, "乙"),
        ({"region": "西部"}, ""),
    ],
)
def test_cities_are_narrowed_by_what_came_back(
    cast: Cast, edition: Edition, cities: dict[str, City], query: dict[str, str], wanted: str
) -> None:
    page = _page(browser(cast.outsider), edition, **query)
    found = [_name(city) for name, city in cities.items() if name in wanted]
    assert [row[0].split()[0] for row in page.rows] == found


def test_cities_are_put_in_order_by_a_worked_out_column(
    cast: Cast, edition: Edition, cities: dict[str, City]
) -> None:
    client = browser(cast.outsider)
    there = _page(client, edition, order="open").rows
    assert [row[2] for row in there] == ["–"] * 4 + ["1"]
    assert [row[2] for row in _page(client, edition, order="-open").rows] == ["1"] + ["–"] * 4


@pytest.fixture
def coded(cast: Cast, edition: Edition, cities: dict[str, City]) -> Question:
    """甲 approved, 乙 in review by the coder, 丙 by the other, 丁 returned to the other."""
    question = make_question()
    letter = make_evidence(edition, cities["甲"], reply=cities["甲"].replies.get())
    states = Answer.State
    make_answer(edition, cities["甲"], question, cast.coder, state=states.APPROVED, evidence=letter)
    make_answer(edition, cities["乙"], question, cast.coder, value="no")
    make_answer(edition, cities["丙"], question, cast.second_coder, value="unknown")
    make_answer(edition, cities["丁"], question, cast.second_coder, state=states.RETURNED)
    return question


def test_answers_are_shown_to_those_alone_who_may_read_them(
    cast: Cast, edition: Edition, cities: dict[str, City], coded: Question
) -> None:
    def seen(person: Any) -> list[str]:
        page = _page(browser(person), edition, preset="answers", columns=coded.code)
        return [row[1] for row in page.rows]

    approved = "Yes Letter"
    assert seen(cast.outsider) == [approved, "–", "–", "–", "–"]
    assert seen(cast.coder) == [approved, "No Web evidence · In review", "–", "–", "–"]
    assert seen(cast.reviewer) == [
        approved,
        "No Web evidence · In review",
        "Unknown Web evidence · In review",
        "Yes Web evidence · Returned",
        "–",
    ]


def test_a_filter_by_answers_tells_nothing_that_may_not_be_read(
    cast: Cast, edition: Edition, cities: dict[str, City], coded: Question
) -> None:
    def found(person: Any, **query: str) -> list[str]:
        page = _page(browser(person), edition, **query)
        return [row[0].split()[0] for row in page.rows]

    label = {name: _name(city) for name, city in cities.items()}
    asked = {"question": coded.code}
    assert found(cast.coder, **asked, state="in_review") == [label["乙"]]
    assert found(cast.reviewer, **asked, state="in_review") == [label["乙"], label["丙"]]
    assert found(cast.coder, answer="unknown") == []
    assert found(cast.reviewer, answer="unknown") == [label["丙"]]
    assert found(cast.outsider, rests="letter") == [label["甲"]]
    assert found(cast.reviewer, **asked, answer="yes", rests="web") == [label["丁"]]
    assert found(cast.reviewer, **asked, state="absent") == [label["戊"]]
    assert len(found(cast.outsider, **asked, state="absent")) == 4


def test_progress_counts_what_each_may_know(
    cast: Cast, edition: Edition, cities: dict[str, City], coded: Question
) -> None:
    other = make_question("gep_standard")
    for coder, value in ((cast.coder, "yes"), (cast.second_coder, "no")):
        make_code(edition, cities["戊"], other, coder, value, state="submitted")
    columns = "coded,paired,disputed,in_review,returned,reviewed,unknown"
    rows = {
        name: {row[0].split()[0]: row[1:] for row in page.rows}
        for name in ("coder", "reviewer", "outsider")
        for person in [getattr(cast, name)]
        for page in [_page(browser(person), edition, preset="progress", columns=columns)]
    }
    e, c = _name(cities["戊"]), _name(cities["丙"])
    assert rows["reviewer"][e] == ("1", "–", "1", "–", "–", "–", "–")
    assert rows["coder"][e] == ("1", "1", "–", "–", "–", "–", "–")
    assert rows["outsider"][e] == ("–",) * 7
    assert rows["reviewer"][c] == ("1", "–", "–", "1", "–", "–", "1")
    assert rows["coder"][c] == ("–",) * 7


def test_lists_of_answers(cast: Cast, edition: Edition, coded: Question) -> None:
    def found(person: Any, preset: str, **query: str) -> list[str]:
        return [row[0] for row in _page(browser(person), edition, preset=preset, **query).rows]

    assert len(found(cast.reviewer, "decided")) == 4
    assert len(found(cast.coder, "decided")) == 2
    assert len(found(cast.outsider, "decided")) == 1
    assert len(found(cast.reviewer, "review")) == 2
    assert len(found(cast.reviewer, "returned")) == 1
    assert found(cast.coder, "returned") == []
    assert len(found(cast.reviewer, "decided", rests="web", answer="no")) == 1
    by_coder = found(cast.reviewer, "decided", coder=str(cast.second_coder.pk), order="-rests")
    assert len(by_coder) == 2


def test_replies_to_code_are_those_of_the_coding_list(
    cast: Cast, edition: Edition, cities: dict[str, City]
) -> None:
    make_question()
    page = _page(browser(cast.coder), edition, preset="to_code")
    assert [row[0].split()[0] for row in page.rows] == [
        _name(cities[name]) for name in ("甲", "乙", "丙")
    ]
    outsider = _page(browser(cast.outsider), edition, preset="to_code")
    assert len(outsider.rows) == City.objects.count(), "not a preset of theirs: the usual one"


def test_a_list_leads_to_the_place_where_its_work_is_done(
    cast: Cast, edition: Edition, cities: dict[str, City], coded: Question
) -> None:
    """Cities to be coded to their coding; answers on into the queue, narrowed as the list is."""
    make_question("two")
    code = f"/editions/{edition.code}/cities/{cities['甲'].adcode}/code/"
    source = _source(cast.coder, edition, preset="to_code")
    assert f'href="{code}"' in source
    answer = edition.answers.filter(state=Answer.State.IN_REVIEW).first()
    assert answer is not None
    narrowed = {"province": answer.city.province, "question": coded.code}
    source = _source(cast.reviewer, edition, preset="review", **narrowed)
    carried = urlencode({"province": answer.city.province, "question": coded.pk})
    address = f"/answers/{answer.pk}/?{carried}"
    assert f'href="{escape(address)}"' in source
    page = visit(browser(cast.reviewer), address)
    assert "filtered" in page.text
    assert f'href="/answers/{answer.pk}/"' in _source(cast.reviewer, edition, preset="review")


def test_the_boards_numbers_are_those_of_its_lists_and_of_home(
    cast: Cast, edition: Edition, cities: dict[str, City], coded: Question
) -> None:
    """Replies to code and what came back are one number wherever they are named."""
    two = make_question("two")
    make_answer(edition, cities["丁"], two, cast.coder, state=Answer.State.RETURNED)
    steps = {
        step.address.rpartition("/")[2]: step.count
        for step in next_steps(cast.coder, edition, TODAY)
    }
    for person in (cast.coder, cast.reviewer):
        menu = _page(browser(person), edition).text
        for preset, words in (("returned", "Returned"), ("review", "In review")):
            rows = len(_page(browser(person), edition, preset=preset).rows)
            assert f"{words} {rows}" in menu, (person, preset)
    assert len(_page(browser(cast.coder), edition, preset="to_code").rows) == steps["?show=open"]
    menu = _page(browser(cast.coder), edition).text
    assert f"Returned {steps['?show=returned']}" in menu


def test_ranks_and_coverage_are_those_of_a_run_that_may_be_seen(scored: Scored, cast: Cast) -> None:
    ranks = {
        _name(score.city): score.composite_rank or 0
        for score in CityScore.objects.filter(run=scored.run).select_related("city")
    }
    client = browser(cast.outsider)
    page = _page(client, scored.edition, preset="results")
    shown = {row[0].split()[0]: int(row[1].split()[0]) for row in page.rows if row[1] != "–"}
    assert shown == {city: rank for city, rank in ranks.items() if rank}
    assert list(shown.values()) == sorted(shown.values())
    covered = _page(client, scored.edition, preset="values", order="-resource_covered")
    present = [int(row[1].split("/")[0]) for row in covered.rows]
    assert present == sorted(present, reverse=True)
    provisional = f"/editions/{scored.edition.code}/board/?preset=results&basis=provisional"
    assert client.get(provisional).context["scene"].basis == "approved"
    assert browser(cast.reviewer).get(provisional).context["scene"].basis == "provisional"


def test_work_by_person_and_province(
    cast: Cast, edition: Edition, cities: dict[str, City], coded: Question
) -> None:
    letter = cities["丁"].organs.get().requests.get()
    letter.handler = cast.coder
    letter.save()
    people = _page(browser(cast.manager), edition, preset="people")
    assert people.row("coder")[1:] == ("1", "–", "–", "–", "2", "1")
    assert people.row("second-coder")[1:] == ("–", "–", "–", "–", "2", "1")
    link = people.link("1")
    assert "preset=open" in link
    assert len(visit(browser(cast.manager), link).rows) == 1
    provinces = _page(browser(cast.manager), edition, preset="provinces")
    assert provinces.row(cities["甲"].province_label)[1:] == (
        *("5", "1", "4"),
        *("1", "–", "–", "3", "4", "2"),
    )
    others = _page(browser(cast.coder), edition, preset="people")
    assert len(others.rows) == City.objects.count(), "not a preset of theirs: the usual one"


def test_a_sent_reading_of_anothers_shows_to_nobody_who_codes(
    cast: Cast, edition: Edition, cities: dict[str, City]
) -> None:
    question = make_question()
    code = make_code(edition, cities["甲"], question, cast.second_coder)
    code_submit(actor=cast.second_coder, code=code, answer_revision=0)
    for preset in ("answers", "decided", "review"):
        page = _page(browser(cast.coder), edition, preset=preset)
        assert "Yes" not in " ".join(cell for row in page.rows for cell in row[1:]), preset
