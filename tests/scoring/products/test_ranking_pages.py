"""The ranking: sorted, narrowed, switched between bases, and up to date by itself."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from scoring.kept_reason import TEXT, UNEXPECTED
from scoring.models import CityScore, ComputeFault, PublishedRank, ScoreRun
from surveys.models import City, Edition
from surveys.open_edition import edition_touch
from tests.builders import Cast, make_city, make_edition
from tests.scoring.rows import FIELDS, make_run
from tests.scoring.scored import Scored, compute
from tests.web.page import Page, visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
RANKING = "/editions/2025-scored/ranking/"
STATE = f"{RANKING}state/"
MARKET = "Market value realisationMarket"  # the long heading and the short one


def _adcodes(run: ScoreRun, *order: str, **narrowed: str) -> list[str]:
    rows = CityScore.objects.filter(run=run, **narrowed).order_by(*order)
    return list(rows.values_list("city__adcode", flat=True))


def _ranks(page: Page, column: int) -> list[int]:
    """The rank stands before the score in its cell."""
    return [int(row[column].split()[0]) for row in page.rows]


def test_the_first_city_comes_first(scored_world: Scored, analyst: Client) -> None:
    page = visit(analyst, RANKING)
    assert page.cities == _adcodes(scored_world.run, "composite_rank")
    assert _ranks(page, 1) == list(range(1, 13))
    assert page.sorted == {"CompositeComposite": "ascending"}
    best = CityScore.objects.select_related("city").get(run=scored_world.run, composite_rank=1)
    assert best.city.name in page.rows[0][0]
    assert page.rows[0][1] == f"1 {best.composite:.2f}"


@pytest.mark.parametrize(("column", "field"), enumerate(FIELDS, start=1))
def test_every_rank_column_is_sorted_both_ways(
    scored_world: Scored, analyst: Client, column: int, field: str
) -> None:
    rising = visit(analyst, RANKING, sort=field)
    falling = visit(analyst, RANKING, sort=f"-{field}")
    ranks = sorted(_ranks(rising, column))
    assert _ranks(rising, column) == ranks
    assert _ranks(falling, column) == ranks[::-1]
    assert (list(rising.sorted.values()), list(falling.sorted.values())) == (
        ["ascending"],
        ["descending"],
    )


@pytest.mark.parametrize(
    ("key", "order"), [("name", "city__pinyin_full"), ("province", "city__province_adcode")]
)
def test_names_and_provinces_are_sorted_both_ways(
    scored_world: Scored, analyst: Client, key: str, order: str
) -> None:
    rising = _adcodes(scored_world.run, order, "city__adcode")
    falling = _adcodes(scored_world.run, f"-{order}", "city__adcode")
    assert visit(analyst, RANKING, sort=key).cities == rising
    assert visit(analyst, RANKING, sort=f"-{key}").cities == falling != rising


def test_a_heading_sorts_and_sorts_back_and_keeps_the_filter(
    scored_world: Scored, analyst: Client
) -> None:
    page = visit(analyst, RANKING, province="省1", basis="provisional")
    for order in ("ascending", "descending", "ascending"):
        page = visit(analyst, RANKING + page.link(MARKET))
        assert page.sorted == {MARKET: order}
        assert all("省1" in row[0] for row in page.rows)
        here = [link.address for link in page.links if "/2025-scored/cities/" in link.address]
        assert here
        assert all("province=" in address for address in here)


def test_an_unknown_order_is_the_usual_one(scored_world: Scored, analyst: Client) -> None:
    assert visit(analyst, RANKING, sort="colour").cities == visit(analyst, RANKING).cities


@pytest.mark.parametrize("sort", ["", "composite", "-composite", "market", "-market"])
def test_cities_without_a_rank_come_last_either_way(
    scored_world: Scored, analyst: Client, sort: str
) -> None:
    edition = make_edition("2026-gaps", inputs_version=1)
    make_run(edition, unranked=3)
    page = visit(analyst, f"/editions/{edition.code}/ranking/", sort=sort)
    last = list(City.objects.order_by("adcode").values_list("adcode", flat=True))[-3:]
    assert page.cities[-3:] == last
    assert [row[1] for row in page.rows[-3:]] == ["–"] * 3


@pytest.mark.parametrize(
    ("query", "field", "count"),
    [
        ({"province": "省2"}, "city__province", 4),
        ({"region": "西部"}, "city__region", 3),
        ({"level": "副省级市"}, "city__level", 6),
    ],
)
def test_the_list_is_narrowed(
    scored_world: Scored, analyst: Client, query: dict[str, Any], field: str, count: int
) -> None:
    page = visit(analyst, RANKING, **query)
    narrowed = {field: next(iter(query.values()))}
    assert page.cities == _adcodes(scored_world.run, "composite_rank", **narrowed)
    assert len(page.cities) == count
    assert visit(analyst, RANKING + page.link("Show all")).cities == _adcodes(
        scored_world.run, "composite_rank"
    )


def test_filters_hold_together(scored_world: Scored, analyst: Client) -> None:
    page = visit(analyst, RANKING, province="省0", level="地级市", sort="-resource")
    expected = _adcodes(
        scored_world.run, "-resource_rank", city__province="省0", city__level="地级市"
    )
    assert page.cities == expected
    assert len(expected) == 2


@pytest.mark.parametrize("field", ["name", "short_name", "pinyin_full", "adcode"])
def test_a_city_is_found_by_what_it_is_called(
    scored_world: Scored, analyst: Client, field: str
) -> None:
    city = scored_world.cities[4]
    assert visit(analyst, RANKING, q=getattr(city, field)).cities == [city.adcode]


def test_nothing_found_is_said(scored_world: Scored, analyst: Client) -> None:
    page = visit(analyst, RANKING, q="没有这个市")
    assert page.cities == []
    assert "No city fits the filter" in page.text
    assert len(visit(analyst, RANKING + page.link("Show all")).cities) == 12


def test_each_basis_has_its_own_ranks(scored_world: Scored, cast: Cast) -> None:
    reviewer = browser(cast.reviewer)
    provisional = scored_world.runs["provisional"]
    other = _adcodes(provisional, "composite_rank")
    CityScore.objects.filter(run=provisional, city__adcode=other[0]).update(composite_rank=99)
    page = visit(reviewer, RANKING, basis="provisional")
    assert page.cities == [*other[1:], other[0]]
    assert page.leads_to(f"/runs/{provisional.pk}/")
    assert visit(reviewer, RANKING).leads_to(f"/runs/{scored_world.run.pk}/")
    visit(reviewer, RANKING, status=404, basis="secret")
    visit(reviewer, STATE, status=404, basis="secret")


def test_the_page_waits_only_while_a_newer_run_is_due(
    scored_world: Scored, analyst: Client
) -> None:
    assert visit(analyst, RANKING).polls == []
    edition_touch(edition=scored_world.edition)
    (state,) = visit(analyst, RANKING).polls
    waiting = analyst.get(state)
    assert "HX-Refresh" not in waiting.headers
    assert visit(analyst, state).polls == [state]
    compute(scored_world.edition)
    assert analyst.get(state).headers["HX-Refresh"] == "true"
    assert visit(analyst, RANKING).polls == []


def test_the_state_of_what_is_up_to_date_asks_no_more(
    scored_world: Scored, analyst: Client
) -> None:
    page = visit(analyst, STATE, seen=str(scored_world.run.pk))
    assert (page.polls, page.text) == ([], "")
    visit(analyst, "/editions/2099-none/ranking/state/", status=404)


def test_a_page_without_a_run_has_seen_none(scored_world: Scored, analyst: Client) -> None:
    """No run has the key 0: the first of all, of the key 1, ends the waiting too."""
    edition = make_edition("2026-new", inputs_version=1)
    (state,) = visit(analyst, "/editions/2026-new/ranking/").polls
    assert state.endswith("&seen=0")
    assert visit(analyst, state).polls == [state]
    make_run(edition)
    assert analyst.get(state).headers["HX-Refresh"] == "true"


def test_a_fault_is_shown_instead_of_waiting(scored_world: Scored, cast: Cast) -> None:
    reviewer = browser(cast.reviewer)
    edition_touch(edition=scored_world.edition)
    ComputeFault.objects.create(
        edition=scored_world.edition,
        basis="approved",
        inputs_version=2,
        code=UNEXPECTED,
        details={TEXT: "no such weight"},
    )
    page = visit(reviewer, RANKING)
    assert page.polls == []
    assert "no such weight" in page.text
    assert page.leads_to("/editions/2025-scored/audit/")
    assert visit(reviewer, RANKING, basis="provisional").polls != []


def test_nothing_computed_yet_is_said(analyst: Client) -> None:
    make_edition("2026-new")
    page = visit(analyst, "/editions/2026-new/ranking/")
    assert "Nothing has been computed yet" in page.text
    assert page.polls == []
    assert not page.leads_to("/editions/2026-new/appendix.xlsx")


def test_what_the_page_offers_leads_somewhere(scored_world: Scored, analyst: Client) -> None:
    page = visit(analyst, RANKING, basis="provisional")
    offered = {
        link.address
        for link in page.links
        if link.address.startswith(("/editions/2025-scored/", "/runs/"))
        and "cities" not in link.address
    }
    assert len(offered) >= 7
    for address in offered:
        assert analyst.get(address).status_code == 200, address
    table = analyst.get(page.link("Appendix (CSV)")).content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(table)))) == 1 + 12


@pytest.fixture
def printed(db: None) -> Edition:
    edition = make_edition("2023-printed", ranks_only=True)
    for number in range(5):
        city = make_city(region="西部" if number < 2 else "东部")
        ranks = dict.fromkeys(FIELDS, number + 1) | {"market": 5 - number}
        PublishedRank.objects.create(edition=edition, city=city, **ranks)
    return edition


def test_printed_ranks_are_sorted_and_narrowed_too(printed: Edition, analyst: Client) -> None:
    address = f"/editions/{printed.code}/ranking/"
    page = visit(analyst, address)
    assert [row[1] for row in page.rows] == ["1", "2", "3", "4", "5"]
    assert page.polls == []
    by_market = visit(analyst, address, sort="market")
    assert by_market.cities == page.cities[::-1]
    assert visit(analyst, address, sort="-market").cities == page.cities
    assert visit(analyst, address, region="西部").cities == page.cities[:2]
    assert "No city fits the filter" in visit(analyst, address, q="无此城").text
