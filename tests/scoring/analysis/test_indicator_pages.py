"""An indicator over all cities, against the run's own arrays and the values that were stored."""

from __future__ import annotations

import numpy as np
import pytest
from django.test import Client

from scoring.models import Indicator, ScoreRun
from scoring.runs.block import Block, block_unpack
from surveys.models import City
from tests.builders import Cast, make_edition
from tests.scoring.scored import Scored
from tests.web.page import number, visit
from tests.web.people import browser

pytestmark = pytest.mark.django_db
ADDRESS = "/editions/2025-scored/indicators/"


def _block(scored: Scored) -> Block:
    return block_unpack(ScoreRun.objects.values_list("block", flat=True).get(pk=scored.run.pk))


def test_every_indicator_has_its_weight_and_its_range(
    scored_world: Scored, analyst: Client
) -> None:
    block, page = _block(scored_world), visit(analyst, ADDRESS)
    assert sum(page.leads_to(f"{ADDRESS}{code}/") for code in block.indicator_codes) == len(
        block.indicator_codes
    )
    for at, code in enumerate(block.indicator_codes):
        cells, raw = page.row(f"{code} "), block.raw[:, at]
        assert number(cells[2]) == pytest.approx(block.weights[at], abs=5e-5)
        assert cells[3].split("/")[0] == str(np.count_nonzero(~np.isnan(raw)))
        held = raw[~np.isnan(raw)]
        if not held.size:
            assert cells[4:7] == ("–", "–", "–")
            continue
        for cell, value in zip(cells[4:7], (held.min(), np.median(held), held.max()), strict=True):
            assert number(cell) == pytest.approx(value, rel=1e-3, abs=5e-5)


def test_the_cities_of_an_indicator_stand_by_score(scored_world: Scored, analyst: Client) -> None:
    block = _block(scored_world)
    code = Indicator.objects.exclude(source="survey").order_by("position")[0].code
    at = block.indicator_codes.index(code)
    page = visit(analyst, f"{ADDRESS}{code}/")
    scores = block.normalised[:, at]
    rows = [(int(row[1]), number(row[3])) for row in page.rows]
    assert [score for _place, score in rows] == pytest.approx(
        sorted(scores.tolist(), reverse=True), abs=0.006
    )
    assert [place for place, _score in rows] == [
        1 + int(np.count_nonzero(scores > score + 1e-9)) for score in sorted(scores)[::-1]
    ]
    for adcode, row in zip(page.cities, page.rows, strict=True):
        raw = block.raw[block.adcodes.index(adcode), at]
        assert number(row[2].split(" ")[0]) == pytest.approx(raw, rel=1e-3)


def test_a_city_without_a_value_stands_last_and_says_so(
    scored_world: Scored, analyst: Client
) -> None:
    block = _block(scored_world)
    holes = np.flatnonzero(np.isnan(block.raw).any(axis=0))
    codes = [block.indicator_codes[at] for at in holes]
    assert codes, "the built edition has a cell without a value"
    page = visit(analyst, f"{ADDRESS}{codes[0]}/")
    assert page.rows[-1][1:4] == ("–", "missing", "–")


def test_a_city_of_the_list_leads_to_its_row(scored_world: Scored, analyst: Client) -> None:
    code = Indicator.objects.order_by("position")[0].code
    city = City.objects.get(pk=scored_world.cities[0].pk)
    page = visit(analyst, f"{ADDRESS}{code}/")
    sheet = f"/editions/2025-scored/cities/{city.adcode}/?basis=approved#i-{code}"
    assert any(link.address == sheet for link in page.links)
    assert f'id="i-{code}"' in analyst.get(sheet.split("#")[0]).content.decode()


def test_there_is_nothing_to_show_before_the_first_run(cast: Cast, analyst: Client) -> None:
    make_edition("2030-empty")
    assert "Nothing has been computed" in visit(analyst, "/editions/2030-empty/indicators/").text


def test_provisional_numbers_are_for_reviewers(scored_world: Scored, cast: Cast) -> None:
    asked = f"{ADDRESS}?basis=provisional"
    assert browser(cast.coder).get(asked).context["basis"] == "approved"
    assert browser(cast.reviewer).get(asked).context["basis"] == "provisional"


def test_a_run_that_cannot_be_read_is_said(scored: Scored, analyst: Client) -> None:
    ScoreRun.objects.filter(pk=scored.run.pk).update(block=b"")
    for address in (ADDRESS, f"{ADDRESS}G1.1.1/"):
        assert "cannot be read" in visit(analyst, address).text
