"""What a batch's page shows of its check, read back from what the batch keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from scoring.export.table import Table
from scoring.intake.faults import Fault, Refusal, Remark
from scoring.models import ImportBatch


@dataclass(frozen=True)
class ChangeLine:
    """One value of the preview; `old` is None where the cell was empty."""

    adcode: str
    city: str
    indicator: str
    old: float | None
    new: float


@dataclass(frozen=True)
class FaultCount:
    fault: Fault
    label: str
    count: int


@dataclass(frozen=True)
class BatchReport:
    """`refused` and `changes` may be shorter than the batch's counts, which are complete."""

    refused: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]
    changes: tuple[ChangeLine, ...]

    @classmethod
    def of(cls, batch: ImportBatch) -> BatchReport:
        report: Mapping[str, Any] = batch.report
        return cls(
            refused=tuple(Refusal.from_json(item) for item in report.get("refused", ())),
            remarks=tuple(Remark.from_json(item) for item in report.get("remarks", ())),
            changes=tuple(ChangeLine(**item) for item in report.get("changes", ())),
        )

    @property
    def fault_counts(self) -> list[FaultCount]:
        """Each kind of refusal with an example of its words, the commonest first."""
        first: dict[Fault, str] = {}
        counts: dict[Fault, int] = {}
        for refusal in self.refused:
            first.setdefault(refusal.fault, refusal.reason)
            counts[refusal.fault] = counts.get(refusal.fault, 0) + 1
        order = sorted(counts, key=lambda fault: -counts[fault])
        return [FaultCount(fault, first[fault], counts[fault]) for fault in order]

    def refused_matching(self, *, fault: str = "", text: str = "") -> list[Refusal]:
        """Refusals of one kind whose place, heading or value holds the text."""
        word = text.strip().casefold()
        return [
            refusal
            for refusal in self.refused
            if (not fault or refusal.fault == fault) and word in _searched(refusal)
        ]


def refusal_table(report: BatchReport) -> Table:
    """The refused places as an export table: sheet, row, column, heading, value, reason."""
    header = (_("Sheet"), _("Row"), _("Column"), _("Heading"), _("Value"), _("Reason"))
    rows = [
        (item.sheet, item.row, item.column, item.heading, item.value, item.reason)
        for item in report.refused
    ]
    return Table(_("Refused"), header, rows)


def _searched(refusal: Refusal) -> str:
    return f"{refusal.sheet} {refusal.row} {refusal.heading} {refusal.value}".casefold()
