"""Numbers as typed, and what each indicator takes."""

import pytest

from scoring.intake.cells import Cell, letters
from scoring.intake.faults import MESSAGES, NOTES, Fault, Note, Problem
from scoring.intake.numbers import MAX_LENGTH, number_read
from scoring.intake.ranges import value_problem, year_problem
from scoring.intake.value_cells import cell_number, cell_year
from tests.scoring.sheets import THIS_YEAR, indicator


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12.5", 12.5),
        ("１２．５", 12.5),
        ("－３", -3.0),
        ("\u22123", -3.0),
        ("+7", 7.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        (" 0 ", 0.0),
        ("\ufeff8", 8.0),
        ("1,234,567", 1234567.0),
        ("1,234.5", 1234.5),
        ("１，２３４．５", 1234.5),
    ],
)
def test_numbers_are_read(text: str, number: float) -> None:
    assert number_read(text) == number


@pytest.mark.parametrize("word", ["1," + "1" * 1_000_000 + "x", "1" * 65, "," * 100_000 + "x"])
def test_endless_numbers_are_refused_before_any_pattern_reads_them(word: str) -> None:
    """A million digits behind a comma took longer than anybody waits."""
    assert number_read(word) == Problem(Fault.TOO_LONG, {"limit": MAX_LENGTH})
    assert number_read("1" * MAX_LENGTH) == float("1" * MAX_LENGTH)


@pytest.mark.parametrize("word", [",5", ",,5,", "+,5.5", "5,", "1,2,3", "-1,2.5"])
def test_commas_are_doubtful_wherever_they_stand(word: str) -> None:
    assert number_read(word) == Problem(Fault.COMMA)


def test_minus_zero_is_zero() -> None:
    assert str(number_read("-0")) == "0.0"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1,234", Fault.COMMA),
        ("12,5", Fault.COMMA),
        ("1,23,456", Fault.COMMA),
        ("nan", Fault.NOT_FINITE),
        ("-Infinity", Fault.NOT_FINITE),
        ("1e999", Fault.NOT_FINITE),
        ("—", Fault.PLACEHOLDER),
        ("……", Fault.PLACEHOLDER),
        ("N/A", Fault.PLACEHOLDER),
        ("/", Fault.PLACEHOLDER),
        ("无", Fault.PLACEHOLDER),
        ("#DIV/0!", Fault.ERROR),
        ("2020-01-02", Fault.DATE),
        ("1月2日", Fault.DATE),
        ("2-Jan", Fault.DATE),
        ("12万", Fault.NOT_A_NUMBER),
        ("1_000", Fault.NOT_A_NUMBER),
        ("0x1F", Fault.NOT_A_NUMBER),
        ("1 234", Fault.NOT_A_NUMBER),
        ("٣", Fault.NOT_A_NUMBER),
        ("=1+1", Fault.NOT_A_NUMBER),
    ],
)
def test_doubtful_numbers_are_named(text: str, fault: Fault) -> None:
    assert number_read(text) == Problem(fault)


@pytest.mark.parametrize(
    ("code", "value", "fault"),
    [
        ("G1.1.1", 0.5, Fault.YES_OR_NO),
        ("G1.1.1", 2, Fault.YES_OR_NO),
        ("G1.3.2", 5, Fault.OUT_OF_RANGE),
        ("G1.3.2", 1.5, Fault.NOT_WHOLE),
        ("G1.2.1", -1, Fault.TOO_SMALL),
        ("G1.2.1", 1.5, Fault.NOT_WHOLE),
        ("R1.1.1", -0.1, Fault.TOO_SMALL),
        ("R2.1.1", 100.01, Fault.OUT_OF_RANGE),
        ("R2.1.1", -1, Fault.OUT_OF_RANGE),
        ("C2.2.1", 1000.5, Fault.OUT_OF_RANGE),
        ("M1.1.1", -5, Fault.TOO_SMALL),
        ("M1.1.1", 1e16, Fault.TOO_LARGE),
        ("M1.1.1", float("inf"), Fault.NOT_FINITE),
        ("M1.1.1", float("nan"), Fault.NOT_FINITE),
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
    assert cell_number(Cell(1, 1, "%"), indicator("R2.1.1")) == Problem(Fault.NOT_A_NUMBER)


@pytest.mark.parametrize(("word", "value"), [("是", 1.0), ("否", 0.0), (True, 1.0), ("１", 1.0)])
def test_yes_and_no_are_words_of_binary_indicators(word: str | bool, value: float) -> None:
    assert cell_number(Cell(1, 1, word), indicator("G1.1.1")) == value
    if word != "１":
        assert cell_number(Cell(1, 1, word), indicator("R1.1.1")) == Problem(Fault.NOT_A_NUMBER)


@pytest.mark.parametrize("year", [2020.0, "2020", "２０２０年", THIS_YEAR])
def test_reference_years_are_read(year: float | str) -> None:
    value = cell_year(Cell(1, 1, year), this_year=THIS_YEAR)
    assert value in (2020, THIS_YEAR)


@pytest.mark.parametrize("year", [1900, THIS_YEAR + 1, 2020.5, "abc", "", True])
def test_impossible_years_are_refused(year: float | str) -> None:
    problem = cell_year(Cell(1, 1, year), this_year=THIS_YEAR)
    assert isinstance(problem, Problem)
    assert problem.fault == Fault.YEAR
    assert str(THIS_YEAR) in problem.reason
    assert year_problem(1949, this_year=THIS_YEAR) is None


def test_every_fault_and_note_has_words() -> None:
    assert set(MESSAGES) == set(Fault)
    assert set(NOTES) == set(Note)


def test_column_letters() -> None:
    assert [letters(n) for n in (1, 26, 27, 28, 702, 703)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
