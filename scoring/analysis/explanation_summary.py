"""A score's explanation in a few sentences, before the tables."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from scoring.analysis.explanation import Explanation, Line

NAMED = 3


def summary(told: Explanation, other: str, *, same_run: bool) -> list[str]:
    """Rank, what lifts and what lowers the city against the other, and what is missing."""
    said = [_("Rank %(rank)d of %(n)d.") % {"rank": told.rank, "n": told.cities}]
    if same_run and told.other_rank:
        said.append(_("%(other)s: rank %(rank)d.") % {"other": other, "rank": told.other_rank})
    better = [line for line in told.largest if (line.difference or 0) > 0]
    worse = [line for line in told.largest if (line.difference or 0) < 0]
    if better:
        text = _("Ahead of %(other)s mainly by: %(names)s.")
        said.append(text % {"other": other, "names": _names(better)})
    if worse:
        text = _("Behind %(other)s mainly by: %(names)s.")
        said.append(text % {"other": other, "names": _names(worse)})
    missing = len(told.missing)
    if missing:
        text = ngettext(
            "%(n)d indicator is missing; its weight is shared among the others.",
            "%(n)d indicators are missing; their weight is shared among the others.",
            missing,
        )
        said.append(text % {"n": missing})
    else:
        said.append(_("No indicator is missing."))
    return said


def _names(lines: Sequence[Line]) -> str:
    return pgettext("list", ", ").join(line.name for line in lines[:NAMED])
