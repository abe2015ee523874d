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

from scoring.analysis.explanation.markup import _badge
from scoring.analysis.explanation.told import explain
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


def _effects(page: Page) -> list[float]:
    """The items of losses and gains, as they follow each other."""
    return [_number(row[3]) for row in page.rows if len(row) == 4 and row[1]]


def test_what_weighs_most_comes_first_and_losses_before_gains(
    scored_world: Scored, analyst: Client
) -> None:
    """Against a city above: what it is behind by, then what it is ahead by; all of it adds up
    to the difference between the two scores on the page."""
    page = visit(analyst, _address(scored_world), against="above")
    found = _effects(page)
    losses = [effect for effect in found if effect < 0]
    gains = [effect for effect in found if effect > 0]
    assert found == [*losses, *gains]
    assert losses == sorted(losses)
    assert gains == sorted(gains, reverse=True)
    halves = re.findall(r"Where it is (?:behind|ahead) ([+-][\d.]+)", page.text)
    totals = [_number(half) for half in halves]
    change = round(_score(scored_world, 5), 2) - round(_score(scored_world, 4), 2)
    assert sum(totals) == pytest.approx(change, abs=1e-9)
    below = visit(analyst, _address(scored_world), against="below")
    assert _effects(below)[0] > 0


def test_an_effect_is_marked_by_its_sign(scored_world: Scored, analyst: Client) -> None:
    content = analyst.get(_address(scored_world)).content.decode()
    badge = r'<td class="num"[^>]*><span class="badge (ok|bad)">([+−])[\d.]+</span>'
    marks = re.findall(badge, content)
    assert len(marks) > 10
    assert set(marks) == {("ok", "+"), ("bad", "−")}
    side = side_of(scored_world.run, _ranked(scored_world, 5).adcode)
    line = explain(side, other_side(side, "median")).lines[0]
    for effect, mark in ((0.4, "ok"), (-0.4, "bad"), (1.4, "ok")):
        assert f"badge {mark}" in _badge(effect, replace(line, effect=effect))


def test_the_workbook_holds_contributions_and_treated_values(
    scored_world: Scored, analyst: Client
) -> None:
    page = visit(analyst, _address(scored_world))
    content = analyst.get(page.link("XLSX")).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames[:3] == ["Contributions", "Treated values", "Causes"]
    lines = list(book["Contributions"].iter_rows(min_row=2, values_only=True))
    effects = [float(row[11]) for row in lines if row[2] == 4]
    change = _score(scored_world, 5) - _score(scored_world, 6)
    assert sum(effects) == pytest.approx(change, abs=1e-9)
    causes = dict(book["Causes"].iter_rows(min_row=2, values_only=True))
    assert causes["Difference"] == pytest.approx(change, abs=1e-9)


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
    rank = score.composite_rank
    moved = "Stayed at" if rank == 5 else f"{'Rose' if (rank or 0) > 5 else 'Fell'} from"
    assert f"{moved} rank {5 if rank == 5 else rank} " in page.text
    told = page.text[page.text.index("Of that: ") :].partition(". ")[0]
    parts = [_number(n) for n in re.findall(r"[+-]?\d+\.\d\d", told)]
    assert len(parts) == 4
    change = round(_score(scored_world, 5), 2) - round(float(score.composite or 0), 2)
    assert sum(parts) == pytest.approx(change, abs=1e-9)
    assert f"{score.composite:.2f} {_shown(city)} 2024-earlier" in page.text
    _assert_counted_on_both(analyst, page)
    assert _sum(_table(analyst, page), OTHER) == pytest.approx(
        float(score.composite or 0), abs=1e-9
    )


def _assert_counted_on_both(analyst: Client, page: Page) -> None:
    """Each says what it counts and leads to the other."""
    assert "Counted are points of the score, and missing values are named apart" in page.text
    both = visit(analyst, page.link("Comparison of the two runs"))
    assert "Counted are places, and a value or an answer that went missing counts" in both.text
    assert "Data, missing too Coding, missing too Method" in both.text
    moved = next(link.address for link in both.links if "/explain/" in link.address)
    assert moved.endswith("?against=previous")
    assert visit(analyst, moved).text.count("Comparison of the two runs") == 1


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
