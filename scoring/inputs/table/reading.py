"""A whole upload as readable values, refusals and remarks; nothing is compared or stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scoring.inputs.table.entries import Entry, Finding
from scoring.inputs.table.faults import Fault
from scoring.inputs.table.layout import layout_find
from scoring.inputs.table.names import Names
from scoring.inputs.table.rows import SheetReader
from surveys.errors import Refused
from surveys.files.document import Document
from surveys.limited.call import limited_call
from surveys.sheets.cells import HEADER_ROWS, Row, Sheet, letters, spans
from surveys.sheets.faults import Detail, Problem, Refusal, Remark, SheetNote, shown
from surveys.sheets.reading import sheets_read

# An edition holds 24,264 values; more are several years, or an attack on the memory.
MAX_FINDINGS = 30_000
# More have one cause, which the first one tells, and fill the memory.
MAX_REFUSED = 10_000
EXPLANATIONS = frozenset({"说明", "使用说明", "填写说明", "instructions", "notes", "readme"})


@dataclass(frozen=True)
class Reading:
    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]


def document_read(
    document: Document, names: Names, *, this_year: int, ask: Callable[..., Any] = limited_call
) -> Reading:
    """Every value of the file; `Refused` where it is no table at all or holds no value."""

    def has_head(rows: Sequence[Row], strict: bool) -> bool:
        return layout_find(rows, names, strict=strict) is not None

    return sheets_reading(
        sheets_read(document, has_head, ask=ask), names, name=document.name, this_year=this_year
    )


def sheets_reading(sheets: list[Sheet], names: Names, *, name: str, this_year: int) -> Reading:
    """Every value of the sheets of the file `name`; `Refused` where they hold none."""
    entries: list[Entry] = []
    refused: list[Refusal] = []
    remarks: list[Remark] = []
    for sheet in sheets:
        for finding in sheet_findings(sheet, names, this_year=this_year):
            if len(refused) > MAX_REFUSED:
                raise _too_many_refused(name, refused[0])
            if len(entries) + len(refused) + len(remarks) > MAX_FINDINGS:
                raise Refused(
                    _("%(name)s gives more than %(limit)d values and refusals. Divide it.")
                    % {"name": name, "limit": MAX_FINDINGS},
                    field="files",
                )
            if isinstance(finding, Entry):
                entries.append(finding)
            elif isinstance(finding, Refusal):
                refused.append(finding)
            else:
                remarks.append(finding)
    if not entries and not refused:
        raise Refused(
            _("%(name)s holds no value. Fill in at least one cell.") % {"name": name},
            field="files",
        )
    single, twice = _single(entries)
    return Reading(tuple(single), tuple(_in_order([*refused, *twice], sheets)), tuple(remarks))


def _too_many_refused(name: str, first: Refusal) -> Refused:
    text = _(
        "%(name)s: more than %(limit)d places are refused. Mend what they have in common; the"
        " first is sheet %(sheet)s, row %(row)d: %(reason)s"
    )
    details = {"sheet": first.sheet, "row": first.row, "reason": first.problem.reason}
    return Refused(text % {"name": name, "limit": MAX_REFUSED, **details}, field="files")


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


def _in_order(refused: list[Refusal], sheets: list[Sheet]) -> list[Refusal]:
    position = {sheet.name: i for i, sheet in enumerate(sheets)}
    return sorted(refused, key=lambda item: (position[item.sheet], item.row))


def sheet_findings(sheet: Sheet, names: Names, *, this_year: int) -> Iterator[Finding]:
    """Everything that the sheet says, in its order; duplicates are found later, across sheets."""
    if sheet.hidden:
        yield Remark(SheetNote.HIDDEN_SHEET, {"sheet": sheet.name})
    elif not sheet.rows:
        yield Remark(SheetNote.EMPTY_SHEET, {"sheet": sheet.name})
    elif sheet.name.strip().casefold() in EXPLANATIONS:
        yield Remark(SheetNote.EXPLANATIONS, {"sheet": sheet.name})
    else:
        yield from _hidden(sheet)
        layout = layout_find(sheet.rows, names, sheet.merged)
        if layout is None:
            problem = Problem(Fault.NO_HEADER, {"rows": HEADER_ROWS})
            yield Refusal(sheet.name, sheet.rows[0].number, "", "", "", problem)
        else:
            yield from SheetReader(sheet, layout, names, this_year).findings()


def _hidden(sheet: Sheet) -> Iterator[Remark]:
    if sheet.hidden_rows:
        rows = shown(spans(sheet.hidden_rows, str))
        yield Remark(SheetNote.HIDDEN_ROWS, {"sheet": sheet.name, "rows": rows})
    if sheet.hidden_columns:
        columns = shown(spans(sheet.hidden_columns, letters))
        yield Remark(SheetNote.HIDDEN_COLUMNS, {"sheet": sheet.name, "columns": columns})
