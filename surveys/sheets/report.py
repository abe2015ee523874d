"""The report of a checked table as a batch keeps it: what is refused, what was noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.sheets.columns import Column, table_of
from surveys.sheets.faults import Families, Refusal, Remark, Worded
from surveys.sheets.table import Table

# A report keeps so many refusals for its page; counts that are kept beside it are complete.
KEPT_REFUSALS = 5000


@dataclass(frozen=True)
class FaultCount:
    fault: Worded
    label: str
    count: int


@dataclass(frozen=True)
class TableReport:
    """What a checked table was refused for and what was noticed, as it is stored."""

    refused: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "refused": [refusal.as_json() for refusal in self.refused[:KEPT_REFUSALS]],
            "remarks": [remark.as_json() for remark in self.remarks],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], faults: Families, notes: Families) -> TableReport:
        """`faults` and `notes` are the families of codes that the import knows."""
        return TableReport(
            refused=tuple(Refusal.from_json(item, faults) for item in data.get("refused", ())),
            remarks=tuple(Remark.from_json(item, notes) for item in data.get("remarks", ())),
        )

    @property
    def fault_counts(self) -> list[FaultCount]:
        return fault_counts(self.refused)


def fault_counts(refused: Sequence[Refusal]) -> list[FaultCount]:
    """Each kind of refusal with an example of its words, the commonest first."""
    first: dict[Worded, str] = {}
    counts: dict[Worded, int] = {}
    for refusal in refused:
        first.setdefault(refusal.fault, refusal.reason)
        counts[refusal.fault] = counts.get(refusal.fault, 0) + 1
    order = sorted(counts, key=lambda fault: -counts[fault])
    return [FaultCount(fault, first[fault], counts[fault]) for fault in order]


def refused_matching(
    refused: Sequence[Refusal], *, fault: str = "", text: str = ""
) -> list[Refusal]:
    """Refusals of one kind whose place, heading or value holds the text."""
    word = text.strip().casefold()
    return [
        refusal
        for refusal in refused
        if (not fault or refusal.fault == fault) and word in _searched(refusal)
    ]


# Where a refused place is, what stands there and why it is refused; on a page and in a file.
REFUSAL_COLUMNS: tuple[Column[Refusal], ...] = (
    Column("sheet", gettext_lazy("Sheet"), lambda item: item.sheet),
    Column("row", gettext_lazy("Row"), lambda item: item.row, is_number=True),
    Column("column", gettext_lazy("Column"), lambda item: item.column),
    Column("heading", gettext_lazy("Heading"), lambda item: item.heading),
    Column("value", gettext_lazy("Value"), lambda item: item.value),
    Column("reason", gettext_lazy("Reason"), lambda item: item.reason),
)


def refusal_table(refused: Sequence[Refusal]) -> Table:
    """The refused places as an export table, to correct them beside the original."""
    return table_of(_("Refused"), REFUSAL_COLUMNS, refused)


def _searched(refusal: Refusal) -> str:
    return f"{refusal.sheet} {refusal.row} {refusal.heading} {refusal.value}".casefold()
