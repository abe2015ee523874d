"""Words for what a method says: stages, rules, parameters, and why a value is refused."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.index.rules.rule import Step, Value
from surveys.numbers import number_text

STAGE_WORDS: dict[str, Any] = {
    "treat": gettext_lazy("Outlier treatment"),
    "normalise": gettext_lazy("Normalisation"),
    "missing": gettext_lazy("Missing cells"),
    "aggregate": gettext_lazy("Aggregation"),
    "renormalise": gettext_lazy("Rescaling of node scores"),
}
RULE_WORDS: dict[str, dict[str, Any]] = {
    "treat": {
        "none": gettext_lazy("No treatment"),
        "winsorise_sd": gettext_lazy("Clip at mean ± k standard deviations"),
        "winsorise_percentile": gettext_lazy("Clip at the percentiles p and 1 − p"),
        "winsorise_skew": gettext_lazy(
            "Pull extremes in until skew or kurtosis fits, else logarithm"
        ),
        "log": gettext_lazy("Logarithm"),
    },
    "normalise": {
        "minmax": gettext_lazy("Min–max"),
        "zscore": gettext_lazy("Z-score"),
        "percent_rank": gettext_lazy("Percent rank"),
        "rank": gettext_lazy("Rank"),
        "goalposts": gettext_lazy("Goalposts"),
    },
    "missing": {
        "rescale": gettext_lazy("Rescale the weights over what is present"),
        "worst": gettext_lazy("Take the worst value"),
        "group_median": gettext_lazy("Take the median of the group"),
    },
    "aggregate": {
        "arithmetic": gettext_lazy("Arithmetic mean"),
        "geometric": gettext_lazy("Geometric mean"),
        "harmonic": gettext_lazy("Harmonic mean"),
        "generalised": gettext_lazy("Generalised mean"),
    },
    "renormalise": {
        "none": gettext_lazy("No rescaling"),
        "minmax": gettext_lazy("Min–max"),
        "zscore": gettext_lazy("Z-score"),
    },
}
PARAMETERS: dict[str, Any] = {
    "k": gettext_lazy("k (standard deviations)"),
    "p": gettext_lazy("p"),
    "winmax": gettext_lazy("most points"),
    "skew": gettext_lazy("largest |skew|"),
    "kurtosis": gettext_lazy("largest kurtosis"),
    "two_sided": gettext_lazy("mirror for negative skew"),
    "lower": gettext_lazy("from"),
    "upper": gettext_lazy("to"),
    "mean": gettext_lazy("mean"),
    "sd": gettext_lazy("standard deviation"),
    "scale": gettext_lazy("scale"),
    "group": gettext_lazy("group"),
}
GROUPS: dict[str, Any] = {
    "province": gettext_lazy("Province"),
    "region": gettext_lazy("Region"),
    "level": gettext_lazy("Level"),
}
OPTIONS: dict[str, Any] = {
    "availability": gettext_lazy("Least share of weight present"),
    "decimals": gettext_lazy("Decimals before ranking"),
    "tau": gettext_lazy("Balance threshold τ of the types"),
    "type_shares": gettext_lazy("Shares of the types"),
    "quadrant_split": gettext_lazy("Quadrants split at"),
}
CHOICES: dict[str, dict[str, Any]] = {
    "type_shares": {
        "plain": gettext_lazy("as they are"),
        "relative": gettext_lazy("relative to the national mean"),
    },
    "quadrant_split": {"median": gettext_lazy("the median"), "mean": gettext_lazy("the mean")},
}
FINDING_WORDS: dict[str, Any] = {
    "constant_column": gettext_lazy(
        "All present values are equal after treatment: it counts nothing."
    ),
    "empty_column": gettext_lazy("No city has a value: it counts nothing."),
    "still_skewed": gettext_lazy("Still skewed after every step and the logarithm."),
    "constant_node": gettext_lazy(
        "All cities score the same here, so it adds nothing to its parent."
    ),
    "empty_node": gettext_lazy("No city has a score here."),
    "unranked_units": gettext_lazy("Some cities have no score and stay unranked."),
    "group_without_values": gettext_lazy("A group has no value to take the median of."),
    "units_without_group": gettext_lazy("Cities without a group keep their missing cells."),
}
AS_METHOD = gettext_lazy("as the method")
YES, NO = gettext_lazy("yes"), gettext_lazy("no")
# What `scoring.index` says in English, for readers of the pages.
_REASONS: tuple[tuple[str, Any], ...] = (
    (
        r"unknown rule (?P<a>.+); choose from (?P<b>.+)",
        gettext_lazy("unknown rule %(a)s; known: %(b)s"),
    ),
    (r"(?P<a>\w+) has no such parameter", gettext_lazy("the rule %(a)s has no such parameter")),
    (r"(?P<a>\w+) needs this parameter", gettext_lazy("this number is needed")),
    (r"lower must be less than upper", gettext_lazy("“from” must be less than “to”")),
    (r'an object with a "rule" is expected', gettext_lazy("an object with a “rule” is expected")),
    (r"an object is expected", gettext_lazy("an object is expected")),
    (r"(?P<a>.+) is not of the right type", gettext_lazy("%(a)s is not of the right type")),
    (r"(?P<a>.+) is not a name", gettext_lazy("%(a)s is not a name")),
    (r"(?P<a>.+) is not a finite number", gettext_lazy("%(a)s is not a finite number")),
    (r"(?P<a>.+) is not a share from 0 to 1", gettext_lazy("%(a)s is not a share from 0 to 1")),
    (
        r"(?P<a>.+) is not a whole number from 0 to 12",
        gettext_lazy("%(a)s is not a whole number from 0 to 12"),
    ),
    (r"(?P<a>.+) is not a whole number", gettext_lazy("%(a)s is not a whole number")),
    (r"(?P<a>.+) is not between -inf and inf", gettext_lazy("%(a)s is out of range")),
    (r"(?P<a>.+) is not between -inf and (?P<b>.+)", gettext_lazy("%(a)s is not less than %(b)s")),
    (
        r"(?P<a>.+) is not between (?P<b>.+) and inf",
        gettext_lazy("%(a)s is not greater than %(b)s"),
    ),
    (
        r"(?P<a>.+) is not between (?P<b>.+) and (?P<c>.+)",
        gettext_lazy("%(a)s does not lie between %(b)s and %(c)s"),
    ),
    (r"(?P<a>.+) is none of (?P<b>.+)", gettext_lazy("%(a)s is none of %(b)s")),
    (
        r"(weight )?(?P<a>.+) is negative( or not finite)?",
        gettext_lazy("the weight %(a)s is negative"),
    ),
    (r"unknown key; known: (?P<a>.*)", gettext_lazy("unknown key; known are: %(a)s")),
    (
        r"(the tree has no such code|no such node to weigh)",
        gettext_lazy("the tree has no such code"),
    ),
    (
        r"the weights of its children are all zero",
        gettext_lazy("the weights of its children are all zero"),
    ),
    (r"(?P<a>.+) is not 1", gettext_lazy("the format %(a)s is not 1")),
)


def reason_words(reason: str) -> str:
    """A refusal of the numeric package in the reader's language; unknown ones as they are."""
    for pattern, words in _REASONS:
        found = re.fullmatch(pattern, reason)
        if found:
            return str(words) % {name: text or "" for name, text in found.groupdict().items()}
    return reason


def rule_words(rule: str) -> str:
    """How a treated or filled cell came to its value."""
    found = RULE_WORDS["treat"].get(rule) or RULE_WORDS["missing"].get(rule)
    return str(found or rule)


def value_words(value: Value | None) -> str:
    """A parameter's value: no trailing zeros, groups by name."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, float | int):
        return number_text(float(value))
    return str(GROUPS.get(value, value))


def step_words(stage: str, step: Step | None) -> str:
    """“Min–max (from 0, to 100)”; for no step of its own, the words that say so."""
    if step is None:
        return str(AS_METHOD)
    rule = str(RULE_WORDS[stage].get(step.rule, step.rule))
    if not step.parameters:
        return rule
    inside = _(", ").join(
        _("%(name)s %(value)s") % {"name": PARAMETERS.get(name, name), "value": value_words(value)}
        for name, value in step.parameters
    )
    return _("%(rule)s (%(parameters)s)") % {"rule": rule, "parameters": inside}
