"""Rows, columns and refusals of an annual table in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.annual.layout import (
    ANSWERED,
    CARRIED_IN,
    CARRIED_OUT,
    LABELS,
    RECEIVED,
    ROWS,
    TOTAL,
    Fault,
    Wrong,
)
from surveys.history.words import register
from surveys.models import Outcome
from surveys.models.request import ApplicantType
from surveys.places.names import reads_english

_SIDES: Mapping[str, str | Promise] = {
    RECEIVED: gettext_lazy("New in the year"),
    CARRIED_IN: gettext_lazy("Carried in"),
    ANSWERED: gettext_lazy("Answered, all"),
    CARRIED_OUT: gettext_lazy("Carried out"),
}
# As the form prints its rows.
register(fields={f"table.{row}": labels[0] for row, labels in LABELS.items()})
# So many faults are told of one table.
MOST_TOLD = 5


def row_words() -> dict[str, str]:
    """Leaves by their outcome, in one query; of one that is not loaded, its code."""
    field = "name_en" if reads_english() else "name_zh"
    names = dict(Outcome.objects.filter(code__in=ROWS).values_list("code", field))
    return {row: str(_SIDES.get(row) or names.get(row, row)) for row in ROWS}


def column_words(column: str) -> str:
    return _("total") if column == TOTAL else str(ApplicantType(column).label)


def wrong_words(found: Iterable[Wrong]) -> str:
    """The first few faults, each with what to do."""
    rows, told = row_words(), list(found)
    lines = [_one(wrong, rows) for wrong in told[:MOST_TOLD]]
    if len(told) > MOST_TOLD:
        lines.append(_("And %(n)d more.") % {"n": len(told) - MOST_TOLD})
    return " ".join([*lines, _("Nothing was stored.")])


def _one(wrong: Wrong, rows: Mapping[str, str]) -> str:
    facts = {
        "row": rows.get(wrong.row, ""),
        "column": column_words(wrong.column) if wrong.column else "",
        "said": wrong.said,
        "found": wrong.found,
    }
    texts = {
        Fault.NO_TABLE: _("No row of the printed table is recognised: paste it with its labels."),
        Fault.NO_NUMBER: _("%(row)s, %(column)s: “%(said)s” is no number."),
        Fault.NO_NUMBERS: _(
            "The text holds no number at all: mark the table with its cells, or type it below."
        ),
        Fault.NO_ROW: _("The row %(row)s is missing."),
        Fault.ROW_TWICE: _("The row %(row)s stands there twice."),
        Fault.CELLS: _("%(row)s: %(said)s numbers; paste the total alone or all seven columns."),
        Fault.COLUMN_SUM: _(
            "Column %(column)s: the outcomes add up to %(found)s, the table says %(said)s."
        ),
        Fault.BALANCE: _(
            "Column %(column)s: new and carried in are %(said)s, answered and carried out"
            " %(found)s."
        ),
        Fault.ROW_SUM: _(
            "%(row)s: the kinds of applicants add up to %(found)s, the total says %(said)s."
        ),
    }
    return texts[wrong.fault] % facts
