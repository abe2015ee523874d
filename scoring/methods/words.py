"""Words for what a method says: stages, rules, parameters, and why a value is refused."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from scoring.index.step import Step, Value

STAGES: dict[str, Any] = {
    "treat": _lazy("Outlier treatment"),
    "normalise": _lazy("Normalisation"),
    "missing": _lazy("Missing cells"),
    "aggregate": _lazy("Aggregation"),
    "renormalise": _lazy("Rescaling of node scores"),
}
RULE_WORDS: dict[str, dict[str, Any]] = {
    "treat": {
        "none": _lazy("No treatment"),
        "winsorise_sd": _lazy("Clip at mean ± k standard deviations"),
        "winsorise_percentile": _lazy("Clip at the percentiles p and 1 − p"),
        "winsorise_skew": _lazy("Pull extremes in until skew or kurtosis fits, else logarithm"),
        "log": _lazy("Logarithm"),
    },
    "normalise": {
        "minmax": _lazy("Min–max"),
        "zscore": _lazy("Z-score"),
        "percent_rank": _lazy("Percent rank"),
        "rank": _lazy("Rank"),
        "goalposts": _lazy("Goalposts"),
    },
    "missing": {
        "rescale": _lazy("Rescale the weights over what is present"),
        "worst": _lazy("Take the worst value"),
        "group_median": _lazy("Take the median of the group"),
    },
    "aggregate": {
        "arithmetic": _lazy("Arithmetic mean"),
        "geometric": _lazy("Geometric mean"),
        "harmonic": _lazy("Harmonic mean"),
        "generalised": _lazy("Generalised mean"),
    },
    "renormalise": {
        "none": _lazy("No rescaling"),
        "minmax": _lazy("Min–max"),
        "zscore": _lazy("Z-score"),
    },
}
PARAMETERS: dict[str, Any] = {
    "k": _lazy("k (standard deviations)"),
    "p": _lazy("p"),
    "winmax": _lazy("most points"),
    "skew": _lazy("largest |skew|"),
    "kurtosis": _lazy("largest kurtosis"),
    "two_sided": _lazy("mirror for negative skew"),
    "lower": _lazy("from"),
    "upper": _lazy("to"),
    "mean": _lazy("mean"),
    "sd": _lazy("standard deviation"),
    "scale": _lazy("scale"),
    "group": _lazy("group"),
}
GROUPS: dict[str, Any] = {
    "province": _lazy("Province"),
    "region": _lazy("Region"),
    "level": _lazy("Level"),
}
OPTIONS: dict[str, Any] = {
    "availability": _lazy("Least share of weight present"),
    "decimals": _lazy("Decimals before ranking"),
    "tau": _lazy("Balance threshold τ of the types"),
    "type_shares": _lazy("Shares of the types"),
    "quadrant_split": _lazy("Quadrants split at"),
}
CHOICES: dict[str, dict[str, Any]] = {
    "type_shares": {
        "plain": _lazy("as they are"),
        "relative": _lazy("relative to the national mean"),
    },
    "quadrant_split": {"median": _lazy("the median"), "mean": _lazy("the mean")},
}
FINDINGS: dict[str, Any] = {
    "constant_column": _lazy("All present values are equal after treatment: it counts nothing."),
    "empty_column": _lazy("No city has a value: it counts nothing."),
    "still_skewed": _lazy("Still skewed after every step and the logarithm."),
    "constant_node": _lazy("All cities score the same here, so it adds nothing to its parent."),
    "empty_node": _lazy("No city has a score here."),
    "unranked_units": _lazy("Some cities have no score and stay unranked."),
    "group_without_values": _lazy("A group has no value to take the median of."),
}
# What `scoring.index` says in English, for readers of the pages.
_REASONS: tuple[tuple[str, Any], ...] = (
    (r"unknown rule (?P<a>.+); choose from (?P<b>.+)", _lazy("unknown rule %(a)s; known: %(b)s")),
    (r"(?P<a>\w+) has no such parameter", _lazy("the rule %(a)s has no such parameter")),
    (r"(?P<a>\w+) needs this parameter", _lazy("this number is needed")),
    (r"lower must be less than upper", _lazy("“from” must be less than “to”")),
    (r'an object with a "rule" is expected', _lazy("an object with a “rule” is expected")),
    (r"an object is expected", _lazy("an object is expected")),
    (r"(?P<a>.+) is not of the right type", _lazy("%(a)s is not of the right type")),
    (r"(?P<a>.+) is not a name", _lazy("%(a)s is not a name")),
    (r"(?P<a>.+) is not a finite number", _lazy("%(a)s is not a finite number")),
    (r"(?P<a>.+) is not a share from 0 to 1", _lazy("%(a)s is not a share from 0 to 1")),
    (
        r"(?P<a>.+) is not a whole number from 0 to 12",
        _lazy("%(a)s is not a whole number from 0 to 12"),
    ),
    (r"(?P<a>.+) is not a whole number", _lazy("%(a)s is not a whole number")),
    (r"(?P<a>.+) is not between -inf and inf", _lazy("%(a)s is out of range")),
    (r"(?P<a>.+) is not between -inf and (?P<b>.+)", _lazy("%(a)s is not less than %(b)s")),
    (r"(?P<a>.+) is not between (?P<b>.+) and inf", _lazy("%(a)s is not greater than %(b)s")),
    (
        r"(?P<a>.+) is not between (?P<b>.+) and (?P<c>.+)",
        _lazy("%(a)s does not lie between %(b)s and %(c)s"),
    ),
    (r"(?P<a>.+) is none of (?P<b>.+)", _lazy("%(a)s is none of %(b)s")),
    (r"(weight )?(?P<a>.+) is negative( or not finite)?", _lazy("the weight %(a)s is negative")),
    (r"unknown key; known: (?P<a>.*)", _lazy("unknown key; known are: %(a)s")),
    (r"(the tree has no such code|no such node to weigh)", _lazy("the tree has no such code")),
    (
        r"the weights of its children are all zero",
        _lazy("the weights of its children are all zero"),
    ),
    (r"(?P<a>.+) is not 1", _lazy("the format %(a)s is not 1")),
)


def reason_words(reason: str) -> str:
    """A refusal of the numeric package in the reader's language; unknown ones as they are."""
    for pattern, words in _REASONS:
        found = re.fullmatch(pattern, reason)
        if found:
            return str(words) % {name: text or "" for name, text in found.groupdict().items()}
    return reason


def value_words(value: Value | None) -> str:
    """A parameter's value: no trailing zeros, groups by name."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float | int):
        return number_text(float(value))
    return str(GROUPS.get(value, value))


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def step_words(stage: str, step: Step | None) -> str:
    """“Min–max (from 0, to 100)”; for no step of its own, the words that say so."""
    if step is None:
        return _("as the method")
    rule = str(RULE_WORDS[stage].get(step.rule, step.rule))
    if not step.parameters:
        return rule
    inside = _(", ").join(
        _("%(name)s %(value)s") % {"name": PARAMETERS.get(name, name), "value": value_words(value)}
        for name, value in step.parameters
    )
    return _("%(rule)s (%(parameters)s)") % {"rule": rule, "parameters": inside}
