"""A whole upload as readable values, refusals and remarks; nothing is compared or stored."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.intake.cells import Sheet
from scoring.intake.delimited import text_read
from scoring.intake.faults import Detail, Fault, Problem, Refusal, Remark
from scoring.intake.layout import Names
from scoring.intake.rows import Entry, sheet_findings
from scoring.intake.xlsx import workbook_read
from surveys.errors import Refused
from surveys.files.document import CSV, TEXT, XLSX, Document


@dataclass(frozen=True)
class Reading:
    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]


def document_read(document: Document, names: Names, *, this_year: int) -> Reading:
    """Every value of the file; `Refused` where it is no table at all or holds no value."""
    if document.media_type == XLSX.media_type:
        sheets = workbook_read(document)
    elif document.media_type in (CSV.media_type, TEXT.media_type):
        sheets = [text_read(document, names)]
    else:
        raise Refused(
            _("%(name)s is not a table. Save it as XLSX or CSV.") % {"name": document.name},
            field="files",
        )
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
