"""Why a city scores what it does: against the median, neighbours, others and the past."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import openpyxl
import pytest
from django.test import Client
from django.utils import translation

from scoring.analysis.explanation import explain
from scoring.analysis.explanation_markup import _badge
from scoring.analysis.sides import other_side, side_of
from scoring.models import CityScore
from surveys.models import Answer, City, Question
from surveys.open_edition import edition_touch
from tests.builders import Cast, make_city, make_edition
from tests.scoring.inputs.sheets import LEVELS
from tests.scoring.rows import fill_values
from tests.scoring.scored import Scored, compute
from tests.web.page import Page, visit
from tests.web.people import browser

pytestmark = pytest.mark.django_db
WIDTH = 7  # cells of a group or of an indicator that has a value


def _ranked(scored: Scored, rank: int) -> City:
    return CityScore.objects.get(run=scored.run, composite_rank=rank).city


def _address(scored: Scored, rank: int = 5) -> str:
    return f"/runs/{scored.run.pk}/cities/{_ranked(scored, rank).adcode}/explain/"


def _shown(city: City) -> str:
    with translation.override("en"):
        return str(city.label)


def _score(scored: Scored, rank: int) -> float:
    return float(CityScore.objects.get(run=scored.run, composite_rank=rank).composite or 0)


def _lines(page: Page) -> list[tuple[str, ...]]:
    """Groups and indicators with a value, with both contributions."""
    return [row for row in page.rows if len(row) == WIDTH]


def _number(text: str) -> float:
    return float(text.replace("−", "-"))


def _table(analyst: Client, page: Page) -> list[list[str]]:
    content = analyst.get(page.link("CSV")).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def _sum(rows: list[list[str]], column: int) -> float:
    """Of the four domains."""
    domains = [row for row in rows if row[0] in ("R", "G", "C", "M")]
    assert len(domains) == 4
    return sum(float(row[column]) for row in domains)


OWN, OTHER = 3, 4  # columns of the table


def test_contributions_add_up_to_both_scores(scored_world: Scored, analyst: Client) -> None:
    page = visit(analyst, _address(scored_world))
    rows = _table(analyst, page)
    assert len(rows) == 1 + 1 + sum(LEVELS)
    own, middle = _score(scored_world, 5), _score(scored_world, 6)
    assert _sum(rows, OWN) == pytest.approx(own, abs=1e-9)
    assert _sum(rows, OTHER) == pytest.approx(middle, abs=1e-9)
    assert f"{own:.2f}" in page.text


@pytest.mark.parametrize(("against", "rank"), [("above", 4), ("below", 6), ("median", 6)])
def test_it_is_held_against_whom_was_chosen(
    scored_world: Scored, analyst: Client, against: str, rank: int
) -> None:
    page = visit(analyst, _address(scored_world), against=against)
    other = _ranked(scored_world, rank)
    assert f"{_score(scored_world, rank):.2f} {_shown(other)}" in page.text
    assert f"Contribution {_shown(other)}" in page.text


def test_the_largest_difference_comes_first(scored_world: Scored, analyst: Client) -> None:
    page = visit(analyst, _address(scored_world), against="above")
    largest = [abs(_number(row[3])) for row in page.rows if len(row) == 4]
    everything = [abs(_number(row[6])) for row in _lines(page) if row[3] and row[6] != "–"]
    assert len(largest) == 10
    assert largest == sorted(everything, reverse=True)[:10]


def test_a_difference_is_marked_by_its_sign(scored_world: Scored, analyst: Client) -> None:
    content = analyst.get(_address(scored_world)).content.decode()
    marks = re.findall(r'<span class="badge (ok|bad)">([+−]?)([\d.]+)</span>', content)
    assert len(marks) == 10
    assert {(mark, sign) for mark, sign, _size in marks} == {("ok", "+"), ("bad", "−")}
    side = side_of(scored_world.run, _ranked(scored_world, 5).adcode)
    line = explain(side, other_side(side, "median")).lines[0]
    for difference, mark in ((0.4, "ok"), (-0.4, "bad"), (1.4, "ok"), (0.0, "bad")):
        assert f"badge {mark}" in _badge(replace(line, own=3.0, other=3.0 - difference))


def test_the_workbook_holds_contributions_and_treated_values(
    scored_world: Scored, analyst: Client
) -> None:
    page = visit(analyst, _address(scored_world))
    content = analyst.get(page.link("XLSX")).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[:2] == ["Contributions", "Treated values"]


def test_another_city_is_found_by_what_it_is_called(scored_world: Scored, analyst: Client) -> None:
    other, address = _ranked(scored_world, 9), _address(scored_world)
    spelled = (f" {other.name} ", other.pinyin_full.upper(), f" {other.adcode}")
    for typed in (other.name, other.pinyin_full, other.adcode, *spelled):
        answer = analyst.get(address, {"city": typed})
        assert answer["Location"] == f"{address}?against={other.adcode}"
    assert f"Contribution {_shown(other)}" in visit(analyst, answer["Location"]).text
    unknown = visit(analyst, address, city="没有这个市")
    assert "No city fits “没有这个市”" in unknown.text


@pytest.mark.parametrize(
    ("rank", "against", "words"),
    [
        (1, "above", "No city ranks above"),
        (12, "below", "No city ranks below"),
        (5, "previous", "There is no earlier edition"),
    ],
)
def test_what_cannot_be_compared_says_why(
    scored_world: Scored, analyst: Client, rank: int, against: str, words: str
) -> None:
    address = _address(scored_world, rank)
    page = visit(analyst, address, against=against)
    assert words in page.text
    assert _lines(page) == []
    assert not page.leads_to(f"{address.rstrip('/')}.csv")
    visit(analyst, f"{address.rstrip('/')}.csv", status=404, against=against)


def test_a_city_that_came_later_is_not_in_the_run(scored_world: Scored, analyst: Client) -> None:
    run, city = scored_world.run, make_city()
    page = visit(analyst, f"/runs/{run.pk}/cities/{city.adcode}/explain/")
    assert "This comparison is not possible" in page.text
    visit(analyst, f"/runs/{run.pk}/cities/000000/explain/", status=404)
    page = visit(analyst, _address(scored_world), against=city.adcode)
    assert "This comparison is not possible" in page.text


def test_the_previous_edition_is_another_run(scored_world: Scored, analyst: Client) -> None:
    earlier = make_edition("2024-earlier", inputs_version=1)
    fill_values(earlier, seed=7)
    before = compute(earlier)["approved"]
    city = _ranked(scored_world, 5)
    page = visit(analyst, _address(scored_world), against="previous")
    score = CityScore.objects.get(run=before, city=city)
    assert f"{score.composite:.2f} {_shown(city)} 2024-earlier" in page.text
    assert _sum(_table(analyst, page), OTHER) == pytest.approx(
        float(score.composite or 0), abs=1e-9
    )


def test_the_table_holds_what_the_page_shows(scored_world: Scored, analyst: Client) -> None:
    page = visit(analyst, _address(scored_world), against="below")
    rows = {row[0]: row for row in _table(analyst, page)[1:]}
    shown = {line[0].split()[0]: line for line in _lines(page)}
    assert len(shown) > 41
    assert shown.keys() < rows.keys()
    for code, line in shown.items():
        assert _number(line[4]) == pytest.approx(float(rows[code][OWN]), abs=6e-3), code


def test_an_undecided_answer_is_told_to_those_who_decide(scored_world: Scored, cast: Cast) -> None:
    city, question = scored_world.cities[0], Question.objects.get(code="gep_standard")
    Answer.objects.filter(city=city, question=question).update(state=Answer.State.IN_REVIEW)
    edition_touch(edition=scored_world.edition)
    run = compute(scored_world.edition)["provisional"]
    address = f"/runs/{run.pk}/cities/{city.adcode}/explain/"
    visit(browser(cast.coder), address, status=403, against="median")
    seeing = visit(browser(cast.reviewer), address, against="median")
    assert len([row for row in _lines(seeing) if row[0].startswith("G3.1.1 ")]) == 1
