"""Text tables as filled cells: encodings and separators that spreadsheet programs write."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.files.document import Document, decode_text
from surveys.sheets.cells import HEADER_ROWS, MAX_CELLS, MAX_COLUMN, MAX_ROW, Cell, Row, Sheet
from surveys.sheets.faults import SHOWN

SEPARATORS = (",", ";", "\t")
HasHead = Callable[[Sequence[Row], bool], bool]
"""Whether the rows hold a header; the flag asks for one whose columns are all known."""


def text_read(document: Document, has_head: HasHead) -> Sheet:
    """The table; the separator is the one under which a header row appears.

    Guessing from counted characters goes wrong on decimal commas and on remarks; the
    header is known, so nothing has to be guessed.
    """
    text = decode_text(document.content)
    if text is None:
        raise Refused(
            _("%(name)s is neither UTF-8 nor GB 18030 text.") % {"name": document.name},
            field="files",
        )
    title = PurePath(document.name).stem
    try:
        separator = _separator(text, has_head)
        rows = _rows(document.name, text, separator)
    except csv.Error as error:
        raise Refused(
            _("%(name)s cannot be read as a table (%(error)s). Save it as XLSX or CSV again.")
            % {"name": document.name, "error": str(error)[:SHOWN]},
            field="files",
        ) from error
    return Sheet(title, rows, separator=separator)


def _separator(text: str, has_head: HasHead) -> str:
    heads = {separator: _head(text, separator) for separator in SEPARATORS}
    for strict in (True, False):
        for separator, head in heads.items():
            if has_head(head, strict):
                return separator
    return SEPARATORS[0]


def _head(text: str, separator: str) -> tuple[Row, ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return tuple(_row(i, raw) for i, raw in enumerate(itertools.islice(reader, HEADER_ROWS), 1))


def _rows(name: str, text: str, separator: str) -> tuple[Row, ...]:
    rows: list[Row] = []
    cells = 0
    # Strict: a quotation mark that is never closed would swallow all rows after it.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for number, raw in enumerate(_told(reader), 1):
        row = _row(number, raw)
        cells += len(row.cells)
        if number > MAX_ROW or cells > MAX_CELLS or max(row.cells, default=0) > MAX_COLUMN:
            raise Refused(
                _("%(name)s is too large: at most %(rows)d rows and %(cells)d filled cells.")
                % {"name": name, "rows": MAX_ROW, "cells": MAX_CELLS},
                field="files",
            )
        if row.cells:
            rows.append(row)
    return tuple(rows)


def _told(reader: Any) -> Iterator[list[str]]:
    """The reader's rows; where it fails, the error names the line."""
    try:
        yield from reader
    except csv.Error as error:
        raise csv.Error(
            _("line %(line)d: %(error)s") % {"line": reader.line_num, "error": error}
        ) from error


def _row(number: int, raw: list[str]) -> Row:
    cells = {
        column: Cell(number, column, value.strip())
        for column, value in enumerate(raw, 1)
        if value.strip()
    }
    return Row(number, cells, len(raw))
