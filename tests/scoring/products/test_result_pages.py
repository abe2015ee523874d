"""Ranking, city and explanation as readers meet them: coverage, missing data, ways back."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.models import CityScore, Indicator, IndicatorValue
from surveys.models import Answer, Evidence
from tests.builders import make_city, make_edition, make_user
from tests.scoring.scored import Scored, compute
from tests.web.page import read
from tests.web.people import browser

pytestmark = pytest.mark.django_db
GONE = 30


@pytest.fixture(scope="module")
def scored_world(scored_world: Scored) -> Scored:
    """The first city lacks many statistics."""
    values = IndicatorValue.objects.filter(
        edition=scored_world.edition, city=scored_world.cities[0]
    )
    values.filter(pk__in=list(values.values_list("pk", flat=True)[:GONE])).delete()
    scored_world.edition.inputs_version += 1
    scored_world.edition.save()
    return replace(scored_world, runs=compute(scored_world.edition))


@pytest.fixture
def client() -> Client:
    return browser(make_user("analyst"))


def _ranking(scored: Scored) -> str:
    return f"/editions/{scored.edition.code}/ranking/"


def _explain(scored: Scored, number: int = 0) -> str:
    return f"/runs/{scored.run.pk}/cities/{scored.cities[number].adcode}/explain/"


def test_a_run_keeps_how_complete_each_city_is(scored: Scored) -> None:
    present = {row.city_id: row.indicators_present for row in scored.run.cities.all()}
    full = present[scored.cities[1].pk]
    assert full is not None
    assert present[scored.cities[0].pk] == full - GONE


def test_the_ranking_shows_sorts_and_filters_coverage(scored: Scored, client: Client) -> None:
    page = client.get(_ranking(scored), {"sort": "coverage"})
    city = scored.cities[0]
    assert page.context["cities"][0] == city.adcode
    present = CityScore.objects.get(run=scored.run, city=city).indicators_present
    assert read(page.content.decode()).row(city.label)[-1].startswith(f"{present}/")
    assert "rest on little" in page.content.decode() or "rests on little" in page.content.decode()
    low = client.get(_ranking(scored), {"coverage": "low"}).context["cities"]
    assert scored.cities[0].adcode in low
    assert client.get(_ranking(scored), {"coverage": "full"}).context["cities"] == []


def test_rows_are_rendered_once_for_every_order_and_filter(
    scored: Scored, client: Client, settings: Any
) -> None:
    """Another one keeps its page alone; the links of its rows lead back to it."""
    folder = Path(settings.RENDERED_DIR)
    client.get(_ranking(scored))
    assert len(list(folder.iterdir())) == 2, "the page and the rows"
    queries = {"sort": "-name"}, {"region": "东部", "sort": "name"}, {"q": '"<&', "level": ""}
    for number, query in enumerate(queries, start=3):
        page = client.get(_ranking(scored), query)
        assert len(list(folder.iterdir())) == number
        source, chosen = page.content.decode(), page.context["cities"]
        assert read(source).cities == chosen
        after = escape(urlencode(query))
        assert all(f'/cities/{adcode}/?{after}">' in source for adcode in chosen)
    assert chosen == []


def test_an_old_run_has_no_coverage_and_still_a_page(scored: Scored, client: Client) -> None:
    CityScore.objects.update(indicators_present=None)
    page = client.get(_ranking(scored))
    assert {row[-1] for row in read(page.content.decode()).rows} == {"–"}
    assert page.context["low"] == 0


def test_the_ranking_takes_the_same_queries_for_more_cities(scored: Scored, client: Client) -> None:
    def count(**query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(_ranking(scored), query).status_code == 200
        return len(captured)

    count(basis="provisional")
    assert count(basis="provisional", q=scored.cities[0].adcode) >= count(basis="provisional") - 1
    Answer.objects.filter(edition=scored.edition).update(state=Answer.State.IN_REVIEW)
    assert count(basis="provisional") <= 22


def test_the_way_back_from_a_city_keeps_filter_and_order(scored: Scored, client: Client) -> None:
    query = "?province=%E7%9C%810&amp;sort=-market"
    page = client.get(_ranking(scored) + query.replace("&amp;", "&")).content.decode()
    address = f"/editions/{scored.edition.code}/cities/{scored.cities[0].adcode}/{query}"
    assert f'href="{address}"' in page
    city = client.get(address.replace("&amp;", "&")).content.decode()
    assert f'href="{_ranking(scored)}{query}"' in city


def test_an_edition_that_ranks_nobody_says_what_is_missing(scored: Scored, client: Client) -> None:
    IndicatorValue.objects.filter(edition=scored.edition).update(approved=False)
    Answer.objects.filter(edition=scored.edition).update(state=Answer.State.IN_REVIEW)
    scored.edition.inputs_version += 1
    scored.edition.save()
    compute(scored.edition)
    page = client.get(_ranking(scored)).content.decode()
    assert "No city can be ranked on this basis yet" in page
    assert "12 cities are ranked" not in page
    reviewer = browser(make_user("reviewer"))
    page = reviewer.get(_ranking(scored)).content.decode()
    assert "12 cities are ranked" in page
    assert "basis=provisional" in page


def test_a_missing_indicator_says_where_its_weight_went(scored: Scored, client: Client) -> None:
    city = scored.cities[0]
    sheet = client.get(f"/editions/{scored.edition.code}/cities/{city.adcode}/").content.decode()
    assert "missing (its weight goes to the other indicators of" in sheet
    page = client.get(_explain(scored))
    told = page.context["case"].explanation
    assert len(told.missing) == Indicator.objects.count() - (
        scored.run.cities.get(city=city).indicators_present or 0
    )
    assert all(line.heir for line in told.missing)
    # What both sides lack separates them by nothing.
    both = {line.code for line in told.missing if line.other_is_missing}
    assert both
    assert not both & {line.code for line in told.differing}
    assert "missing (its weight goes to" in page.content.decode()


def test_the_explanation_begins_in_words_and_leads_to_the_sources(
    scored: Scored, client: Client
) -> None:
    city = scored.cities[0]
    response = client.get(_explain(scored))
    case, page = response.context["case"], response.content.decode()
    assert f"Rank {case.explanation.rank} of 12 with {case.explanation.score:.2f}; " in page
    assert f"{len(case.explanation.missing)} indicators are missing." in page
    answer = Answer.objects.filter(city=city)[0]
    assert f'href="/answers/{answer.pk}/"' in page
    leaf = next(line for line in case.explanation.lines if line.is_leaf)
    sheet = f"/editions/{scored.edition.code}/cities/{city.adcode}/"
    assert f'href="{sheet}?basis=approved#i-{leaf.code}"' in page
    assert f'id="i-{leaf.code}"' in client.get(sheet).content.decode()
    assert '<details class="branch" id="d-G"' in page


def test_every_line_stands_in_the_tree_once(scored: Scored, client: Client) -> None:
    told = client.get(_explain(scored)).context["case"].explanation
    inside = [
        line
        for domain in told.domains
        for line in [domain.line, *(g.line for g in domain.branches)]
    ]
    inside += [line for domain in told.domains for g in domain.branches for line in g.rows]
    assert len(inside) == len(told.lines) - 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [("试验", "Several cities fit"), ("nowhere", "No city fits")],
)
def test_a_typed_city_that_is_not_clear(
    typed: str, says: str, scored: Scored, client: Client
) -> None:
    page = client.get(_explain(scored), {"city": typed})
    assert page.status_code == 200
    assert says in page.content.decode()


def test_one_fitting_city_is_taken_and_the_city_itself_refused(
    scored: Scored, client: Client
) -> None:
    other = scored.cities[3]
    answer = client.get(_explain(scored), {"city": other.name})
    assert answer["Location"].endswith(f"?against={other.adcode}")
    itself = client.get(_explain(scored), {"against": scored.cities[0].adcode})
    assert "This is the city itself" in itself.content.decode()


def test_refusals_are_said_in_the_language_of_the_page(scored: Scored) -> None:
    stranger = make_city()
    chinese = browser(make_user("analyst", "zh"), language="zh-hans")
    page = chinese.get(f"/runs/{scored.run.pk}/cities/{stranger.adcode}/explain/")
    assert "这次运行中没有该城市" in page.content.decode()
    other = make_edition("2024-other", inputs_version=1)
    run = compute(other)["approved"]
    both = chinese.get(f"/runs/compare/?old={scored.run.pk}&new={run.pk}").content.decode()
    assert "两次运行的指标或城市不同" in both


def test_an_analyst_reads_that_documents_are_kept(scored: Scored, client: Client) -> None:
    city = scored.cities[0]
    address = f"/editions/{scored.edition.code}/cities/{city.adcode}/"
    count = Evidence.objects.filter(city=city, personal=False).count()
    page = client.get(address)
    assert page.context["kept"] == count
    assert "only coders and reviewers can open" in page.content.decode()
    assert browser(make_user("reviewer")).get(address).context["kept"] == 0


def test_scores_have_the_same_decimals_on_every_page(scored: Scored, client: Client) -> None:
    row = scored.run.cities.get(composite_rank=1)
    shown = f"{row.composite:.2f}"
    for address in (
        _ranking(scored),
        f"/editions/{scored.edition.code}/cities/{row.city.adcode}/",
        f"/runs/{scored.run.pk}/",
        f"/runs/{scored.run.pk}/cities/{row.city.adcode}/explain/",
    ):
        assert f">{shown}<" in client.get(address).content.decode(), address
