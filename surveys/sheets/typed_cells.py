"""Texts and dates in single cells: what is written, or why the cell is refused."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from surveys.sheets.cells import Cell, Oddity
from surveys.sheets.faults import Problem, SheetFault
from surveys.sheets.numbers import tidy

# What a formula shows that failed, where only its words were kept.
_ERRORS = frozenset(
    {
        *("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!"),
        *("#CALC!", "#FIELD!", "#BLOCKED!", "#GETTING_DATA"),
    }
)
# So many digits survive in a number; what is saved as text keeps even fewer.
_MOST_KEPT = 1e15
_SHORTENED = re.compile(r"[+-]?\d(\.\d+)?E\+\d{2,}", re.ASCII)
_NARROW = re.compile(r"#{3,}")
_WITHOUT_TEXT = {Oddity.ERROR: SheetFault.ERROR, Oddity.NO_RESULT: SheetFault.NO_RESULT}
# Year first; with the day or the month first nobody can tell which is which.
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日)(?: 00:00:00)?",
    re.ASCII,
)


def text_reader(limit: int) -> Callable[[Cell], str | Problem]:
    """Reads a text of at most `limit` characters; what a spreadsheet made of one is none."""

    def read(cell: Cell) -> str | Problem:
        if cell.oddity in _WITHOUT_TEXT:
            return Problem(_WITHOUT_TEXT[cell.oddity])
        text = cell.text.strip()
        if text in _ERRORS or _NARROW.fullmatch(text):
            return Problem(SheetFault.ERROR)
        if _is_shortened(cell, text):
            return Problem(SheetFault.LOST_DIGITS)
        return text if len(text) <= limit else Problem(SheetFault.TOO_LONG, {"limit": limit})

    return read


def _is_shortened(cell: Cell, text: str) -> bool:
    if isinstance(cell.value, float):
        return abs(cell.value) >= _MOST_KEPT
    return _SHORTENED.fullmatch(text) is not None


def date_read(cell: Cell) -> datetime.date | Problem:
    """A cell formatted as a date, or a text of year, month and day in this order."""
    if cell.oddity in _WITHOUT_TEXT:
        return Problem(_WITHOUT_TEXT[cell.oddity])
    found = _DATE.fullmatch(tidy(cell.text)) if isinstance(cell.value, str) else None
    if found is None:
        return Problem(SheetFault.NOT_A_DATE)
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return Problem(SheetFault.NOT_A_DATE)
