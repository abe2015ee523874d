"""Words for what a method says: stages, rules and parameters."""

from __future__ import annotations

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
    "replies": gettext_lazy("Replies that count"),
}
CHOICES: dict[str, dict[str, Any]] = {
    "type_shares": {
        "plain": gettext_lazy("as they are"),
        "relative": gettext_lazy("relative to the national mean"),
    },
    "quadrant_split": {"median": gettext_lazy("the median"), "mean": gettext_lazy("the mean")},
    "replies": {
        "all": gettext_lazy("to all letters"),
        "first": gettext_lazy("to each city's first letter"),
    },
}
AS_METHOD = gettext_lazy("as the method")
YES, NO = gettext_lazy("yes"), gettext_lazy("no")


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
