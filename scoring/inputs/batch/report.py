"""What a batch's page shows of its check, read back from what the batch keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.inputs.batch.sense import DOUBTS
from scoring.inputs.table.faults import FAULTS, NOTES
from scoring.models import ImportBatch
from surveys.sheets.faults import Remark
from surveys.sheets.report import TableReport


@dataclass(frozen=True)
class ChangeLine:
    """One value of the preview; `old` is None where the cell was empty."""

    adcode: str
    city: str
    indicator: str
    old: float | None
    new: float


@dataclass(frozen=True)
class BatchReport(TableReport):
    """`refused` and `changes` may be shorter than the batch's counts, which are complete."""

    changes: tuple[ChangeLine, ...]

    @classmethod
    def of(cls, batch: ImportBatch) -> BatchReport:
        kept: Mapping[str, Any] = batch.report
        told = cls.from_json(kept, FAULTS, NOTES)
        changes = tuple(ChangeLine(**item) for item in kept.get("changes", ()))
        return cls(told.refused, told.remarks, changes)

    @property
    def doubts(self) -> list[Remark]:
        """What has to be confirmed before the batch is stored."""
        return [remark for remark in self.remarks if remark.note in DOUBTS]

    @property
    def notices(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.note not in DOUBTS]
