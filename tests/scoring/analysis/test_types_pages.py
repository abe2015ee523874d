"""Types, quadrants, groups and variance of the newest run, against the scores themselves."""

from __future__ import annotations

import re
from collections import Counter
from statistics import fmean, median

import pytest
from django.test import Client

from scoring.analysis.profile import profile
from scoring.models import CityScore
from surveys.models import City
from tests.builders import Cast, make_edition
from tests.scoring.rows import FIELDS
from tests.scoring.scored import Scored
from tests.web.page import Page, number, visit
from tests.web.people import browser

pytestmark = pytest.mark.django_db
ADDRESS = "/editions/2025-scored/types/"
TAU = 0.05


def _scores(scored: Scored) -> list[CityScore]:
    rows = CityScore.objects.filter(run=scored.run).select_related("city")
    return list(rows.order_by("composite_rank"))


def _parts(score: CityScore) -> tuple[float, float, float, float]:
    found = (score.resource, score.management, score.compensation, score.market)
    return tuple(float(part or 0.0) for part in found)  # type: ignore[return-value]


def _type(score: CityScore) -> str:
    """As `method.md` says it, with equal domain weights."""
    resource, management, compensation, market = _parts(score)
    total = resource + management + compensation + market
    if max(abs(resource - management), abs(compensation - market)) <= TAU * total:
        return "Balanced"
    first = "Resource" if resource > management else "Management"
    return f"{first}–{'compensation' if compensation > market else 'market'}"


def test_the_quadrants_part_where_half_of_the_cities_lie(scored_world: Scored) -> None:
    parts = [_parts(score) for score in _scores(scored_world)]
    across, up = profile(scored_world.run).split
    assert across == pytest.approx(median(resource for resource, *_rest in parts))
    assert up == pytest.approx(median((paid + sold) / 2 for *_rest, paid, sold in parts))


def _group(page: Page, label: str) -> tuple[int, list[tuple[float, float]]]:
    """How many cities, and mean score and mean rank of each column."""
    row = page.row(label)
    cells = [cell.split() for cell in row[2:]]
    return int(row[1]), [(float(score), float(rank)) for score, rank in cells]


def test_every_city_has_its_type(scored_world: Scored, analyst: Client) -> None:
    page = visit(analyst, ADDRESS)
    expected = Counter(_type(score) for score in _scores(scored_world))
    for label in ("Balanced", "Resource–market", "Management–compensation"):
        count = expected[label]
        assert re.search(rf"{label} {count} cit(y|ies)", page.text), (label, count)
    assert set(page.cities) == {score.city.adcode for score in _scores(scored_world)}


def test_quadrants_split_at_the_medians(scored_world: Scored, analyst: Client) -> None:
    x = [_parts(score)[0] for score in _scores(scored_world)]
    y = [fmean(_parts(score)[2:]) for score in _scores(scored_world)]
    quadrant = {(True, True): 1, (False, True): 2, (False, False): 3, (True, False): 4}
    expected = Counter(
        quadrant[one >= median(x), other >= median(y)] for one, other in zip(x, y, strict=True)
    )
    text = visit(analyst, ADDRESS).text
    words = {1: "I: rich, strong", 2: "II: poor, strong", 3: "III: poor, weak", 4: "IV: rich, weak"}
    for place, label in words.items():
        found = re.search(rf" (\d+) {label} · ([\d.]+) ?%", text)
        assert found is not None, label
        assert int(found[1]) == expected[place]
        assert float(found[2]) == pytest.approx(100 * expected[place] / len(x), abs=0.51)


@pytest.mark.parametrize(
    ("label", "field", "value"),
    [
        ("省1", "province", "省1"),
        ("West", "region", "西部"),
        ("Sub-provincial city", "level", "副省级市"),
    ],
)
def test_groups_show_their_means(
    scored_world: Scored, analyst: Client, label: str, field: str, value: str
) -> None:
    inside = [score for score in _scores(scored_world) if getattr(score.city, field) == value]
    count, means = _group(visit(analyst, ADDRESS), label)
    assert count == len(inside) > 1
    for name, (score, rank) in zip(FIELDS, means, strict=True):
        assert score == pytest.approx(fmean(getattr(row, name) for row in inside), abs=0.006)
        ranks = [getattr(row, f"{name}_rank") for row in inside]
        assert rank == pytest.approx(fmean(ranks), abs=0.06)


def test_variance_is_told_apart_by_province(scored_world: Scored, analyst: Client) -> None:
    by_province: dict[str, list[float]] = {}
    for score in _scores(scored_world):
        by_province.setdefault(score.city.province, []).append(float(score.composite or 0))
    everyone = [value for values in by_province.values() for value in values]
    whole = sum((value - fmean(everyone)) ** 2 for value in everyone)
    between = sum(len(v) * (fmean(v) - fmean(everyone)) ** 2 for v in by_province.values())
    rows = [row for row in visit(analyst, ADDRESS).rows if len(row) == 4]
    assert number(rows[0][3]) == pytest.approx(between / whole, abs=6e-4)


def test_plans_and_leading_groups_cross(scored_world: Scored, analyst: Client) -> None:
    """Each cell: how many cities answered so, and their mean management score."""
    cells: dict[tuple[str, str], list[float]] = {}
    for score in _scores(scored_world):
        answers = scored_world.edition.answers.filter(city=score.city)
        said = dict(answers.values_list("question__code", "submission__choice"))
        key = said["implementation_plan"], said["leading_group"]
        cells.setdefault(key, []).append(float(score.management or 0))
    page = visit(analyst, ADDRESS)
    for label, plan in (("No implementation plan", "no"), ("Implementation plan", "yes")):
        for shown, group in zip(page.row(label)[1:], ("no", "yes"), strict=True):
            inside = cells[plan, group]
            mean, count = shown.split(" n=")
            assert int(count) == len(inside)
            assert float(mean) == pytest.approx(fmean(inside), abs=0.006)


def test_provincial_groups_appear_with_their_members(scored_world: Scored, analyst: Client) -> None:
    belt = [city.pk for city in scored_world.cities[:5]]
    City.objects.filter(pk__in=belt).update(in_yangtze_belt=True)
    page = visit(analyst, ADDRESS)
    assert _group(page, "Yangtze River Economic Belt (provinces)")[0] == 5
    assert not any(row and row[0] == "Yellow River provinces" for row in page.rows)


def test_the_basis_is_kept(scored_world: Scored, cast: Cast) -> None:
    reviewer = browser(cast.reviewer)
    page = visit(reviewer, ADDRESS, basis="provisional")
    assert page.leads_to(f"/runs/{scored_world.runs['provisional'].pk}/")
    cities = [link.address for link in page.links if "/cities/" in link.address]
    assert cities
    assert all(address.endswith("?basis=provisional") for address in cities)
    visit(reviewer, ADDRESS, status=404, basis="secret")


def test_without_a_run_there_is_nothing(analyst: Client) -> None:
    make_edition("2026-new")
    make_edition("2023-printed", ranks_only=True)
    for code in ("2026-new", "2023-printed"):
        page = visit(analyst, f"/editions/{code}/types/")
        assert "Nothing has been computed yet" in page.text
