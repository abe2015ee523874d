"""Text tables as filled cells, by each separator that spreadsheet programs write."""

from __future__ import annotations

import csv
import io
import itertools
import re

from surveys.limited.fault import Fault
from surveys.sheets.cells import (
    HEADER_ROWS,
    MAX_CELLS,
    MAX_COLUMN,
    MAX_ROW,
    MAX_TEXT,
    Cell,
    Row,
    Sheet,
)
from surveys.sheets.readers.texts import plain_text

SEPARATORS = (",", ";", "\t")
_SHOWN = 60
# So an export keeps a spreadsheet from making a number of 00123.
_FORCED = re.compile(r'^="([^"]*)"$')


def text_read(text: str, title: str) -> list[Sheet]:
    """The same table once for each separator that stands in its first rows.

    Guessing from counted characters goes wrong on decimal commas and on remarks: who asks
    knows the header, and takes the table that has it.
    """
    head = "".join(itertools.islice(io.StringIO(text), 4 * HEADER_ROWS))
    wanted = [separator for separator in SEPARATORS if separator in head] or [SEPARATORS[0]]
    return [_sheet(text, title, separator) for separator in wanted]


def _sheet(text: str, title: str, separator: str) -> Sheet:
    rows: list[Row] = []
    cells = 0
    # Strict: a quotation mark that is never closed would swallow all rows after it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, raw in enumerate(reader, 1):
            row = _row(number, raw)
            cells += len(row.cells)
            if number > MAX_ROW or cells > MAX_CELLS or max(row.cells, default=0) > MAX_COLUMN:
                raise Fault("table_too_large")
            if row.cells:
                rows.append(row)
    except csv.Error as error:
        fault = ("text_broken", reader.line_num, str(error)[:_SHOWN])
        return Sheet(title, tuple(rows[:HEADER_ROWS]), separator=separator, fault=fault)
    return Sheet(title, tuple(rows), separator=separator)


def _row(number: int, raw: list[str]) -> Row:
    cells = {
        column: Cell(number, column, text[:MAX_TEXT])
        for column, value in enumerate(raw, 1)
        if (text := _FORCED.sub(r"\1", plain_text(value).strip()))
    }
    return Row(number, cells, len(raw))
