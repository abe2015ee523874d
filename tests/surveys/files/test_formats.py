"""Numbers of a workbook, columns of a line and pieces of a page, at each of their bounds."""

from __future__ import annotations

import pytest

from surveys.files.readers.formats import Formats
from surveys.files.readers.layout import Piece, lines_of
from surveys.files.readers.xlsx import _column

DATES = (14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58)
TIMES = (18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56)
NEITHER = (1, 2, 11, 12, 13, 23, 26, 37, 44, 48, 49, 59)


def shown(value: str, number: int, code: str = "", *, from_1904: bool = False) -> str:
    formats = Formats(from_1904=from_1904)
    formats.start("xf", {"numFmtId": "9"})  # of a named style, not of cells
    formats.start("numFmt", {"numFmtId": str(number), "formatCode": code})
    formats.start("cellXfs", {})
    formats.start("xf", {"numFmtId": "0"})
    formats.start("xf", {"numFmtId": str(number)})
    formats.end("cellXfs")
    return formats.shown(value, "1")


def test_the_numbers_that_stand_for_dates_and_times() -> None:
    assert {shown("45292.5", number) for number in DATES} == {"2024-01-01"}
    assert {shown("45292.5", number) for number in TIMES} == {"12:00"}
    assert shown("45292.5", 22) == "2024-01-01 12:00"
    assert {shown("45292.5", number) for number in NEITHER} == {"45292.5"}
    assert shown("0.5", 22) == "12:00"
    assert shown("1", 22) == "1899-12-31 00:00"


@pytest.mark.parametrize(
    ("value", "number", "code", "text"),
    [
        ("0.5", 9, "", "50%"),
        ("0.5", 10, "", "50.00%"),
        ("0.505", 9, "", "50.5%"),
        ("0.12345", 164, "0.0%", "12.345%"),
        ("0.5", 164, "0.000 %", "50.000%"),
        ("-0.25", 164, "0%;[Red]-0%", "-25%"),
        ("45292", 164, 'yyyy"年"m"月"', "2024-01-01"),
        ("45292.25", 164, "yyyy-mm-dd hh:mm", "2024-01-01 06:00"),
        ("0.25", 164, "[h]:mm", "06:00"),
        ("0.25", 164, "mm:ss", "06:00"),
        ("45292", 164, "m", "2024-01-01"),
        ("45292", 164, '0"m"', "45292"),
        ("45292", 164, "[Red]0", "45292"),
        ("45292", 164, "0\\d", "45292"),
        ("45292", 164, "General", "45292"),
        ("12", 164, "#,##0", "12"),
        ("abc", 14, "", "abc"),
        ("-1", 14, "", "-1.0"),
        ("0", 14, "", "1899-12-30"),
        ("2958465", 14, "", "9999-12-31"),
        ("2958466", 14, "", "2958466.0"),
        ("0.30000000000000004", 1, "", "0.3"),
        ("1234567890123456", 1, "", "1234567890123460"),
        ("123456789012345", 1, "", "123456789012345"),
        ("100.0000000000", 1, "", "100.0000000000"),
        ("100.00000000000", 1, "", "100.00000000000"),
        ("100.000000000000", 1, "", "100"),
        ("1.0000000000000e19", 1, "", "10000000000000000000"),
        ("1.0000000000000e20", 1, "", "1.0000000000000e20"),
        ("1.0000000000000e-20", 1, "", "1.0000000000000e-20"),
        ("0.5", 9_999_999, "0%", "50%"),
        ("0.5", 10_000_000, "0%", "0.5"),
        ("0.5", 164, "0.0000000000%", "50.0000000000%"),
        ("0.5", 164, "0.00000000000%", "50.0000000000%"),
    ],
)
def test_a_number_as_its_format_shows_it(value: str, number: int, code: str, text: str) -> None:
    assert shown(value, number, code) == text


def test_days_begin_with_the_books_own() -> None:
    assert shown("0", 14, from_1904=True) == "1904-01-01"
    plain = Formats(from_1904=False)
    assert (plain.shown("5", ""), plain.shown("5", "7"), plain.shown("5", "x")) == ("5", "5", "5")


def test_a_cell_without_a_style_has_the_first() -> None:
    formats = Formats(from_1904=False)
    formats.start("cellXfs", {})
    for number in ("9", "10"):
        formats.start("xf", {"numFmtId": number})
    assert [formats.shown("0.5", style) for style in ("", "0", "1", "2")] == [
        *("50%", "50%", "50.00%"),
        "0.5",
    ]


@pytest.mark.parametrize(
    ("place", "column"),
    [("A1", 1), ("Z9", 26), ("AA1", 27), ("XFD1", 16384), ("ZZZ1", 16384), ("", 0), ("1", 0)],
)
def test_the_number_of_a_column(place: str, column: int) -> None:
    assert _column(place) == column


def piece(text: str, left: float, base: float = 0.0, size: float = 10.0) -> Piece:
    return Piece(text, left, base, left + size * len(text), size)


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        ([piece("乙", 20), piece("甲", 0)], ["甲 乙"]),
        ([piece("甲", 0), piece("乙", 13)], ["甲乙"]),
        ([piece("甲", 0), piece("乙", 13.1)], ["甲 乙"]),
        ([piece("甲", 0), piece("乙", 22)], ["甲 乙"]),
        ([piece("甲", 0), piece("乙", 22.1)], ["甲\t乙"]),
        ([piece("甲：", 0), piece("乙", 90)], ["甲：乙"]),
        ([piece("甲:", 0), piece("乙", 90)], ["甲:乙"]),
        ([piece("甲", 0), piece("乙", 10, 5)], ["甲乙"]),
        ([piece("甲", 0), piece("乙", 10, 5.1)], ["甲", "乙"]),
        ([piece("甲", 0), piece("乙", 10, 3, 4)], ["甲", "乙"]),
        ([piece("甲", 0, 50), piece("乙", 0, 20), piece("丙", 0, 80)], ["乙", "甲", "丙"]),
        ([piece("甲", 0), piece("甲", 1.9)], ["甲"]),
        ([piece("甲", 0), piece("甲", 2)], ["甲甲"]),
        ([piece("甲", 0), piece("甲", 0, 1.9)], ["甲"]),
        ([piece("甲", 0), piece("甲", 0, 2)], ["甲甲"]),
        ([piece("甲", 0), piece("乙", 0)], ["甲乙"]),
        ([piece("甲乙丙", 0), piece("丁", 5), piece("戊", 31)], ["甲乙丙丁戊"]),
        ([], []),
    ],
)
def test_pieces_of_a_page_as_lines(pieces: list[Piece], lines: list[str]) -> None:
    assert list(lines_of(pieces)) == lines
