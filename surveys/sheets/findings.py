"""What any table is checked for, whatever it is about: a refusal says where and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.sheets.cells import Area, Cell, Row, Sheet, letters, spans
from surveys.sheets.faults import (
    Problem,
    Refusal,
    Remark,
    SheetFault,
    SheetNote,
    Worded,
    shown,
)

E = TypeVar("E")
# More have one cause, which the first one tells, and fill the memory.
MAX_REFUSED = 10_000
EXPLANATIONS = frozenset({"说明", "使用说明", "填写说明", "instructions", "notes", "readme"})


@dataclass(frozen=True)
class Refuser:
    """Refusals of one sheet; `heading` says what stands above a column."""

    sheet: str
    heading: Callable[[int], str]

    def cell(self, cell: Cell, problem: Problem) -> Refusal:
        heading = shown(self.heading(cell.column))
        return Refusal(
            self.sheet, cell.row, letters(cell.column), heading, shown(cell.text), problem
        )

    def at(self, row: int, column: int, value: str, fault: Worded, **details: str | int) -> Refusal:
        return self.cell(Cell(row, column, value), Problem(fault, details))

    def merged(self, area: Area) -> Refusal:
        return self.at(area.first_row, area.first_column, "", SheetFault.MERGED, area=area.name)

    def too_wide(self, row: Row, expected: int) -> Refusal | None:
        """For a line of a text that a separator too many has shifted."""
        if row.width <= expected:
            return None
        return self.at(
            row.number,
            expected + 1,
            "",
            SheetFault.TOO_WIDE,
            fields=row.width,
            expected=expected,
        )

    def twice(self, row: int, column: int, other: int) -> Refusal:
        return self.at(
            row, column, self.heading(column), SheetFault.TWICE_IN_HEADER, other=letters(other)
        )

    def ignored(self, column: int) -> Remark:
        return Remark(
            SheetNote.COLUMN_IGNORED,
            {"sheet": self.sheet, "heading": shown(self.heading(column))},
        )


def sheet_unread(sheet: Sheet) -> Remark | None:
    """Why nothing of the sheet is read; None for one that is."""
    if sheet.hidden:
        return Remark(SheetNote.HIDDEN_SHEET, {"sheet": sheet.name})
    if not sheet.rows:
        return Remark(SheetNote.EMPTY_SHEET, {"sheet": sheet.name})
    if sheet.name.strip().casefold() in EXPLANATIONS:
        return Remark(SheetNote.EXPLANATIONS, {"sheet": sheet.name})
    return None


def sheet_hidden(sheet: Sheet) -> Iterator[Remark]:
    """The hidden parts, which are read all the same."""
    if sheet.hidden_rows:
        rows = shown(spans(sheet.hidden_rows, str))
        yield Remark(SheetNote.HIDDEN_ROWS, {"sheet": sheet.name, "rows": rows})
    if sheet.hidden_columns:
        columns = shown(spans(sheet.hidden_columns, letters))
        yield Remark(SheetNote.HIDDEN_COLUMNS, {"sheet": sheet.name, "columns": columns})


@dataclass(frozen=True)
class Gathered(Generic[E]):
    """What was read of a whole file, what is refused and what was noticed."""

    entries: tuple[E, ...]
    refused: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]


def gather(findings: Iterable[E | Refusal | Remark], *, name: str, most: int) -> Gathered[E]:
    """All that the file `name` gives; `Refused` where it holds nothing, or more than `most`."""
    entries: list[E] = []
    refused: list[Refusal] = []
    remarks: list[Remark] = []
    for finding in findings:
        if len(refused) > MAX_REFUSED:
            raise _too_many_refused(name, refused[0])
        if len(entries) + len(refused) + len(remarks) > most:
            raise Refused(
                _("%(name)s gives more than %(limit)d values and refusals. Divide it.")
                % {"name": name, "limit": most},
                field="files",
            )
        if isinstance(finding, Refusal):
            refused.append(finding)
        elif isinstance(finding, Remark):
            remarks.append(finding)
        else:
            entries.append(finding)
    if not entries and not refused:
        raise Refused(
            _("%(name)s holds no value. Fill in at least one cell.") % {"name": name},
            field="files",
        )
    return Gathered(tuple(entries), tuple(refused), tuple(remarks))


def in_order(refused: Iterable[Refusal], sheets: Sequence[Sheet]) -> list[Refusal]:
    """Refusals in the order of the file, by sheet and row."""
    position = {sheet.name: i for i, sheet in enumerate(sheets)}
    return sorted(refused, key=lambda item: (position[item.sheet], item.row))


def _too_many_refused(name: str, first: Refusal) -> Refused:
    text = _(
        "%(name)s: more than %(limit)d places are refused. Mend what they have in common; the"
        " first is sheet %(sheet)s, row %(row)d: %(reason)s"
    )
    details = {"sheet": first.sheet, "row": first.row, "reason": first.problem.reason}
    return Refused(text % {"name": name, "limit": MAX_REFUSED, **details}, field="files")
