"""A run, the list of runs, and two of them compared."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.methods.services import edition_choose_method
from scoring.models import CityScore, IndicatorValue, ScoreRun
from scoring.reference.services import method_load
from surveys.models import Answer
from surveys.open_edition import edition_touch
from tests.builders import Cast, make_city, make_edition
from tests.scoring.rows import make_run
from tests.scoring.scored import Scored, compute
from tests.web.page import Page, number, visit
from tests.web.people import browser

pytestmark = pytest.mark.django_db
COMPARE = "/runs/compare/"


def _run_numbers(page: Page) -> list[int]:
    """In the order of the list."""
    firsts = [row[0].split()[0] for row in page.rows if row and row[0]]
    return [int(first) for first in firsts if first.isdecimal()]


def _moved(scored: Scored) -> ScoreRun:
    """The run after one statistic and one answer of the first city, and the method, changed."""
    city = scored.cities[0]
    IndicatorValue.objects.filter(city=city, indicator__code="R1.1.1").update(value=1e3)
    Answer.objects.filter(city=city, question__code="gep_standard").update(
        choice={"yes": "no", "no": "yes"}[
            Answer.objects.get(city=city, question__code="gep_standard").choice
        ]
    )
    edition_touch(edition=scored.edition)
    changed = replace(Method.default(), normalise=make_step("normalise", "zscore"))
    version = method_load(method=changed, name="zscore")
    edition_choose_method(actor=scored.coder, edition=scored.edition, version=version)
    return compute(scored.edition)["approved"]


def test_a_run_says_what_it_rests_on(scored_world: Scored, analyst: Client) -> None:
    run = scored_world.run
    page = visit(analyst, f"/runs/{run.pk}/")
    for fact in (run.input_hash, str(run.method), "2025-scored", "Approved", run.code_version):
        assert fact in page.text
    best = CityScore.objects.filter(run=run).order_by("composite_rank")[:10]
    assert page.cities == [score.city.adcode for score in best]
    visit(analyst, f"/runs/{run.pk + 1000}/", status=404)


def test_a_run_says_what_it_noticed(scored_world: Scored, analyst: Client) -> None:
    IndicatorValue.objects.filter(indicator__code="R1.1.1").update(value=7.0)
    edition_touch(edition=scored_world.edition)
    run = compute(scored_world.edition)["approved"]
    page = visit(analyst, f"/runs/{run.pk}/")
    (noticed,) = [row for row in page.rows if len(row) == 3 and row[1].startswith("R1.1.1 ")]
    assert noticed[0] == "warning"
    assert "All present values are 7" in noticed[2]
    assert "Nothing unusual" not in page.text


def test_the_bundle_of_open_answers_is_for_those_who_decide(
    scored_world: Scored, cast: Cast
) -> None:
    provisional, approved = scored_world.runs["provisional"], scored_world.run
    for role, status in {"outsider": 403, "coder": 403, "reviewer": 200}.items():
        client = browser(getattr(cast, role))
        bundle = f"/runs/{provisional.pk}/bundle.zip"
        assert client.get(bundle).status_code == status
        page = visit(client, f"/runs/{provisional.pk}/", status=status)
        assert page.leads_to(bundle) is (status == 200)
    answer = browser(cast.outsider).get(f"/runs/{approved.pk}/bundle.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as bundle_file:
        assert bundle_file.testzip() is None
        assert any(name.endswith(".json") for name in bundle_file.namelist())


def test_the_newest_run_stands_first(scored_world: Scored, cast: Cast) -> None:
    newer = _moved(scored_world)
    foreign = make_run(make_edition("2024-other", inputs_version=3))
    numbers = _run_numbers(visit(browser(cast.reviewer), "/editions/2025-scored/runs/"))
    own = list(ScoreRun.objects.filter(edition=scored_world.edition).values_list("pk", flat=True))
    assert set(numbers[: len(own)]) == set(own)
    assert numbers[0] > numbers[len(own) - 1]
    assert newer.pk in numbers[:2]
    assert numbers[len(own) :] == [foreign.pk]
    approved = _run_numbers(visit(browser(cast.outsider), "/editions/2025-scored/runs/"))
    assert approved == [pk for pk in numbers if pk in _approved()]


def _approved() -> set[int]:
    return set(ScoreRun.objects.filter(basis="approved").values_list("pk", flat=True))


def test_runs_are_divided_into_pages(scored_world: Scored, analyst: Client) -> None:
    edition = make_edition("2026-many")
    runs = [make_run(edition, inputs_version=number).pk for number in range(1, 54)]
    first = _run_numbers(visit(analyst, "/editions/2026-many/runs/"))
    second = _run_numbers(visit(analyst, "/editions/2026-many/runs/", page=2))
    foreign = [scored_world.run.pk]
    assert (first[:50], sorted(first[50:], reverse=True)) == (runs[:2:-1], foreign)
    assert (second[:3], sorted(second[3:], reverse=True)) == (runs[2::-1], foreign)


def test_no_run_yet_is_said(analyst: Client) -> None:
    make_edition("2026-new")
    assert "Nothing has been computed yet" in visit(analyst, "/editions/2026-new/runs/").text
    visit(analyst, "/editions/2099-none/runs/", status=404)


def test_a_move_is_told_apart_by_its_causes(scored_world: Scored, analyst: Client) -> None:
    old, new = scored_world.run, _moved(scored_world)
    page = visit(analyst, COMPARE, old=old.pk, new=new.pk)
    places = []
    for city in scored_world.cities:
        row = page.row(city.name)
        before, after = (
            CityScore.objects.get(run=run, city=city).composite_rank for run in (old, new)
        )
        assert row[1] == f"{before} → {after}"
        assert before is not None
        assert after is not None
        assert number(row[2]) == before - after
        assert sum(map(number, row[3:6])) == pytest.approx(before - after, abs=0.16)
        places.append(abs(before - after))
    shown = [abs(number(row[2])) for row in page.rows if len(row) == 7 and "→" in row[1]]
    assert shown == sorted(places, reverse=True)
    assert any(places)
    compared = analyst.get(COMPARE, {"old": old.pk, "new": new.pk}).context["comparison"]
    assert [path for path, _before, _now in compared.method_changes] != []
    assert (compared.changed_cells, compared.changed_coded_cells) == (1, 1)


def test_a_run_against_itself_moves_nobody(scored_world: Scored, analyst: Client) -> None:
    run = scored_world.run.pk
    page = visit(analyst, COMPARE, old=run, new=run)
    assert {row[2] for row in page.rows if len(row) == 7 and "→" in row[1]} == {"0"}
    assert "1.0000 Kendall" in page.text


@pytest.mark.parametrize("query", [{}, {"old": "1"}, {"old": "x", "new": "y"}])
def test_two_runs_have_to_be_chosen(analyst: Client, query: dict[str, Any]) -> None:
    if query == {"old": "1"}:
        make_city()
        query = {"old": str(make_run(make_edition("2026-one")).pk)}
    assert "Choose two runs" in visit(analyst, COMPARE, **query).text


def test_runs_of_other_cities_cannot_be_compared(scored_world: Scored, analyst: Client) -> None:
    old = scored_world.run
    make_city()
    edition_touch(edition=scored_world.edition)
    new = compute(scored_world.edition)["approved"]
    page = visit(analyst, COMPARE, old=old.pk, new=new.pk)
    assert "different indicators or cities" in page.text
    visit(analyst, COMPARE, status=404, old=old.pk, new=10**6)


def test_the_parameters_are_complete(scored_world: Scored, analyst: Client) -> None:
    answer = analyst.get(f"/runs/{scored_world.run.pk}/")
    assert json.loads(answer.context["parameters"]) == scored_world.run.method.parameters
