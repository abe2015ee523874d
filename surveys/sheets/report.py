"""The report of a checked table as a batch keeps it: what is refused, what was noticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.sheets.faults import Refusal, Worded
from surveys.sheets.table import Table


@dataclass(frozen=True)
class FaultCount:
    fault: Worded
    label: str
    count: int


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


def refusal_table(refused: Sequence[Refusal]) -> Table:
    """The refused places as an export table: sheet, row, column, heading, value, reason."""
    header = (_("Sheet"), _("Row"), _("Column"), _("Heading"), _("Value"), _("Reason"))
    rows = [
        (item.sheet, item.row, item.column, item.heading, item.value, item.reason)
        for item in refused
    ]
    return Table(_("Refused"), header, rows)


def _searched(refusal: Refusal) -> str:
    return f"{refusal.sheet} {refusal.row} {refusal.heading} {refusal.value}".casefold()
