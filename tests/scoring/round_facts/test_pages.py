"""The facts of a round: what is counted, on which basis, and the cities behind each number."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from django.core.management import call_command

from scoring.models import Basis
from scoring.round_facts.counts import ALL, counted, head_levels
from scoring.round_facts.known import FACTS, GROUP, Rests, known_facts
from surveys.models import Answer, City, Code, Edition
from surveys.models.code import Choice, SearchRecord
from tests.builders import (
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_evidence,
    make_question,
    make_reply,
    make_round,
    make_submission,
)
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "evidence_folder")]


@pytest.fixture
def edition(cast: Cast) -> Edition:
    """Two cities of the east with a group, by letter and by web; one of the west without; and the
    answer of another edition."""
    edition = make_edition("2025-facts", inputs_version=1)
    make_round(edition)
    for code in FACTS[1:]:
        make_question(code)
    letter, web, none = (
        make_city(name, region=region)
        for name, region in (("甲市", "东部"), ("乙市", "东部"), ("丙市", "西部"))
    )
    reply = make_reply(edition.rounds.get(), letter)
    approved = {"state": Answer.State.APPROVED}
    document = make_evidence(edition, letter, reply=reply)
    group, head = make_question(GROUP), make_question("leading_group_head")
    make_answer(edition, letter, group, cast.coder, evidence=document, **approved)
    make_answer(edition, letter, head, cast.coder, **approved)
    make_answer(edition, web, group, cast.coder, **approved)
    make_answer(edition, web, head, cast.coder, Choice.NO)
    make_answer(edition, none, group, cast.coder, Choice.NO, **approved)
    make_answer(make_edition(), none, group, cast.coder, **approved)
    return edition


def _label(name: str) -> str:
    """As the page calls the city."""
    return City.objects.get(name=name).label


def test_counts_are_of_all_cities_and_say_what_they_rest_on(edition: Edition) -> None:
    [whole] = counted(known_facts(edition, Basis.APPROVED), ALL)
    [group] = [count for count in whole.counts if count.fact == GROUP]
    assert (group.yes, group.answered, group.cities) == (2, 3, 3)
    assert {rests: n for rests, n in group.by_rests.items() if n} == {Rests.LETTER: 1, Rests.WEB: 1}
    assert (group.no, group.no_by_rests[Rests.WEB]) == (1, 1)
    [by_letter] = counted(known_facts(edition, Basis.APPROVED), ALL, Rests.LETTER)
    assert [(count.yes, count.no) for count in by_letter.counts if count.fact == GROUP] == [(1, 0)]
    regions = counted(known_facts(edition, Basis.APPROVED), "region")
    assert {
        row.place.key: next(count.yes for count in row.counts if count.fact == GROUP)
        for row in regions
    } == {"region:东部": 2, "region:西部": 0}


def test_an_answer_may_rest_on_a_search_alone(edition: Edition, cast: Cast) -> None:
    """One that was sent with a quotation as well rests on the quotation."""
    city = City.objects.get(name="丙市")
    for name, quoted in (("gep_standard", False), ("gep_accounting", True)):
        question = make_question(name)
        code = make_code(edition, city, question, cast.coder, Choice.NO)
        SearchRecord.objects.create(code=code, place="网站", words="词", searched_on=TODAY)
        if not quoted:
            code.citations.all().delete()
        Code.objects.filter(pk=code.pk).update(state=Code.State.SUBMITTED)
        sent = {"submission": make_submission(code), "choice": Choice.NO}
        Answer.objects.create(edition=edition, city=city, question=question, **sent)
    known = known_facts(edition, Basis.PROVISIONAL)
    assert known.rests_on("gep_standard", city.pk) is Rests.SEARCH
    assert known.rests_on("gep_accounting", city.pk) is Rests.WEB
    assert known.rests_on("implementation_plan", city.pk) is Rests.NOTHING


def test_the_head_of_the_group_is_told_apart(edition: Edition) -> None:
    def levels(basis: Basis) -> list[int]:
        return [level.cities for level in head_levels(known_facts(edition, basis), None)]

    # Headed by a main leader, by a deputy, not known, no group, not answered.
    assert levels(Basis.APPROVED) == [1, 0, 1, 1, 0]
    assert levels(Basis.PROVISIONAL) == [1, 1, 0, 1, 0]


def test_each_number_opens_its_cities(edition: Edition, cast: Cast) -> None:
    client = browser(cast.manager)
    here = f"/editions/{edition.code}/facts/"
    page = visit(client, here)
    assert page.leads_to(f"{here}{GROUP}/")
    listed = visit(client, f"{here}{GROUP}/?basis=approved&place=region:东部&rests=letter")
    assert _label("甲市") in listed.text
    assert _label("乙市") not in listed.text
    refused = visit(client, f"{here}{GROUP}/?answer=no").text
    assert _label("丙市") in refused
    assert _label("甲市") not in refused
    assert client.get(f"{here}?rests=letter").status_code == 200
    assert client.get(f"{here}planet/").status_code == 404
    assert client.get(f"{here}{GROUP}/?place=region:x").status_code == 404


def test_an_undecided_answer_is_for_those_who_may_see_it(edition: Edition, cast: Cast) -> None:
    city = City.objects.get(name="丙市")
    make_answer(edition, city, make_question("gep_standard"), cast.coder)
    address = f"/editions/{edition.code}/facts/gep_standard/?basis=provisional"
    assert city.label in visit(browser(cast.manager), address).text
    assert city.label not in visit(browser(cast.outsider), address).text
    file = f"/editions/{edition.code}/facts.xlsx?basis=provisional"
    assert browser(cast.outsider).get(file).status_code == 403


def test_the_workbook_has_every_place_and_every_city(edition: Edition, cast: Cast) -> None:
    answer = browser(cast.manager).get(f"/editions/{edition.code}/facts.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book["Facts"].iter_rows(values_only=True))
    assert ("All cities", "Leading group", 2, 1, 3) in [row[1:6] for row in rows]
    cities = {row[1]: row[4] for row in book["Cities"].iter_rows(min_row=2, values_only=True)}
    assert sorted(cities.values()) == [0, 1, 1]


def test_the_command_prints_the_same_numbers(edition: Edition) -> None:
    output = io.StringIO()
    call_command("round_facts", "--edition", edition.code, "--json", stdout=output)
    found = json.loads(output.getvalue())
    assert (found["edition"], found["basis"]) == (edition.code, "approved")
    [group] = [row for row in found["facts"] if (row["place"], row["fact"]) == (ALL, GROUP)]
    assert (group["yes"], group["no"], group["cities"]) == (2, 1, 3)
    assert group["yes_by"] == {"letter": 1, "web": 1, "search": 0, "nothing": 0}
    lines = io.StringIO()
    call_command("round_facts", "--edition", edition.code, stdout=lines)
    assert "leading_group             2 /    3 cities  66.7%" in lines.getvalue()


def test_answers_that_are_not_known_yet_are_told_of(edition: Edition, cast: Cast) -> None:
    """So that no share is read as if all cities had been asked; not where all are known."""
    client, here = browser(cast.manager), f"/editions/{edition.code}/facts/"
    page = visit(client, here)
    assert "Not all answers are known yet." in page.text
    assert page.leads_to(f"/editions/{edition.code}/statistics/")
    assert "3 cities in all, 1 with a known answer (100.0% of these)" in page.text
    assert "3 cities in all, 3 with a known answer (" not in page.text


def test_no_kind_of_proof_is_offered_that_no_yes_rests_on(edition: Edition, cast: Cast) -> None:
    links = {
        link.text for link in visit(browser(cast.manager), f"/editions/{edition.code}/facts/").links
    }
    assert {"all answers", "from a letter", "from other evidence"} <= links
    assert not {"from a search record", "without proof"} & links
