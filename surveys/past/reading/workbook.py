"""The rows of a round's workbook, sheet by sheet; nothing is looked up in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.files.document import Document
from surveys.forms.days import Near
from surveys.past.faults import PastNote
from surveys.past.reading.cells import ZERO_LOST, Day
from surveys.past.reading.columns import NAMES, SPECS, SheetKind, fields_of
from surveys.sheets.cells import Cell, Row, Sheet
from surveys.sheets.faults import Refusal, Remark
from surveys.sheets.findings import EXPLANATIONS, MAX_REFUSED
from surveys.sheets.headings import key_of
from surveys.sheets.reading import sheets_read
from surveys.sheets.records import MAX_RECORDS, Record, has_columns, sheet_records


@dataclass
class Rows:
    """By sheet, in the order of the file; rows that are refused stand among them, marked."""

    letters: list[Record] = field(default_factory=list)
    events: list[Record] = field(default_factory=list)
    replies: list[Record] = field(default_factory=list)
    answers: list[Record] = field(default_factory=list)
    files: list[Record] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    order: dict[str, int] = field(default_factory=dict)

    def of(self, kind: SheetKind) -> list[Record]:
        rows: list[Record] = getattr(self, kind.name.lower())
        return rows


def is_called_as_a_sheet(name: str) -> bool:
    return key_of(name) in NAMES


def has_its_columns(sheet: Sheet) -> bool:
    """Of one that is called as a sheet: whether its first rows are a header of that sheet."""
    return has_columns(sheet.rows, fields_of(NAMES[key_of(sheet.name)], Near()))


def is_of_a_round(sheets: Sequence[Sheet]) -> bool:
    return any(is_called_as_a_sheet(sheet.name) for sheet in sheets)


def workbook_sheets(document: Document) -> list[Sheet]:
    """All sheets of the file; `Refused` where it is no table."""
    layouts = [fields_of(kind, Near()) for kind in SPECS]

    def has_head(rows: Sequence[Row], _strict: bool) -> bool:
        """Of any sheet: a text is read by the separator that makes columns of it."""
        return any(has_columns(rows, fields) for fields in layouts)

    sheets = sheets_read(document, has_head)
    return [_doubted(sheet) if sheet.separator else sheet for sheet in sheets]


def _doubted(sheet: Sheet) -> Sheet:
    """A text does not tell the number 3.1 from the words, and a spreadsheet wrote it for 3.10."""
    rows = [
        replace(row, cells={column: _number(cell) for column, cell in row.cells.items()})
        for row in sheet.rows
    ]
    return replace(sheet, rows=tuple(rows))


def _number(cell: Cell) -> Cell:
    return replace(cell, value=float(cell.text)) if ZERO_LOST.fullmatch(cell.text) else cell


def rows_read(sheets: Sequence[Sheet], near: Near) -> Rows:
    """Every row of the sheets of a round; `Refused` where there is none of them, or no row."""
    rows = Rows(order={sheet.name: place for place, sheet in enumerate(sheets)})
    for sheet in sheets:
        kind = NAMES.get(key_of(sheet.name))
        if kind is None:
            if key_of(sheet.name) not in EXPLANATIONS:
                rows.remarks.append(Remark(PastNote.OTHER_SHEET, {"sheet": sheet.name}))
            continue
        fields = fields_of(kind, near, since_1904=sheet.since_1904)
        _take(rows, rows.of(kind), sheet_records(sheet, fields, refused=True))
    if not any(rows.of(kind) for kind in SPECS) and not rows.refused:
        names = "、".join(SheetKind)
        text = _("The workbook holds no row of a round. Its sheets are called %(names)s.")
        raise Refused(text % {"names": names}, field="files")
    rows.remarks += _days_told(rows)
    return rows


def _take(rows: Rows, into: list[Record], found: Iterator[Record | Refusal | Remark]) -> None:
    for finding in found:
        if isinstance(finding, Refusal):
            rows.refused.append(finding)
        elif isinstance(finding, Remark):
            rows.remarks.append(finding)
        else:
            into.append(finding)
        if len(into) > MAX_RECORDS or len(rows.refused) > MAX_REFUSED:
            text = _("More than %(limit)d rows, or refusals: divide the workbook.")
            raise Refused(text % {"limit": MAX_RECORDS}, field="files")


def _days_told(rows: Rows) -> Iterator[Remark]:
    """How many days stood there as numbers or without a year, sheet by sheet."""
    for kind in SPECS:
        days = [
            (record.place.sheet, value)
            for record in rows.of(kind)
            for value in record.values.values()
            if isinstance(value, Day)
        ]
        for note, picked in (
            (PastNote.SERIAL, [sheet for sheet, day in days if day.serial]),
            (PastNote.YEARLESS, [sheet for sheet, day in days if day.yearless]),
        ):
            if picked:
                yield Remark(note, {"sheet": picked[0], "count": len(picked)})
