"""Pre-flight audit: what an analyst should look at before a run, with the cells concerned.

Every check gives one item, also when it passes, so that the list tells what was looked at.
Thresholds without a source are our choice and stand in ``Limits``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.audit.rescaling import places_gained
from scoring.index.audit.unit_slips import unit_slips
from scoring.index.chain.chain import Result, checked_matrix, compute
from scoring.index.method.method import Method
from scoring.index.statistics.columns import skew_kurtosis
from scoring.index.statistics.correlation import cronbach_alpha, pearson
from scoring.index.tree.tree import Tree


class Status(StrEnum):
    """Pass, look at it, or do not publish before it is settled."""

    PASS = "pass"  # noqa: S105 (a status, no password)
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Limits:
    """Where a check begins to warn or fails."""

    missing_warn: float = 0.1
    missing_fail: float = 0.5
    duplicate: float = 0.95
    skew: float = 2.0
    kurtosis: float = 3.5
    zeros: float = 0.5
    alpha: float = 0.7
    direction: float = -0.3
    weak_parent: float = 0.3
    favoured_places: int = 5


@dataclass(frozen=True)
class Concern:
    """One place that a check points at: unit row, column code or pair, and its number."""

    row: int | None
    subject: str
    value: float


@dataclass(frozen=True)
class AuditItem:
    """A check's outcome; ``concerns`` are ordered by gravity and empty where it passes."""

    code: str
    status: Status
    concerns: tuple[Concern, ...]


@dataclass(frozen=True)
class Subject:
    """Everything that the checks read: inputs, the run of them, groupings, limits."""

    raw: FloatArray
    tree: Tree
    method: Method
    result: Result
    groups: Mapping[str, IntArray]
    limits: Limits


def audit(
    raw: FloatArray,
    tree: Tree,
    method: Method,
    *,
    groups: Mapping[str, IntArray] | None = None,
    limits: Limits | None = None,
    result: Result | None = None,
) -> tuple[AuditItem, ...]:
    """Run every check on float64[n, m]; raises what ``compute`` raises.

    ``groups['province']`` int64[n], where given, serves as the peers of a unit.
    """
    raw = checked_matrix(raw, tree)
    result = result or compute(raw, tree, method, groups=groups)
    subject = Subject(raw, tree, method, result, groups or {}, limits or Limits())
    return tuple(check(subject) for check in CHECKS)


def columns_without_information(at: Subject) -> AuditItem:
    """Constant or empty columns, which contribute nothing."""
    named = ("constant_column", "empty_column")
    concerns = [Concern(None, f.subject, 0.0) for f in at.result.findings if f.code in named]
    return _item("no_information", concerns, Status.FAIL)


def slipped_units(at: Subject) -> AuditItem:
    """Cells 100 or 10,000 times off their peers that would fit after the correction."""
    rows, columns, factors = unit_slips(at.raw, at.groups.get("province"))
    concerns = [
        Concern(int(row), at.tree.leaf_codes[column], float(factor))
        for row, column, factor in zip(rows, columns, factors, strict=True)
    ]
    return _item("unit_slip", concerns)


def suspected_directions(at: Subject) -> AuditItem:
    """Indicators that run against the rest of their domain (item-rest correlation)."""
    concerns = []
    for domain in _domains(at.tree):
        columns = at.tree.layout.leaves_below(domain)
        if len(columns) < 3:
            continue
        x = _standardised(at.result.normalised[:, columns])
        for i, column in enumerate(columns):
            rest = _row_mean(np.delete(x, i, axis=1))
            r = float(pearson(np.column_stack([x[:, i], rest]))[0, 1])
            if r < at.limits.direction:
                concerns.append(Concern(None, at.tree.leaf_codes[column], r))
    return _item("suspected_direction", sorted(concerns, key=lambda c: c.value))


def missing_by_indicator(at: Subject) -> AuditItem:
    """Share of units without a value, per indicator."""
    share = np.isnan(at.raw).mean(axis=0)
    return _shares(
        "missing_by_indicator",
        at,
        share,
        [Concern(None, code, float(s)) for code, s in zip(at.tree.leaf_codes, share, strict=True)],
    )


def missing_by_unit(at: Subject) -> AuditItem:
    """Share of indicators without a value, per unit."""
    share = np.isnan(at.raw).mean(axis=1)
    return _shares(
        "missing_by_unit", at, share, [Concern(row, "", float(s)) for row, s in enumerate(share)]
    )


def favoured_by_rescaling(at: Subject) -> AuditItem:
    """Units placed better because a missing cell is left out instead of counting as worst."""
    gain = places_gained(at.raw, at.tree, at.method, at.groups, at.result)
    order = np.argsort(-gain, kind="stable")
    rows = [int(row) for row in order if gain[row] >= at.limits.favoured_places]
    return _item("rescale_favoured", [Concern(row, "", float(gain[row])) for row in rows])


