"""One file as sheets of filled cells, whatever kind of table it is."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Any

from surveys.errors import Refused
from surveys.files.document import Document
from surveys.files.faults import failure_words, fault_words
from surveys.limited.call import Bounds, Failed, limited_call
from surveys.limited.fault import Fault
from surveys.sheets.cells import Area, Cell, Oddity, Row, Sheet
from surveys.sheets.unreadable import table_words

HasHead = Callable[[Sequence[Row], bool], bool]
"""Whether the rows hold a header; the flag asks for one whose columns are all known."""

# A table is longer than a letter: the largest that is taken is read in about ten seconds.
BOUNDS = Bounds(work_seconds=40, clock_seconds=60, answer=16 * 1024 * 1024)
READER = "surveys.sheets.readers.table:read"
logger = logging.getLogger(__name__)


def sheets_read(
    document: Document, has_head: HasHead, *, ask: Callable[..., Any] = limited_call
) -> list[Sheet]:
    """The file's sheets in order; `Refused` where it is no table at all, or broken.

    `has_head` tells which separator of a text makes a table of it; `ask` asks the reader.
    """
    name = document.name
    try:
        answer = ask(READER, document.content, bounds=BOUNDS, title=PurePath(name).stem)
        sheets = sheets_decoded(answer)
        if not sheets:
            raise Fault("no_workbook")
        return _separated(sheets, has_head) if sheets[0].separator else sheets
    except Fault as fault:
        words = table_words(fault, name) or fault_words(fault, name)
        raise Refused(words or table_words(Fault("no_table"), name), field="files") from fault
    except Failed as failed:
        logger.warning("a table cannot be read: %s", failed)
        raise Refused(failure_words(failed, name), field="files") from failed


def sheets_decoded(answer: bytes) -> list[Sheet]:
    """The sheets from the reader's lines, row by row, so that nothing is held twice."""
    found: list[tuple[dict[str, Any], list[Row]]] = []
    for line in io.BytesIO(answer):
        said = json.loads(line)
        if isinstance(said, dict):
            found.append((said, []))
        else:
            number, width, cells = said
            row = [_cell(number, *cell) for cell in cells]
            found[-1][1].append(Row(number, {cell.column: cell for cell in row}, width))
    return [_sheet(said, rows) for said, rows in found]


def _sheet(said: dict[str, Any], rows: list[Row]) -> Sheet:
    return Sheet(
        said["name"],
        tuple(rows),
        merged=tuple(Area(*area) for area in said["merged"]),
        hidden=said["hidden"],
        hidden_rows=tuple(said["hidden_rows"]),
        hidden_columns=tuple(said["hidden_columns"]),
        panes=(said["panes"][0], said["panes"][1]),
        since_1904=said["since_1904"],
        separator=said["separator"],
        fault=tuple(said["fault"]),
    )


def _cell(row: int, column: int, value: str | float | bool, oddity: str = "") -> Cell:
    return Cell(row, column, value, Oddity(oddity))


def _separated(sheets: list[Sheet], has_head: HasHead) -> list[Sheet]:
    """The one of several readings of a text in which a header appears."""
    chosen = next(
        (sheet for strict in (True, False) for sheet in sheets if has_head(sheet.rows, strict)),
        sheets[0],
    )
    if chosen.fault:
        code, line, error = chosen.fault
        raise Fault(str(code), line=int(line), error=str(error))
    return [chosen]
