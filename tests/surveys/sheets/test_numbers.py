"""Numbers as typed."""

import pytest

from surveys.sheets.cells import Cell, Row, letters
from surveys.sheets.faults import Problem, SheetFault
from surveys.sheets.numbers import MAX_LENGTH, comma_columns, number_read


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
    assert number_read(word) == Problem(SheetFault.TOO_LONG, {"limit": MAX_LENGTH})
    assert number_read("1" * MAX_LENGTH) == float("1" * MAX_LENGTH)


@pytest.mark.parametrize("word", [",5", ",,5,", "+,5.5", "5,", "1,2,3", "-1,2.5"])
def test_commas_are_doubtful_wherever_they_stand(word: str) -> None:
    assert number_read(word) == Problem(SheetFault.COMMA)


def test_minus_zero_is_zero() -> None:
    assert str(number_read("-0")) == "0.0"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1,234", SheetFault.COMMA),
        ("12,5", SheetFault.COMMA),
        ("1,23,456", SheetFault.COMMA),
        ("nan", SheetFault.NOT_FINITE),
        ("-Infinity", SheetFault.NOT_FINITE),
        ("1e999", SheetFault.NOT_FINITE),
        ("—", SheetFault.PLACEHOLDER),
        ("……", SheetFault.PLACEHOLDER),
        ("N/A", SheetFault.PLACEHOLDER),
        ("/", SheetFault.PLACEHOLDER),
        ("无", SheetFault.PLACEHOLDER),
        ("#DIV/0!", SheetFault.ERROR),
        ("2020-01-02", SheetFault.DATE),
        ("1月2日", SheetFault.DATE),
        ("2-Jan", SheetFault.DATE),
        ("12万", SheetFault.NOT_A_NUMBER),
        ("1_000", SheetFault.NOT_A_NUMBER),
        ("0x1F", SheetFault.NOT_A_NUMBER),
        ("1 234", SheetFault.NOT_A_NUMBER),
        ("٣", SheetFault.NOT_A_NUMBER),
        ("=1+1", SheetFault.NOT_A_NUMBER),
    ],
)
def test_doubtful_numbers_are_named(text: str, fault: SheetFault) -> None:
    assert number_read(text) == Problem(fault)


def test_column_letters() -> None:
    assert [letters(n) for n in (1, 26, 27, 28, 702, 703)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("columns", "separator", "found"),
    [
        (["1,234 5,678"], ",", {1}),
        (["1,234 5,678"], "", {1}),
        (["1,234 5,678"], ";", set()),
        (["1,234 12,5"], ",", set()),
        (["1,234 甲 7"], ",", {1}),
        (["1 2 3"], ",", set()),
        (["1,234", "0,953", "9,999,999"], ",", {1, 3}),
    ],
)
def test_columns_whose_commas_separate_thousands(
    columns: list[str], separator: str, found: set[int]
) -> None:
    """One comma that cannot do so makes all of a column doubtful; semicolons make all."""
    cells = [column.split() for column in columns]
    rows = [
        Row(
            number,
            {
                place: Cell(number, place, words[number - 1])
                for place, words in enumerate(cells, start=1)
                if number <= len(words)
            },
        )
        for number in range(1, 4)
    ]
    assert comma_columns(rows, separator) == found
