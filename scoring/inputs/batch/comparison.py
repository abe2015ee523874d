"""A reading against the values in force: what would change, what is the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.inputs.batch.sense import DOUBTS
from scoring.inputs.table.entries import Entry
from scoring.inputs.table.faults import Note
from scoring.inputs.table.reading import Reading
from surveys.sheets.faults import Refusal, Remark

# A batch keeps this much of its report for the page; the counts are always complete.
KEPT_REFUSALS = 5000
KEPT_CHANGES = 300


@dataclass(frozen=True, slots=True)
class Stored:
    """The current value of a cell."""

    pk: int
    value: float
    source: str
    year: int | None


Current = Mapping[tuple[int, int], Stored]


@dataclass(frozen=True, slots=True)
class Change:
    """A value of the file, and the one in force that it would replace or repeats."""

    entry: Entry
    old: Stored | None


@dataclass(frozen=True)
class Checked:
    """The fate of every value of a file; nothing is stored by it."""

    good: tuple[Change, ...]
    unchanged: tuple[Change, ...]
    refused: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]

    @property
    def doubts(self) -> tuple[Remark, ...]:
        """What has to be confirmed before anything is stored."""
        return tuple(remark for remark in self.remarks if remark.note in DOUBTS)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "good": len(self.good),
            "unchanged": len(self.unchanged),
            "refused": len(self.refused),
        }


def compare(reading: Reading, current: Current) -> Checked:
    """Equal values are unchanged, unless the file brings another source or reference year."""
    good: list[Change] = []
    unchanged: list[Change] = []
    for entry in reading.entries:
        stored = current.get(entry.cell)
        if stored is not None and _same(entry, stored):
            unchanged.append(Change(entry, stored))
        else:
            good.append(Change(entry, stored))
    remarks = (*reading.remarks, *_overrides(good))
    return Checked(tuple(good), tuple(unchanged), reading.refused, remarks)


def report_of(checked: Checked) -> dict[str, Any]:
    """What a batch keeps of its check, as JSON."""
    return {
        "refused": [refusal.as_json() for refusal in checked.refused[:KEPT_REFUSALS]],
        "remarks": [remark.as_json() for remark in checked.remarks],
        "changes": [_change_json(change) for change in checked.good[:KEPT_CHANGES]],
        "confirmed": [change.old.pk for change in checked.unchanged if change.old],
        "replaced": [change.old.pk for change in checked.good if change.old],
    }


def _same(entry: Entry, stored: Stored) -> bool:
    return (
        entry.value == stored.value
        and entry.source in ("", stored.source)
        and entry.year in (None, stored.year)
    )


def _overrides(good: list[Change]) -> list[Remark]:
    coded = [change.entry.indicator.code for change in good if change.entry.indicator.is_coded]
    if not coded:
        return []
    codes = ", ".join(sorted(set(coded)))
    return [Remark(Note.OVERRIDES, {"count": len(coded), "codes": codes})]


def _change_json(change: Change) -> dict[str, Any]:
    entry = change.entry
    return {
        "adcode": entry.city.adcode,
        "city": entry.city.name,
        "indicator": entry.indicator.code,
        "old": change.old.value if change.old else None,
        "new": entry.value,
    }
