"""A whole upload as readable values, refusals and remarks; nothing is compared or stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.intake.faults import Fault
from scoring.intake.layout import Names, layout_find
from scoring.intake.rows import Entry, sheet_findings
from surveys.errors import Refused
from surveys.files.document import Document
from surveys.sheets.cells import Row, Sheet
from surveys.sheets.faults import Detail, Problem, Refusal, Remark
from surveys.sheets.reading import sheets_read


@dataclass(frozen=True)
class Reading:
    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]


def document_read(document: Document, names: Names, *, this_year: int) -> Reading:
    """Every value of the file; `Refused` where it is no table at all or holds no value."""

    def has_head(rows: Sequence[Row], strict: bool) -> bool:
        return layout_find(rows, names, strict=strict) is not None

    sheets = sheets_read(document, has_head)
    entries: list[Entry] = []
    refused: list[Refusal] = []
    remarks: list[Remark] = []
    for sheet in sheets:
        for finding in sheet_findings(sheet, names, this_year=this_year):
            if isinstance(finding, Entry):
                entries.append(finding)
            elif isinstance(finding, Refusal):
                refused.append(finding)
            else:
                remarks.append(finding)
    if not entries and not refused:
        raise Refused(
            _("%(name)s holds no value. Fill in at least one cell.") % {"name": document.name},
            field="files",
        )
    single, twice = _without_duplicates(entries)
    return Reading(tuple(single), tuple(_in_order([*refused, *twice], sheets)), tuple(remarks))


def _without_duplicates(entries: list[Entry]) -> tuple[list[Entry], list[Refusal]]:
    """A cell that is given twice is refused both times: nobody can tell which one is meant."""
    places: dict[tuple[int, int], list[Entry]] = {}
    for entry in entries:
        places.setdefault(entry.cell, []).append(entry)
    single = [found[0] for found in places.values() if len(found) == 1]
    twice = []
    for found in places.values():
        for position, entry in enumerate(found if len(found) > 1 else ()):
            other = found[1] if position == 0 else found[0]
            details: dict[str, Detail] = {"sheet": other.sheet, "row": other.row}
            twice.append(entry.refuse(Problem(Fault.DUPLICATE, details)))
    return single, twice


def _in_order(refused: list[Refusal], sheets: list[Sheet]) -> list[Refusal]:
    position = {sheet.name: i for i, sheet in enumerate(sheets)}
    return sorted(refused, key=lambda item: (position[item.sheet], item.row))
