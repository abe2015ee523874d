"""Numbers as typed, and what each indicator takes."""

import pytest

from scoring.inputs.table.faults import Fault
from scoring.inputs.table.ranges import value_problem, year_problem
from scoring.inputs.table.value_cells import cell_number, cell_year
from surveys.sheets.cells import Cell
from surveys.sheets.faults import Problem, SheetFault
from tests.scoring.inputs.sheets import THIS_YEAR, indicator


@pytest.mark.parametrize(
    ("code", "value", "fault"),
    [
        ("G1.1.1", 0.5, Fault.YES_OR_NO),
        ("G1.1.1", 2, Fault.YES_OR_NO),
        ("G1.3.2", 5, Fault.OUT_OF_RANGE),
        ("G1.3.2", 1.5, SheetFault.NOT_WHOLE),
        ("G1.2.1", -1, Fault.TOO_SMALL),
        ("G1.2.1", 1.5, SheetFault.NOT_WHOLE),
        ("R1.1.1", -0.1, Fault.TOO_SMALL),
        ("R1.1.1", 9_600_001, Fault.OUT_OF_RANGE),
        ("R3.2.1", 1e12, Fault.OUT_OF_RANGE),
        ("R1.1.1", 1e16, Fault.OUT_OF_RANGE),
        ("R2.1.1", 100.01, Fault.OUT_OF_RANGE),
        ("R2.1.1", -1, Fault.OUT_OF_RANGE),
        ("C2.2.1", 1000.5, Fault.OUT_OF_RANGE),
        ("M1.1.1", -5, Fault.TOO_SMALL),
        ("M1.1.1", 1e16, Fault.TOO_LARGE),
        ("M1.1.1", float("inf"), SheetFault.NOT_FINITE),
        ("M1.1.1", float("nan"), SheetFault.NOT_FINITE),
    ],
)
def test_impossible_values_are_refused(code: str, value: float, fault: Fault) -> None:
    problem = value_problem(indicator(code), value)
    assert problem is not None
    assert problem.fault == fault
    assert "%(" not in problem.reason


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("G1.1.1", 1),
        ("G1.3.2", 4),
        ("G1.2.1", 0),
        ("R1.1.1", 0),
        ("R1.1.1", 9_600_000),
        ("R2.1.1", 100),
        ("C2.2.1", 160),  # spending above GDP
        ("C2.3.1", -5),  # revenue above spending
    ],
)
def test_possible_values_are_taken(code: str, value: float) -> None:
    assert value_problem(indicator(code), value) is None


def test_a_percent_sign_is_answered_with_the_number_to_write() -> None:
    problem = cell_number(Cell(1, 1, "12.3％"), indicator("R2.1.1"))
    assert problem == Problem(Fault.PERCENT_SIGN, {"number": "12.3", "unit": "%"})
    other = cell_number(Cell(1, 1, "12.3%"), indicator("R1.1.1"))
    assert other == Problem(Fault.PERCENT_OTHER_UNIT, {"unit": "km2"})
    assert cell_number(Cell(1, 1, "%"), indicator("R2.1.1")) == Problem(SheetFault.NOT_A_NUMBER)


@pytest.mark.parametrize(("word", "value"), [("是", 1.0), ("否", 0.0), (True, 1.0), ("１", 1.0)])
def test_yes_and_no_are_words_of_binary_indicators(word: str | bool, value: float) -> None:
    assert cell_number(Cell(1, 1, word), indicator("G1.1.1")) == value
    if word != "１":
        assert cell_number(Cell(1, 1, word), indicator("R1.1.1")) == Problem(
            SheetFault.NOT_A_NUMBER
        )


@pytest.mark.parametrize("year", [2020.0, "2020", "２０２０年", THIS_YEAR])
def test_reference_years_are_read(year: float | str) -> None:
    value = cell_year(Cell(1, 1, year), this_year=THIS_YEAR)
    assert value in (2020, THIS_YEAR)


@pytest.mark.parametrize("year", [1900, THIS_YEAR + 1, 2020.5, "abc", "", True])
def test_impossible_years_are_refused(year: float | str) -> None:
    problem = cell_year(Cell(1, 1, year), this_year=THIS_YEAR)
    assert isinstance(problem, Problem)
    assert problem.fault == SheetFault.YEAR
    assert str(THIS_YEAR) in problem.reason
    assert year_problem(1949, this_year=THIS_YEAR) is None
