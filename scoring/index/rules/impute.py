"""Values for missing cells, put on the raw scale before treatment, per the missing rule.

``rescale`` fills nothing: the aggregation shares a missing child's weight among the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.codes import FindingCode, Reason
from scoring.index.findings import Finding, Severity
from scoring.index.refusals import MethodError
from scoring.index.rules.rule import Parameter, Rule, Step
from scoring.index.statistics.columns import extremes, quantile


@dataclass(frozen=True)
class Filling:
    """Raw values float64[n, c] with cells filled, and what could not be filled."""

    values: FloatArray
    findings: tuple[Finding, ...]


Groups = Mapping[str, IntArray]
Filler = Callable[[FloatArray, FloatArray, Step, Groups], Filling]


def worst(raw: FloatArray, direction: FloatArray) -> Filling:
    """The column's worst present value: the least, or the greatest where direction is -1."""
    low, high = extremes(raw)
    return Filling(np.where(np.isnan(raw), np.where(direction > 0, low, high), raw), ())


def group_median(raw: FloatArray, step: Step, groups: Groups) -> Filling:
    """The median of the unit's group, ``groups[name]`` int64[n] with -1 for no group.

    A group without a present value leaves its cells missing, and so does a unit without a
    group, each with a finding.
    """
    name = str(step.value("group"))
    if name not in groups:
        known = ", ".join(sorted(groups)) or "none"
        raise MethodError("missing.group", Reason.NO_GROUPING, group=repr(name), known=known)
    return _group_median(raw, groups[name], name)


def _group_median(raw: FloatArray, labels: IntArray, name: str) -> Filling:
    values = raw.copy()
    findings = []
    for label in np.unique(labels[labels >= 0]):
        rows = np.flatnonzero(labels == label)
        block = values[rows]
        missing = np.isnan(block)
        if not missing.any():
            continue
        medians = quantile(block, 0.5)
        values[rows] = np.where(missing, medians, block)
        empty = int(np.count_nonzero(np.isnan(medians)))
        if empty:
            findings.append(
                Finding(
                    FindingCode.GROUP_WITHOUT_VALUES,
                    Severity.WARNING,
                    f"{name}:{label}",
                    {"indicators": empty, "units": len(rows)},
                )
            )
    strangers = np.flatnonzero((labels < 0) & np.isnan(raw).any(axis=1))
    if len(strangers):
        code, places = FindingCode.UNITS_WITHOUT_GROUP, tuple(strangers.tolist())
        details = {"units": len(strangers)}
        findings.append(Finding(code, Severity.WARNING, name, details, places))
    return Filling(values, tuple(findings))


MISSING: Mapping[str, Rule[Filler]] = {
    "rescale": Rule(lambda raw, direction, step, groups: Filling(raw, ())),
    "worst": Rule(lambda raw, direction, step, groups: worst(raw, direction)),
    "group_median": Rule(
        lambda raw, direction, step, groups: group_median(raw, step, groups),
        (Parameter("group", "province"),),
    ),
}


def fill(raw: FloatArray, direction: FloatArray, step: Step, groups: Groups) -> Filling:
    """Fill the missing cells of float64[n, c] by one rule of ``MISSING``; an empty column stays.

    KeyError for an unknown rule.
    """
    return MISSING[step.rule].function(raw, direction, step, groups)
