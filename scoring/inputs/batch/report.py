"""What a batch's page shows of its check, read back from what the batch keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.inputs.batch.sense import DOUBTS
from scoring.inputs.table.faults import FAULTS, NOTES
from scoring.models import ImportBatch
from surveys.sheets.faults import Refusal, Remark
from surveys.sheets.report import FaultCount, fault_counts


@dataclass(frozen=True)
class ChangeLine:
    """One value of the preview; `old` is None where the cell was empty."""

    adcode: str
    city: str
    indicator: str
    old: float | None
    new: float


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
            refused=tuple(Refusal.from_json(item, FAULTS) for item in report.get("refused", ())),
            remarks=tuple(Remark.from_json(item, NOTES) for item in report.get("remarks", ())),
            changes=tuple(ChangeLine(**item) for item in report.get("changes", ())),
        )

    @property
    def doubts(self) -> list[Remark]:
        """What has to be confirmed before the batch is stored."""
        return [remark for remark in self.remarks if remark.note in DOUBTS]

    @property
    def notices(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.note not in DOUBTS]

    @property
    def fault_counts(self) -> list[FaultCount]:
        return fault_counts(self.refused)
