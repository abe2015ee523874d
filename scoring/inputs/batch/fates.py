"""What becomes of every value of a file, place by place: the whole dry run as one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.inputs.batch.comparison import Change, Checked
from surveys.sheets.cells import letters
from surveys.sheets.faults import Refusal
from surveys.sheets.table import Table


class Fate(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


FATE_WORDS = {
    Fate.NEW: gettext_lazy("new"),
    Fate.CHANGED: gettext_lazy("changed"),
    Fate.UNCHANGED: gettext_lazy("unchanged"),
    Fate.REFUSED: gettext_lazy("refused"),
}


@dataclass(frozen=True, slots=True)
class FateLine:
    """One place of the file; `old` is the value in force, None where the cell is empty."""

    fate: Fate
    sheet: str
    row: int
    column: str
    adcode: str
    city: str
    indicator: str
    unit: str
    old: float | None
    value: float | str
    reason: str


def fates(checked: Checked) -> Iterator[FateLine]:
    """New and changed values, then unchanged ones, then refusals; each group in file order."""
    for change in checked.good:
        yield _line(Fate.NEW if change.old is None else Fate.CHANGED, change)
    for change in checked.unchanged:
        yield _line(Fate.UNCHANGED, change)
    for refusal in checked.refused:
        yield _refused(refusal)


def fates_table(checked: Checked) -> Table:
    """For the download beside the dry run, with a heading for every column."""
    header = (
        _("Fate"),
        _("Sheet"),
        _("Row"),
        _("Column"),
        _("Adcode"),
        _("City"),
        _("Indicator"),
        _("Unit"),
        _("Value in force"),
        _("Value"),
        _("Reason"),
    )
    rows = [
        (
            str(FATE_WORDS[line.fate]),
            line.sheet,
            line.row,
            line.column,
            line.adcode,
            line.city,
            line.indicator,
            line.unit,
            line.old,
            line.value,
            line.reason,
        )
        for line in fates(checked)
    ]
    return Table(_("Every value"), header, rows)


def _line(fate: Fate, change: Change) -> FateLine:
    entry = change.entry
    return FateLine(
        fate=fate,
        sheet=entry.sheet,
        row=entry.row,
        column=letters(entry.column),
        adcode=entry.city.adcode,
        city=entry.city.name,
        indicator=f"{entry.indicator.code} {entry.indicator.name}",
        unit=entry.indicator.unit_label,
        old=change.old.value if change.old else None,
        value=entry.value,
        reason="",
    )


def _refused(refusal: Refusal) -> FateLine:
    return FateLine(
        fate=Fate.REFUSED,
        sheet=refusal.sheet,
        row=refusal.row,
        column=refusal.column,
        adcode="",
        city="",
        indicator=refusal.heading,
        unit="",
        old=None,
        value=refusal.value,
        reason=refusal.reason,
    )
