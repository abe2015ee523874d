"""Derived indicators: units converted once, gaps and zero divisors, the project's formulas."""

import csv
from pathlib import Path

import numpy as np
import pytest

from scoring.index.derivation.derive import derive
from scoring.index.refusals import FormulaError

REFERENCE = Path(__file__).resolve().parents[3] / "fixtures" / "reference"
VARIABLES = {
    "revenue": np.array([300.0, 50.0, np.nan]),
    "expenditure": np.array([500.0, 80.0, 10.0]),
    "population": np.array([100.0, 0.0, 20.0]),
    "gdp": np.array([2.0, 1.0, 1.0]),
    "bases": np.array([1.0, 3.0, np.nan]),
}
UNITS = {
    "revenue": "10k yuan",
    "expenditure": "10k yuan",
    "population": "10k persons",
    "gdp": "1e8 yuan",
    "bases": "count",
}


def values(formula: str, unit: str) -> list[float]:
    return derive(formula, VARIABLES, UNITS, unit, subject="X").values.tolist()


def test_units_travel_with_the_operands() -> None:
    assert values("(expenditure - revenue) / population", "yuan/person")[0] == 2.0
    assert values("expenditure / gdp", "%")[0] == 500 * 1e4 / (2 * 1e8) * 100
    assert values("revenue + gdp", "10k yuan")[0] == 300 + 2e4


def test_pure_ratio_becomes_percent_once() -> None:
    assert values("revenue / expenditure", "%")[0] == pytest.approx(60.0, rel=1e-15)
    assert values("revenue / expenditure", "")[0] == 0.6


def test_missing_operand_gives_missing_without_a_finding() -> None:
    result = derive("revenue / expenditure", VARIABLES, UNITS, "%")
    assert np.isnan(result.values[2])
    assert result.findings == ()


def test_division_by_zero_gives_missing_with_a_named_finding() -> None:
    result = derive("expenditure / population", VARIABLES, UNITS, "yuan/person", subject="X")
    assert np.isnan(result.values[1])
    (finding,) = result.findings
    assert (finding.code, finding.subject) == ("division_by_zero", "X")
    assert "1 rows (1)" in finding.detail


def test_total_sums_over_all_units_and_tells_its_gaps() -> None:
    result = derive("bases / total(bases)", VARIABLES, UNITS, "%")
    assert result.values[:2].tolist() == [25.0, 75.0]
    assert [finding.code for finding in result.findings] == ["total_with_gaps"]


def test_total_of_nothing_is_missing() -> None:
    variables = {"bases": np.full(2, np.nan)}
    assert np.isnan(derive("total(bases)", variables, UNITS, "count").values).all()


def test_overflow_is_named_and_missing() -> None:
    variables = {"bases": np.array([1e300, 1.0])}
    result = derive("bases * bases / bases", variables, {"bases": "count"}, "count")
    assert np.isnan(result.values[0])
    assert result.values[1] == 1.0
    assert [finding.code for finding in result.findings] == ["overflow"]


def test_units_that_do_not_fit_are_refused() -> None:
    with pytest.raises(FormulaError, match="cannot become"):
        values("revenue + population", "10k yuan")
    with pytest.raises(FormulaError, match="cannot become"):
        values("revenue / population", "%")
    with pytest.raises(FormulaError, match="unknown variable nothing"):
        values("revenue / nothing", "%")


def read(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_formula_of_the_reference_data_has_units_that_fit() -> None:
    units = {row["code"]: row["stored_unit"] for row in read("variables.csv")}
    variables = {code: np.array([1.0, 3.0]) for code in units}
    percents = 0
    for row in read("indicators.csv"):
        formula = row["derivation"]
        if row["source"] == "survey" or formula.startswith("landuse:"):
            continue
        result = derive(formula, variables, units, row["unit"], subject=row["code"])
        assert result.findings == ()
        percents += row["unit"] == "%" and "/" in formula
    assert percents == 8
