"""Derived indicators: a formula over base variables of the same unit, units converted once."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import FloatArray
from scoring.index.codes import Detail, FindingCode, Reason
from scoring.index.derivation.formula import (
    Name,
    Negative,
    Node,
    Number,
    Operation,
    formula_names,
    parse_formula,
)
from scoring.index.derivation.units import PURE, Unit, conversion, parse_unit
from scoring.index.findings import Finding, Severity
from scoring.index.refusals import FormulaError


@dataclass(frozen=True)
class Derived:
    """An indicator's values float64[n], NaN missing, and what went wrong on the way."""

    values: FloatArray
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class _Quantity:
    values: FloatArray
    unit: Unit


def derive(
    formula: str,
    variables: Mapping[str, FloatArray],
    units: Mapping[str, str],
    target_unit: str,
    *,
    subject: str = "",
) -> Derived:
    """Evaluate a formula over ``variables`` (float64[n] each, stored ``units`` by name).

    Values are carried in their stored units with the factor beside them; the result is
    converted once into ``target_unit``, so a pure ratio becomes percent only there. A missing
    operand gives missing; division by zero gives missing and the finding
    ``division_by_zero``; ``total()`` over a variable with gaps sums what is there and gives
    ``total_with_gaps``. Raises FormulaError (syntax, unknown variable, units that do not fit).
    """
    node = parse_formula(formula)
    unknown = sorted(formula_names(node) - variables.keys())
    if unknown:
        raise FormulaError(Reason.UNKNOWN_VARIABLE, formula=formula, names=", ".join(unknown))
    findings: list[Finding] = []
    shape = next((variables[name].shape for name in formula_names(node)), (1,))
    result = _evaluate(node, variables, units, findings, subject or formula)
    factor = conversion(result.unit, parse_unit(target_unit), place=formula)
    values = np.broadcast_to(result.values, shape).astype(np.float64)
    if factor != 1.0:
        values = values * factor
    overflow = np.isinf(values)
    if overflow.any():
        findings.append(_at(FindingCode.OVERFLOW, subject or formula, overflow))
    return Derived(np.where(overflow, np.nan, values), tuple(findings))


def _evaluate(
    node: Node,
    variables: Mapping[str, FloatArray],
    units: Mapping[str, str],
    findings: list[Finding],
    subject: str,
) -> _Quantity:
    if isinstance(node, Number):
        return _Quantity(np.array([node.value]), PURE)
    if isinstance(node, Name):
        return _variable(node, variables, units, findings, subject)
    if isinstance(node, Negative):
        inner = _evaluate(node.operand, variables, units, findings, subject)
        return _Quantity(-inner.values, inner.unit)
    left = _evaluate(node.left, variables, units, findings, subject)
    right = _evaluate(node.right, variables, units, findings, subject)
    return _operate(node, left, right, findings, subject)


def _variable(
    node: Name,
    variables: Mapping[str, FloatArray],
    units: Mapping[str, str],
    findings: list[Finding],
    subject: str,
) -> _Quantity:
    values = np.asarray(variables[node.name], dtype=np.float64)
    unit = parse_unit(units[node.name])
    if not node.total:
        return _Quantity(values, unit)
    gaps = np.isnan(values)
    if gaps.any():
        findings.append(_at(FindingCode.TOTAL_WITH_GAPS, subject, gaps, variable=node.name))
    return _Quantity(np.array([np.nan if gaps.all() else np.nansum(values)]), unit)


def _operate(
    node: Operation, left: _Quantity, right: _Quantity, findings: list[Finding], subject: str
) -> _Quantity:
    if node.operator in ("+", "-"):
        factor = conversion(right.unit, left.unit, place=f"{subject}: {node.operator}")
        other = right.values if factor == 1.0 else right.values * factor
        values = left.values + other if node.operator == "+" else left.values - other
        return _Quantity(values, left.unit)
    with np.errstate(over="ignore"):
        if node.operator == "*":
            return _Quantity(left.values * right.values, left.unit.times(right.unit))
        zero = np.broadcast_to(right.values == 0, np.broadcast(left.values, right.values).shape)
        if zero.any():
            findings.append(_at(FindingCode.DIVISION_BY_ZERO, subject, zero))
        divisor = np.where(right.values == 0, np.nan, right.values)
        return _Quantity(left.values / divisor, left.unit.over(right.unit))


def _at(code: FindingCode, subject: str, rows: np.ndarray, **details: Detail) -> Finding:
    places = np.flatnonzero(rows)
    listed = ", ".join(map(str, places[:20])) + (" ..." if len(places) > 20 else "")
    details |= {"units": len(places), "rows": listed}
    return Finding(code, Severity.WARNING, subject, details)
