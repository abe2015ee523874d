"""Dates in the formats of East Asian Excel, which arrive as serial numbers elsewhere."""

from __future__ import annotations

import datetime

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from surveys.sheets.cells import Oddity
from surveys.sheets.readers.formats import is_date, is_percent, is_scaled
from tests.surveys.sheets.tables import repacked, saved, tables, workbook

STYLES = "xl/styles.xml"


@pytest.mark.parametrize("number", [*range(27, 37), *range(50, 59)])
def test_a_built_in_format_that_no_file_spells_out_is_a_date(number: int) -> None:
    def as_date(sheet: Worksheet) -> None:
        sheet["B2"].number_format = "0.000"

    document = workbook([["城市", "值"], ["北京市", 441]], change=as_date)
    changed = repacked(
        document, {STYLES: (r'numFmtId="16[4-9]"(?= fontId)', f'numFmtId="{number}"')}
    )
    cell = tables(changed)[0].rows[1].cells[2]
    assert cell.oddity == Oddity.DATE
    assert str(cell.value).startswith("1901-03-16")


@pytest.mark.parametrize(
    "code",
    [
        'yyyy"年"m"月"d"日"',
        "yyyy年m月d日",
        "[$-804]yyyy年m月",
        '[DBNum1][$-804]yyyy"年"m"月"',
        "[$-411]ge.m.d",
        'e"年"m"月"',
        "aaaa",
        "m/d",
        "[h]:mm",
        "yyyy/m/d;@",
    ],
)
def test_formats_of_dates(code: str) -> None:
    assert is_date(code)


@pytest.mark.parametrize(
    "code",
    [
        *("General", "G/通用格式", 'G/通用格式"年"', '0"年"', "#,##0.00", "0.00E+00", '0.0"亩"'),
        *("[红色]0.0", "[Red]0.0", "0_d", r"0\d", "@", "0%", '0"month"', "¥#,##0"),
    ],
)
def test_formats_of_numbers(code: str) -> None:
    assert not is_date(code)


def test_percent_signs_in_quotes_change_nothing() -> None:
    assert is_percent("0.0%")
    assert is_percent('0%" 左右"')
    assert not is_percent('0.0"%"')
    assert not is_percent(r"0.0\%")


def test_a_number_with_a_year_sign_stays_a_number() -> None:
    def with_sign(sheet: Worksheet) -> None:
        sheet["B2"].number_format = '0"年"'

    cell = (
        tables(workbook([["城市", "年份"], ["北京市", 2020]], change=with_sign))[0].rows[1].cells[2]
    )
    assert (cell.value, cell.oddity) == (2020.0, Oddity.NONE)


def test_dates_of_the_epoch_of_1904_are_the_day_they_show() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["城市", "值"])
    book.active.append(["北京市", datetime.date(2026, 1, 2)])
    assert tables(saved(book))[0].rows[1].cells[2].value == "2026-01-02"


@pytest.mark.parametrize("code", ["0.0,", "0!.0,", "#,##0,", '0.00,,"百万"', "0,;-0,"])
def test_formats_that_show_a_thousandth(code: str) -> None:
    """12,345,678 shown as 12,345.7: nobody can tell which of the two is meant."""
    assert is_scaled(code)

    def scaled(sheet: Worksheet) -> None:
        sheet["B2"].number_format = code

    document = workbook([["城市", "值"], ["北京市", 12345678]], change=scaled)
    assert tables(document)[0].rows[1].cells[2].oddity == Oddity.SCALED


@pytest.mark.parametrize("code", ["#,##0", "#,##0.00", '0","', "General", "#,##0_);(#,##0)"])
def test_commas_between_digits_scale_nothing(code: str) -> None:
    assert not is_scaled(code)
