"""Columns that can hardly be right: fractions of a percentage, a thousand times last year."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.inputs.batch.sense import Before, Cell, Sensed, doubts
from scoring.inputs.table.faults import Note
from surveys.sheets.faults import Remark
from tests.scoring.inputs.sheets import indicator, indicators

NOTHING = Before({}, {})


def column(code: str, *values: float) -> list[Sensed]:
    return [Sensed("表1", indicator(code), city, value) for city, value in enumerate(values)]


def last(code: str, *values: float) -> Before:
    held = {(city, indicator(code).pk): value for city, value in enumerate(values)}
    return Before(held, held)


def notes(found: list[Remark]) -> list[str]:
    return [remark.note.value for remark in found]


def test_a_percentage_of_fractions_is_doubtful() -> None:
    (remark,) = doubts(column("R2.1.1", 0.953, 1, 0.87, 0.6667, 0.75, 0.98), NOTHING)
    assert remark.note == Note.FRACTIONS
    assert "0.953" in remark.text
    assert "95.3%" in remark.text


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("R2.1.1", (0.953, 1, 87)),  # one of them is a percentage
        ("R2.1.1", (1, 0, 1)),
        ("R2.1.1", (0.5,)),
        ("R1.1.1", (0.5, 0.6, 0.7)),  # square kilometres
        ("G1.1.1", (1, 0, 1)),
    ],
)
def test_what_may_well_be_right_is_not(code: str, values: tuple[float, ...]) -> None:
    assert doubts(column(code, *values), NOTHING) == []


def test_percentages_that_always_were_small_are_not_doubtful() -> None:
    before = last("G3.2.1", 0.4, 0.5, 0.6, 0.7, 0.8)
    assert doubts(column("G3.2.1", 0.5, 0.5, 0.6, 0.7, 0.9), before) == []


@pytest.mark.parametrize("factor", [100, 1000, 10_000])
@pytest.mark.parametrize("near", [0.55, 1.0, 1.9])
@pytest.mark.parametrize("up", [True, False])
def test_a_column_a_power_of_ten_away_from_the_last_values_is_doubtful(
    factor: int, near: float, up: bool
) -> None:
    times = factor * near if up else near / factor
    values = [value * times for value in (50.0, 60.0, 70.0, 80.0, 90.0)]
    found = doubts(column("M1.1.1", *values), last("M1.1.1", 50, 60, 70, 80, 90))
    assert notes(found) == [Note.MAGNITUDE]


@pytest.mark.parametrize("times", [0.3, 1.0, 1.1, 10.0, 40.0, 450.0, 0.1])
def test_other_changes_are_growth_or_anything(times: float) -> None:
    values = [value * times for value in (50.0, 60.0, 70.0, 80.0, 90.0)]
    assert doubts(column("M1.1.1", *values), last("M1.1.1", 50, 60, 70, 80, 90)) == []


def test_four_cities_are_too_few_and_each_column_is_judged_alone() -> None:
    assert doubts(column("M1.1.1", 5000, 6000, 7000, 8000), last("M1.1.1", 50, 60, 70, 80)) == []
    five = last("M1.1.1", 50, 60, 70, 80, 90)
    both = [*column("M1.1.1", 5000, 6000, 7000, 8000, 9000), *column("R1.1.1", 1, 2, 3, 4, 5)]
    assert [remark.details["name"] for remark in doubts(both, five)] == ["M1.1.1 农林牧渔业总产值"]


def held(rng: np.random.Generator) -> dict[Cell, float]:
    """Sixty cities whose eight amounts follow their size."""
    amounts = [item for item in indicators() if item.unit in ("1e8 yuan", "km2")][:8]
    size = rng.normal(2, 0.5, 60)
    return {
        (city, item.pk): float(10 ** (size[city] + rng.normal(0, 0.1)))
        for city in range(60)
        for item in amounts
    }


def test_without_last_values_the_size_is_what_the_other_values_suggest() -> None:
    """As the audit does: the size of a city tells what its other amounts should be."""
    cells = held(np.random.default_rng(7))
    item = next(i for i in indicators() if i.pk == min(pk for _city, pk in cells))
    own = {(city, item.pk): cells.pop((city, item.pk)) for city in range(6)}
    usual = [Sensed("表1", item, city, value) for (city, _pk), value in own.items()]
    assert doubts(usual, Before({}, cells)) == []
    wrong = [Sensed("表1", item, value.city, value.value * 10_000) for value in usual]
    assert notes(doubts(wrong, Before({}, cells))) == [Note.EXPECTED]
