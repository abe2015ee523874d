"""Columns of the coded indicators: each a formula over answers, by its question's code."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from scoring.index.arrays import FloatArray
from scoring.index.derivation.derive import derive
from scoring.index.findings import Finding
from scoring.models import Indicator, Variable
from scoring.runs.questions import operands_of


def coded_columns(
    answers: Mapping[str, FloatArray], cities: int
) -> tuple[dict[str, FloatArray], list[Finding]]:
    """float64[cities] per coded indicator, NaN where the answer is missing.

    Most are the answer itself; a scaled count (`bases / total(bases)`) is a formula, whose
    result is converted into the indicator's unit.
    """
    nothing = np.full(cities, np.nan)
    units = dict(Variable.objects.values_list("code", "stored_unit"))
    columns: dict[str, FloatArray] = {}
    findings: list[Finding] = []
    for indicator in Indicator.objects.coded():
        names = operands_of(indicator)
        operands = {name: answers.get(name, nothing) for name in names}
        if indicator.derivation in operands:
            columns[indicator.code] = operands[indicator.derivation]
            continue
        derived = derive(
            indicator.derivation, operands, units, indicator.unit, subject=indicator.code
        )
        columns[indicator.code] = derived.values
        findings += derived.findings
    return columns, findings
