"""A checked table written anew with its refused cells marked, to be mended and sent again."""

from __future__ import annotations

import datetime
import io
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from surveys.sheets.cells import Area, Cell, Oddity, Sheet, letters
from surveys.sheets.faults import Refusal

# As a spreadsheet showed the number, so that it means the same when it is read again.
_SHOWN_AS = {Oddity.PERCENT: "0.00%", Oddity.SCALED: "0,"}
_REFUSED = {"bg_color": "#f8c9c4", "border": 1, "border_color": "#a1231b"}
# What a workbook takes as the name of a sheet; one is its own.
_NAME, _UNFIT, _OWN = 31, re.compile(r"[\[\]:*?/\\\x00-\x1f]"), "history"
# Cells under merged areas that are merged again; a larger area is marked and left apart.
_MOST_MERGED = 20_000

Refused = dict[tuple[int, str], list[str]]
Styles = dict[tuple[bool, str], Any]


def marked_workbook(
    sheets: Sequence[Sheet], refused: Iterable[Refusal], *, created: datetime.datetime
) -> bytes:
    """XLSX bytes: every sheet with its cells where they stood, a refused one in red with the
    reason as its comment; where a whole row or column is refused, its first cell.

    Panes that stay in view do so; other layout and formulas are not kept: what is marked is what
    was read.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": created.replace(tzinfo=None, microsecond=0)})
    styles = _styles(book)
    reasons: dict[str, Refused] = defaultdict(lambda: defaultdict(list))
    for item in refused:
        reasons[item.sheet][item.row or 1, item.column or "A"].append(item.reason)
    for number, (sheet, name) in enumerate(zip(sheets, _names(sheets), strict=True), start=1):
        page = book.add_worksheet(name)
        if sheet.hidden and number > 1:
            page.hide()
        _fill(styles, page, sheet, reasons[sheet.name])
    book.close()
    return stream.getvalue()


def _styles(book: xlsxwriter.Workbook) -> Styles:
    """One for all cells that look alike: a workbook keeps each in memory, and its reader only
    so many."""
    return {
        (refused, shown): book.add_format(
            {**(_REFUSED if refused else {}), **({"num_format": shown} if shown else {})}
        )
        for refused in (True, False)
        for shown in ("", *_SHOWN_AS.values())
        if refused or shown
    }


def _fill(styles: Styles, page: Worksheet, sheet: Sheet, reasons: Refused) -> None:
    if any(sheet.panes):
        page.freeze_panes(*sheet.panes)
    open_reasons = dict(reasons)
    for row in sheet.rows:
        for cell in row.cells.values():
            told = open_reasons.pop((cell.row, letters(cell.column)), [])
            _write(styles, page, cell, told)
    rows = {row.number: row for row in sheet.rows}
    for area in _apart(sheet.merged):
        page.merge_range(
            *(area.first_row - 1, area.first_column - 1, area.last_row - 1, area.last_column - 1),
            "",
        )
        top = rows.get(area.first_row)
        corner = top.cells.get(area.first_column) if top else None
        if corner is not None:
            _write(styles, page, corner, reasons.get((corner.row, letters(corner.column)), []))
    for (number, column), told in open_reasons.items():
        _write(styles, page, Cell(number, _column(column), ""), told)


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """One for each sheet that a workbook takes, as near to its own as that goes."""
    found: list[str] = []
    for number, sheet in enumerate(sheets, start=1):
        name = _UNFIT.sub("_", sheet.name).strip("'")[:_NAME].strip("'") or f"{number}"
        taken = {_OWN, *(one.casefold() for one in found)}
        while name.casefold() in taken:
            name, number = f"{name[: _NAME - 8]} {number}", number + 1
        found.append(name)
    return found


def _apart(areas: Sequence[Area]) -> Iterator[Area]:
    """The areas that can be merged: more than a cell, none over another, all within bounds."""
    covered: set[tuple[int, int]] = set()
    for area in areas:
        size = (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1)
        if size < 2 or len(covered) + size > _MOST_MERGED:
            continue
        cells = set(area.cells())
        if covered.isdisjoint(cells):
            covered |= cells
            yield area


def _write(styles: Styles, page: Worksheet, cell: Cell, reasons: list[str]) -> None:
    style = styles.get((bool(reasons), _SHOWN_AS.get(cell.oddity, "")))
    at = cell.row - 1, cell.column - 1
    if isinstance(cell.value, bool):
        page.write_boolean(*at, cell.value, style)
    elif isinstance(cell.value, float) and math.isfinite(cell.value):
        page.write_number(*at, cell.value, style)
    elif cell.value:
        page.write_string(*at, cell.text, style)
    elif style is not None:
        page.write_blank(*at, None, style)
    if reasons:
        page.write_comment(*at, "\n".join(reasons), {"x_scale": 2, "y_scale": 1.2})


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
