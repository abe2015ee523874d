"""A run against the ranks that a report printed."""

from __future__ import annotations

import pytest
from django.test import Client

from scoring.models import CityScore, PublishedRank
from surveys.models import Edition
from surveys.open_edition import edition_touch
from tests.builders import Cast, make_edition
from tests.scoring.rows import FIELDS, make_run
from tests.scoring.scored import Scored, compute
from tests.web.page import Page, visit
from tests.web.people import browser

pytestmark = pytest.mark.django_db
ADDRESS = "/editions/2025-scored/published/"
FIRST, SECOND = 1, 2


@pytest.fixture
def printed(scored_world: Scored) -> Edition:
    """The computed ranks as printed, but the first two cities have changed places, and one
    city was not printed."""
    edition = make_edition("2025-printed", ranks_only=True)
    turned = {FIRST: SECOND, SECOND: FIRST}
    for score in CityScore.objects.filter(run=scored_world.run):
        ranks = {field: getattr(score, f"{field}_rank") for field in FIELDS}
        ranks["composite"] = turned.get(ranks["composite"], ranks["composite"])
        if score.composite_rank != 12:
            PublishedRank.objects.create(edition=edition, city=score.city, **ranks)
    return edition


def _city(scored: Scored, rank: int) -> str:
    return CityScore.objects.get(run=scored.run, composite_rank=rank).city.name


def _pairs(page: Page) -> list[tuple[str, ...]]:
    return [row for row in page.rows if len(row) == 6 and "→" in row[1]]


def test_agreement_is_counted(scored_world: Scored, printed: Edition, analyst: Client) -> None:
    page = visit(analyst, ADDRESS)
    assert f"{11 * 5 - 2} of {11 * 5} cells equal" in page.text
    columns = [row for row in page.rows if len(row) == 6 and "→" not in row[1]]
    composite, others = columns[0], columns[1:]
    # d² = 1 + 1 over 11 pairs: 1 − 6·2/(11·120); one of 55 pairs of cities is turned.
    assert composite[1:] == ("11", "9", f"{1 - 12 / 1320:.4f}", f"{1 - 2 / 55:.4f}", "1")
    assert {row[1:] for row in others} == {("11", "11", "1.0000", "1.0000", "0")}


def test_every_city_shows_both_ranks(
    scored_world: Scored, printed: Edition, analyst: Client
) -> None:
    pairs = _pairs(visit(analyst, ADDRESS))
    assert [row[0].split()[-1] for row in pairs] == [_city(scored_world, n) for n in range(1, 13)]
    assert [row[1] for row in pairs[:3]] == ["2 → 1 +1", "1 → 2 -1", "3 → 3"]
    assert pairs[-1][1] == "– → 12"


def test_only_those_that_differ(scored_world: Scored, printed: Edition, analyst: Client) -> None:
    third = PublishedRank.objects.get(edition=printed, composite=3)
    PublishedRank.objects.filter(pk=third.pk).update(market=third.market + 5)
    page = visit(analyst, ADDRESS)
    moved = visit(analyst, ADDRESS + page.link("Only cities that differ, largest first"))
    expected = [_city(scored_world, rank) for rank in (3, 1, 2)]
    assert [row[0].split()[-1] for row in _pairs(moved)] == expected
    everyone = visit(analyst, ADDRESS + moved.link("Show all cities"))
    assert len(_pairs(everyone)) == 12


def test_an_older_run_by_its_number(
    scored_world: Scored, printed: Edition, analyst: Client, cast: Cast
) -> None:
    edition_touch(edition=scored_world.edition)
    newer = compute(scored_world.edition)["approved"]
    assert f"Run {newer.pk} " in visit(analyst, ADDRESS).text
    assert f"Run {scored_world.run.pk} " in visit(analyst, ADDRESS, run=scored_world.run.pk).text
    provisional = visit(browser(cast.reviewer), ADDRESS, basis="provisional")
    assert "(Provisional)" in provisional.text
    foreign = make_run(make_edition("2024-other"))
    visit(analyst, ADDRESS, status=404, run=foreign.pk)


def test_a_synthetic_edition_agrees_by_construction(
    scored_world: Scored, printed: Edition, analyst: Client
) -> None:
    words = "Agreement by construction"
    assert words not in visit(analyst, ADDRESS).text
    Edition.objects.filter(pk=scored_world.edition.pk).update(synthetic=True)
    assert words in visit(analyst, ADDRESS).text


def test_nothing_to_compare_is_said(scored_world: Scored, analyst: Client) -> None:
    assert "There are no published ranks" in visit(analyst, ADDRESS).text
    later = make_edition("2026-printed", ranks_only=True)
    assert "There are no published ranks" in visit(analyst, ADDRESS).text
    page = visit(analyst, f"/editions/{later.code}/published/")
    assert "holds the published ranks themselves" in page.text
    make_edition("2027-new")
    assert "Nothing has been computed yet" in visit(analyst, "/editions/2027-new/published/").text
