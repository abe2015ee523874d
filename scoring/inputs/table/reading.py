"""A whole upload as readable values, refusals and remarks; nothing is compared or stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.inputs.table.entries import Entry, Finding
from scoring.inputs.table.faults import Fault
from scoring.inputs.table.layout import layout_find
from scoring.inputs.table.names import Names
from scoring.inputs.table.rows import SheetReader
from surveys.files.document import Document
from surveys.limited.call import limited_call
from surveys.sheets.cells import HEADER_ROWS, Row, Sheet
from surveys.sheets.faults import Detail, Problem, Refusal, Remark
from surveys.sheets.findings import Gathered, gather, in_order, sheet_hidden, sheet_unread
from surveys.sheets.reading import sheets_read

# An edition holds 24,264 values; more are several years, or an attack on the memory.
MAX_FINDINGS = 30_000


@dataclass(frozen=True)
class Reading:
    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]


def document_read(
    document: Document, names: Names, *, this_year: int, ask: Callable[..., Any] = limited_call
) -> Reading:
    """Every value of the file; `Refused` where it is no table at all or holds no value."""
    sheets = document_sheets(document, names, ask=ask)
    return sheets_reading(sheets, names, name=document.name, this_year=this_year)


def document_sheets(
    document: Document, names: Names, *, ask: Callable[..., Any] = limited_call
) -> list[Sheet]:
    """The sheets as they stand in the file; `Refused` where it is no table."""

    def has_head(rows: Sequence[Row], strict: bool) -> bool:
        return layout_find(rows, names, strict=strict) is not None

    return sheets_read(document, has_head, ask=ask)


def sheets_reading(sheets: list[Sheet], names: Names, *, name: str, this_year: int) -> Reading:
    """Every value of the sheets of the file `name`; `Refused` where they hold none."""
    found: Gathered[Entry] = gather(
        (
            finding
            for sheet in sheets
            for finding in sheet_findings(sheet, names, this_year=this_year)
        ),
        name=name,
        most=MAX_FINDINGS,
    )
    entries = list(found.entries)
    single, twice = _single(entries)
    refused = in_order([*found.refused, *twice], sheets)
    return Reading(tuple(single), tuple(refused), found.remarks)


def _single(entries: list[Entry]) -> tuple[list[Entry], list[Refusal]]:
    """A cell that is given twice is refused both times: nobody can tell which one is meant.

    Where the file gives it for several years, the years are named once for its indicators,
    and none of their values is taken: the other rows would be of different years.
    """
    places: dict[tuple[int, int], list[Entry]] = {}
    for entry in entries:
        places.setdefault(entry.cell, []).append(entry)
    panel = {
        found[0].indicator.code
        for found in places.values()
        if len({entry.about for entry in found} - {None}) > 1
    }
    single, twice = [], []
    for found in places.values():
        if found[0].indicator.code in panel:
            continue
        if len(found) == 1:
            single.append(found[0])
        for position, entry in enumerate(found if len(found) > 1 else ()):
            other = found[1] if position == 0 else found[0]
            details: dict[str, Detail] = {"sheet": other.sheet, "row": other.row}
            twice.append(entry.refuse(Problem(Fault.DUPLICATE, details)))
    return single, [*_panel(entries, panel), *twice]


def _panel(entries: list[Entry], codes: set[str]) -> list[Refusal]:
    several = [entry for entry in entries if entry.indicator.code in codes]
    years = sorted({entry.about for entry in several if entry.about is not None})
    if not several:
        return []
    words = "、".join(f"{year}年" for year in years)
    return [several[0].refuse(Problem(Fault.SEVERAL_YEARS, {"years": words}))]


def sheet_findings(sheet: Sheet, names: Names, *, this_year: int) -> Iterator[Finding]:
    """Everything that the sheet says, in its order; duplicates are found later, across sheets."""
    unread = sheet_unread(sheet)
    if unread is not None:
        yield unread
        return
    yield from sheet_hidden(sheet)
    layout = layout_find(sheet.rows, names, sheet.merged)
    if layout is None:
        problem = Problem(Fault.NO_HEADER, {"rows": HEADER_ROWS})
        yield Refusal(sheet.name, sheet.rows[0].number, "", "", "", problem)
    else:
        yield from SheetReader(sheet, layout, names, this_year).findings()