def near_duplicates(at: Subject) -> AuditItem:
    """Pairs of indicators that say almost the same, |r| above the limit."""
    r = np.nan_to_num(pearson(at.result.normalised))
    pairs = np.argwhere(np.triu(np.abs(r) > at.limits.duplicate, k=1))
    codes = at.tree.leaf_codes
    concerns = [Concern(None, f"{codes[i]} / {codes[j]}", float(r[i, j])) for i, j in pairs]
    return _item("near_duplicate", sorted(concerns, key=lambda c: -abs(c.value)))


def skewed_columns(at: Subject) -> AuditItem:
    """Raw columns with both |skewness| and kurtosis out of range."""
    g1, g2 = skew_kurtosis(at.raw)
    out = np.flatnonzero((np.abs(g1) >= at.limits.skew) & (g2 >= at.limits.kurtosis))
    order = out[np.argsort(-np.abs(g1[out]), kind="stable")]
    return _item("skewed", [Concern(None, at.tree.leaf_codes[i], float(g1[i])) for i in order])


def zero_heavy_columns(at: Subject) -> AuditItem:
    """Columns in which most present values are 0."""
    present = np.maximum((~np.isnan(at.raw)).sum(axis=0), 1)
    share = (at.raw == 0).sum(axis=0) / present
    heavy = np.flatnonzero(share >= at.limits.zeros)
    order = heavy[np.argsort(-share[heavy], kind="stable")]
    return _item(
        "zero_heavy", [Concern(None, at.tree.leaf_codes[i], float(share[i])) for i in order]
    )


def weak_consistency(at: Subject) -> AuditItem:
    """Groups of indicators with a low Cronbach's alpha."""
    concerns = []
    for code in at.tree.node_codes:
        columns = at.tree.layout.leaves_below(code)
        alpha = cronbach_alpha(at.result.normalised[:, columns])
        if alpha < at.limits.alpha:
            concerns.append(Concern(None, code, alpha))
    return _item("low_alpha", sorted(concerns, key=lambda c: c.value))


def weak_within_group(at: Subject) -> AuditItem:
    """Indicators that hardly agree with the score of their own domain."""
    own, _ = _domain_correlations(at)
    return _item(
        "weak_within_group",
        [
            Concern(None, code, own[code])
            for code in sorted(own, key=lambda c: own[c])
            if own[code] < at.limits.weak_parent
        ],
    )


def stronger_across_groups(at: Subject) -> AuditItem:
    """Indicators that agree more with another domain's score than with their own."""
    own, other = _domain_correlations(at)
    lead = {code: other[code] - own[code] for code in own if other[code] > own[code]}
    return _item(
        "stronger_across_groups",
        [Concern(None, code, lead[code]) for code in sorted(lead, key=lambda c: -lead[c])],
    )


CHECKS: Sequence[Callable[[Subject], AuditItem]] = (
    columns_without_information,
    slipped_units,
    suspected_directions,
    missing_by_indicator,
    missing_by_unit,
    favoured_by_rescaling,
    near_duplicates,
    skewed_columns,
    zero_heavy_columns,
    weak_consistency,
    weak_within_group,
    stronger_across_groups,
)


def _item(code: str, concerns: Sequence[Concern], status: Status = Status.WARN) -> AuditItem:
    return AuditItem(code, status if concerns else Status.PASS, tuple(concerns))


def _shares(code: str, at: Subject, share: FloatArray, all_of: list[Concern]) -> AuditItem:
    concerns = sorted(
        (c for c in all_of if c.value > at.limits.missing_warn), key=lambda c: -c.value
    )
    failed = bool((share > at.limits.missing_fail).any())
    return _item(code, concerns, Status.FAIL if failed else Status.WARN)


def _domains(tree: Tree) -> list[str]:
    """Branches right below the root."""
    return [
        code
        for i, code in enumerate(tree.node_codes)
        if tree.layout.parent[len(tree.leaf_codes) + i] == 0
    ]


def _standardised(x: FloatArray) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.nanmax(x, axis=0, initial=-np.inf) - np.nanmin(x, axis=0, initial=np.inf)
        return np.asarray(x / np.where(spread > 0, spread, np.nan))


def _row_mean(x: FloatArray) -> FloatArray:
    count = (~np.isnan(x)).sum(axis=1)
    total = np.where(np.isnan(x), 0.0, x).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _domain_correlations(at: Subject) -> tuple[dict[str, float], dict[str, float]]:
    """Correlation of each leaf with its own domain's score and the best with another's."""
    domains = _domains(at.tree)
    m = len(at.tree.leaf_codes)
    if len(domains) < 2:
        return {}, {}
    columns = [at.tree.layout.position[code] - m for code in domains]
    r = pearson(np.column_stack([at.result.normalised, at.result.scores[:, columns]]))[:m, m:]
    own, other = {}, {}
    for d, domain in enumerate(domains):
        for leaf in at.tree.layout.leaves_below(domain):
            if np.isnan(r[leaf, d]):
                continue
            own[at.tree.leaf_codes[leaf]] = float(r[leaf, d])
            rest = np.delete(r[leaf], d)
            other[at.tree.leaf_codes[leaf]] = float(np.nanmax(rest, initial=-1.0))
    return own, other
