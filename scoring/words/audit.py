"""What each check of the audit is called, what it means and how its numbers read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class CheckWords:
    """`advice` says what to do about a place that the check names."""

    title: Any
    advice: Any
    number: Any


_R = gettext_lazy("correlation")
CHECK_WORDS: dict[str, CheckWords] = {
    "no_information": CheckWords(
        gettext_lazy("Columns without information"),
        gettext_lazy(
            "Constant or empty: they add nothing to the index. Enter values or drop them."
        ),
        "",
    ),
    "unit_slip": CheckWords(
        gettext_lazy("Values in the wrong unit"),
        gettext_lazy("About 100 or 10,000 times off the city's province. Compare with the source."),
        gettext_lazy("times the expected"),
    ),
    "suspected_direction": CheckWords(
        gettext_lazy("Suspected wrong direction"),
        gettext_lazy("Runs against the rest of its domain. Check whether more is really better."),
        _R,
    ),
    "missing_by_indicator": CheckWords(
        gettext_lazy("Missing cells per indicator"),
        gettext_lazy("More than a tenth of the cities have no value; beyond a half it fails."),
        gettext_lazy("missing"),
    ),
    "missing_by_unit": CheckWords(
        gettext_lazy("Missing cells per city"),
        gettext_lazy("More than a tenth of the indicators have no value; beyond a half it fails."),
        gettext_lazy("missing"),
    ),
    "rescale_favoured": CheckWords(
        gettext_lazy("Cities favoured by missing cells"),
        gettext_lazy("They would rank lower if a missing cell counted as the worst value."),
        gettext_lazy("places better"),
    ),
    "near_duplicate": CheckWords(
        gettext_lazy("Near-duplicate indicators"),
        gettext_lazy(
            "They say almost the same, so it counts twice. Keep one or lower the weights."
        ),
        _R,
    ),
    "skewed": CheckWords(
        gettext_lazy("Skewed columns"),
        gettext_lazy("A few cities dominate the scale. Look at the treatment of outliers."),
        gettext_lazy("skew"),
    ),
    "zero_heavy": CheckWords(
        gettext_lazy("Columns that are mostly zero"),
        gettext_lazy("They tell few cities apart. A missing value may have been entered as zero."),
        gettext_lazy("zeros"),
    ),
    "low_alpha": CheckWords(
        gettext_lazy("Groups that do not hang together"),
        gettext_lazy("Cronbach's α below 0.7: the indicators measure different things."),
        "α",
    ),
    "weak_within_group": CheckWords(
        gettext_lazy("Indicators that hardly agree with their domain"),
        gettext_lazy("They scarcely move the score that they belong to."),
        _R,
    ),
    "stronger_across_groups": CheckWords(
        gettext_lazy("Indicators closer to another domain"),
        gettext_lazy("They agree more with another domain's score than with their own."),
        gettext_lazy("lead in correlation"),
    ),
}


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%"


def _factor(value: float) -> str:
    return f"× {value:,g}" if value >= 1 else f"÷ {1 / value:,g}"


_NUMBERS: dict[str, Callable[[float], str]] = {
    "no_information": lambda value: "",
    "unit_slip": _factor,
    "missing_by_indicator": _percent,
    "missing_by_unit": _percent,
    "zero_heavy": _percent,
    "rescale_favoured": lambda value: _("%(n)d places") % {"n": value},
}


def place_value(check: str, value: float) -> str:
    """The number of a place: a share, a factor, places, or two decimals."""
    return _NUMBERS.get(check, lambda number: f"{number:.2f}")(value)
