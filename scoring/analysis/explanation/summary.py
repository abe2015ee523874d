"""A score's explanation in a few sentences, before the tables."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from scoring.analysis.explanation.told import Explanation, Line
from scoring.templatetags.figures import score, signed

NAMED = 3
CAUSES = {
    "missing": gettext_lazy("missing values"),
    "data": gettext_lazy("data"),
    "coding": gettext_lazy("coding"),
    "method": gettext_lazy("method"),
    "": gettext_lazy("rescaling of nodes"),
}


def summary(told: Explanation, other: str, *, same_run: bool) -> list[str]:
    """Both ranks and scores and the direction, whose doing it was, what lifts and what lowers
    the city, the weightier first, and what is missing."""
    said = _against(told, other) if same_run else _change(told)
    # A gap never heads the gains, though a poor value is not missed in the sum.
    gaps = [line for line in told.absent if (line.effect or 0.0) < 0]
    losses = [line for line in told.differing if line in told.losses or line in gaps]
    sides = [_side(told, other, lines, same_run) for lines in (losses, told.gains)]
    said += [text for text in (sides if told.fell else reversed(sides)) if text]
    missing = len(told.missing)
    if not missing:
        return [*said, _("No indicator is missing.")]
    text = ngettext("%(n)d indicator is missing.", "%(n)d indicators are missing.", missing)
    return [*said, text % {"n": missing}]


def _change(told: Explanation) -> list[str]:
    """Against another run: what became of the city since."""
    if told.rank > told.other_rank:
        text = _(
            "Fell from rank %(before)d to rank %(after)d of %(n)d; the score went from %(old)s to"
            " %(new)s (%(change)s)."
        )
    elif told.rank < told.other_rank:
        text = _(
            "Rose from rank %(before)d to rank %(after)d of %(n)d; the score went from %(old)s to"
            " %(new)s (%(change)s)."
        )
    else:
        text = _(
            "Stayed at rank %(after)d of %(n)d; the score went from %(old)s to %(new)s"
            " (%(change)s)."
        )
    places = {"before": told.other_rank, "after": told.rank, "n": told.cities}
    scores = {"old": score(told.other_score), "new": score(told.score)}
    said = [text % {**places, **scores, "change": signed(told.change)}]
    if told.causes is not None:
        parts = [
            _("%(cause)s %(points)s") % {"cause": CAUSES[name], "points": signed(points)}
            for name, points in told.cause_points.items()
            if name or points
        ]
        said.append(_("Of that: %(parts)s.") % {"parts": pgettext("list", ", ").join(parts)})
    return said


def _against(told: Explanation, other: str) -> list[str]:
    """Within one run: where both stand."""
    text = _(
        "Rank %(rank)d of %(n)d with %(score)s; %(other)s: rank %(against)d with %(its)s"
        " (%(change)s)."
    )
    ranks = {"rank": told.rank, "n": told.cities, "against": told.other_rank, "other": other}
    scores = {"score": score(told.score), "its": score(told.other_score)}
    return [text % {**ranks, **scores, "change": signed(told.change)}]


def _side(told: Explanation, other: str, lines: Sequence[Line], same_run: bool) -> str:
    """The weightiest losses or gains with their points; nothing where there is none."""
    if not lines:
        return ""
    lower = (lines[0].effect or 0.0) < 0
    if same_run:
        text = (
            _("Behind %(other)s mainly by: %(names)s.")
            if lower
            else _("Ahead of %(other)s mainly by: %(names)s.")
        )
    else:
        text = _("Lost mainly by: %(names)s.") if lower else _("Gained mainly by: %(names)s.")
    named = [
        _("%(name)s (%(points)s)") % {"name": _name(line), "points": signed(told.points[line.code])}
        for line in lines[:NAMED]
    ]
    return text % {"other": other, "names": pgettext("list", ", ").join(named)}


def _name(line: Line) -> str:
    if line.is_missing != line.other_is_missing:
        return _("missing value of “%(name)s”") % {"name": line.name}
    return line.name
