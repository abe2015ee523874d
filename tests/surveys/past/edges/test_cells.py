"""Cells that a spreadsheet spoilt: read as they were meant, or refused with the reason."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel

from surveys.forms.days import Near
from surveys.past.reading.cells import Day, address_read, day_reader, optional_text
from surveys.past.reading.columns import SheetKind, fields_of
from surveys.past.reading.workbook import rows_read, workbook_sheets
from surveys.sheets.cells import Cell, Oddity
from surveys.sheets.door import table_check
from surveys.sheets.faults import Problem

NEAR = Near(since=datetime.date(2025, 1, 1))
read_day = day_reader(NEAR)


def cell(value: Any, oddity: Oddity = Oddity.NONE) -> Cell:
    return Cell(2, 1, value, oddity)


def refused(found: object) -> str:
    return found.fault.value if isinstance(found, Problem) else f"read as {found!r}"


@pytest.mark.parametrize("number", [3.1, 3.2, 3.3, 10.1, 12.2])
def test_a_day_that_lost_its_zero_is_asked_about(number: float) -> None:
    """3.10 and 3.1 are one number."""
    assert refused(read_day(cell(number))) == "lost_zero"


@pytest.mark.parametrize(
    ("value", "day"),
    [(3.15, (3, 15)), (3.4, (3, 4)), ("3.1", (3, 1)), ("3.10", (3, 10)), (1231.0, (12, 31))],
)
def test_a_day_without_a_year_that_can_be_only_one(value: Any, day: tuple[int, int]) -> None:
    assert read_day(cell(value)) == Day(datetime.date(2025, *day), yearless=True)


@pytest.mark.parametrize("text", ["0315", "315日", "3-15", "３月１５日"])
def test_a_day_without_a_year_is_told_in_every_spelling(text: str) -> None:
    found = read_day(cell(text))
    assert not isinstance(found, Day) or found.yearless


def test_numbers_of_a_workbook_that_counts_from_1904() -> None:
    """Programs for the Macintosh did; where the cell has no date format, only the book tells."""
    day = datetime.date(2025, 3, 4)
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "经过"
    sheet.append(["函件编号", "事件", "日期"])
    sheet.append(["L1", "telephone", day])
    sheet.append(["L1", "telephone", to_excel(day, epoch=CALENDAR_MAC_1904)])
    stream = io.BytesIO()
    book.save(stream)
    document = table_check(name="轮次.xlsx", content=stream.getvalue())
    rows = rows_read(workbook_sheets(document), NEAR)
    assert [record.values["date"].date for record in rows.events] == [day, day]


@pytest.mark.parametrize(
    "value", [2025030112345678901.0, 123456789012345678.0, "2.02503E+18", "1E+17"]
)
def test_a_number_that_lost_its_last_digits_is_no_text(value: Any) -> None:
    assert refused(optional_text(80)(cell(value))) == "lost_digits"


@pytest.mark.parametrize("value", [202503011234567.0, "1E", "2E-17号", "2025030112345678901"])
def test_other_numbers_are_texts(value: Any) -> None:
    assert isinstance(optional_text(80)(cell(value)), str)


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#DIV/0!", "########"])
def test_what_a_failed_formula_shows_is_no_text(text: str) -> None:
    assert refused(optional_text(80)(cell(text))) == "error"


def _field(kind: SheetKind, name: str) -> Callable[[Cell], object]:
    return next(field.read for field in fields_of(kind, NEAR) if field.name == name)


@pytest.mark.parametrize(
    ("kind", "name"), [(SheetKind.LETTERS, "number"), (SheetKind.REPLIES, "letter")]
)
def test_a_number_that_became_a_date_is_refused(kind: SheetKind, name: str) -> None:
    read = _field(kind, name)
    assert refused(read(cell("2025-01-02", Oddity.DATE))) == "turned_date"
    assert read(cell("1-2")) == "1-2"


def test_a_day_may_stand_in_a_free_text() -> None:
    assert _field(SheetKind.ANSWERS, "detail")(cell("2025-01-02", Oddity.DATE)) == "2025-01-02"


@pytest.mark.parametrize("text", ["Ｌ００１", "L001\u200b", "\ufeffL001\u00a0"])
def test_rows_call_each_other_whatever_cannot_be_seen(text: str) -> None:
    assert _field(SheetKind.REPLIES, "letter")(cell(text)) == "L001"


@pytest.mark.parametrize("text", ["javascript:alert(1)", "见附件", "ftp:/x", "https://"])
def test_words_are_no_address(text: str) -> None:
    assert refused(address_read(cell(text))) == "not_an_address"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.org/文件.html?a=1", "https://example.org/文件.html?a=1"),
        ("www.example.org/a", "https://www.example.org/a"),
        ("无", None),
    ],
)
def test_an_address_is_one_as_the_form_takes_it(text: str, address: str | None) -> None:
    assert address_read(cell(text)) == address
