"""The whole chain, from the raw matrix to ranks at every node, in one call."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.aggregate import aggregate
from scoring.index.chain.ledger import TreatedCells, clipped_cells, filled_cells, join_cells
from scoring.index.codes import FindingCode, Reason
from scoring.index.findings import Finding, Severity, six_digits
from scoring.index.method.method import Method
from scoring.index.refusals import DataError, MethodError, TreeError
from scoring.index.rules.impute import fill
from scoring.index.rules.normalise import normalise
from scoring.index.rules.rule import Step
from scoring.index.rules.treat import treat
from scoring.index.statistics.rank import UNRANKED, rank_columns
from scoring.index.tree.tree import Tree, effective_weights, local_weights

LARGEST = 1e100
"""Raw values beyond this are refused: their squares would leave the range of float64."""


@dataclass(frozen=True)
class Result:
    """What a run gives: n units, m indicators, k nodes (top-down, the root first).

    Scores are unrounded; ranks are int64 with 0 for unranked. ``effective_weights``
    float64[m] are those of a complete unit.
    """

    treated: FloatArray
    normalised: FloatArray
    node_codes: tuple[str, ...]
    scores: FloatArray
    ranks: IntArray
    treated_cells: TreatedCells
    findings: tuple[Finding, ...]
    effective_weights: FloatArray


def compute(
    raw: FloatArray, tree: Tree, method: Method, *, groups: Mapping[str, IntArray] | None = None
) -> Result:
    """Run the chain over float64[n, m], columns in the order of the tree's leaves, NaN missing.

    ``groups`` names int64[n] labels (-1: none) for the missing rule ``group_median``. Raises
    DataError (infinite value or score, wrong shape, undefined mean) and MethodError (unknown
    code or grouping, weights). Definitions: ``docs/method.md``.
    """
    layout = tree.layout
    raw = checked_matrix(raw, tree)
    check_method(method, tree)
    local = method_weights(method, tree)
    filled, filling = fill_missing(raw, tree, method, groups or {})
    treated, cells, treating = treat_columns(filled, tree, method)
    normalised, normalising = normalise_columns(treated, tree, method)
    _refuse_overflow(normalised, layout.leaf_codes, 0)
    aggregation = aggregate(normalised, layout, local, method)
    _refuse_overflow(aggregation.scores, layout.node_codes, len(layout.leaf_codes))
    ranks = rank_columns(aggregation.scores, method.decimals)
    return Result(
        treated=treated,
        normalised=normalised,
        node_codes=layout.node_codes,
        scores=aggregation.scores,
        ranks=ranks,
        treated_cells=join_cells([filled_cells(raw, filled, tree, method), cells]),
        findings=(
            *filling,
            *treating,
            *normalising,
            *aggregation.findings,
            *_score_findings(aggregation.scores, ranks, layout.node_codes),
        ),
        effective_weights=effective_weights(tree, local),
    )


def normalised_matrix(
    raw: FloatArray, tree: Tree, method: Method, groups: Mapping[str, IntArray]
) -> FloatArray:
    """The chain up to the normalised values float64[n, m], as schemes for weights read them."""
    raw = checked_matrix(raw, tree)
    check_method(method, tree)
    filled, _ = fill_missing(raw, tree, method, groups)
    treated, _, _ = treat_columns(filled, tree, method)
    return normalise_columns(treated, tree, method)[0]


def checked_matrix(raw: FloatArray, tree: Tree) -> FloatArray:
    """The matrix as float64[n, m]; raises DataError for a wrong shape or an unusable value."""
    values = np.asarray(raw, dtype=np.float64)
    m = len(tree.leaf_codes)
    if values.ndim != 2 or values.shape[1] != m:
        raise DataError(Reason.WRONG_SHAPE, columns=m, shape=str(values.shape))
    if not len(values):
        raise DataError(Reason.NO_UNIT)
    too_large = np.abs(values) > LARGEST
    if too_large.any():
        row, column = (int(i) for i in np.argwhere(too_large)[0])
        raise DataError(
            Reason.TOO_LARGE,
            row=row,
            column=column,
            place=tree.leaf_codes[column],
            value=str(values[row, column]),
            limit=LARGEST,
        )
    return values


def _refuse_overflow(values: FloatArray, codes: tuple[str, ...], first: int) -> None:
    """DataError for the first value float64[n, c] that has left the range of numbers; ``first``
    is the position of ``codes[0]`` among all nodes."""
    lost = np.isinf(values)
    if lost.any():
        row, at = (int(i) for i in np.argwhere(lost)[0])
        raise DataError(Reason.OUT_OF_NUMBERS, row=row, column=first + at, place=codes[at])


def check_method(method: Method, tree: Tree) -> None:
    """Raise MethodError for a code in the method that the tree does not have."""
    layout = tree.layout
    for place, codes, known in (
        ("indicators", method.indicators, layout.leaf_codes),
        ("nodes", method.nodes, layout.node_codes),
    ):
        for code in codes:
            if code not in known:
                raise MethodError(f"{place}.{code}", Reason.NO_SUCH_CODE)


def method_weights(method: Method, tree: Tree) -> FloatArray:
    """Local weights float64[m+k] under the method's overrides; raises MethodError."""
    try:
        return local_weights(tree, method.weights)
    except TreeError as error:
        raise MethodError(f"weights.{error.place}", error.code, **error.details) from error


def column_groups(tree: Tree, method: Method, stage: str) -> list[tuple[Step, slice | IntArray]]:
    """Columns that share a step, so that each rule runs once over all of its columns."""
    if not method.indicators:
        return [(getattr(method, stage), slice(None))]
    groups: dict[Step, list[int]] = {}
    for i, code in enumerate(tree.leaf_codes):
        groups.setdefault(method.indicator_step(stage, code), []).append(i)
    return [(step, np.array(columns, dtype=np.int64)) for step, columns in groups.items()]


def fill_missing(
    raw: FloatArray, tree: Tree, method: Method, groups: Mapping[str, IntArray]
) -> tuple[FloatArray, list[Finding]]:
    """Stage 1: missing cells by each indicator's rule, on the raw scale."""
    values = raw
    findings: list[Finding] = []
    for step, columns in column_groups(tree, method, "missing"):
        if step.rule == "rescale":
            continue
        filling = fill(raw[:, columns], tree.layout.direction[columns], step, groups)
        values = values.copy() if values is raw else values
        values[:, columns] = filling.values
        findings.extend(filling.findings)
    return values, findings


def treat_columns(
    filled: FloatArray, tree: Tree, method: Method
) -> tuple[FloatArray, TreatedCells, list[Finding]]:
    """Stage 2: outlier treatment by each indicator's rule, with the ledger of changed cells."""
    parts, findings = [], []
    groups = column_groups(tree, method, "treat")
    treated = filled if len(groups) == 1 else filled.copy()
    for step, columns in groups:
        x = filled[:, columns]
        treatment = treat(x, step)
        if len(groups) == 1:
            treated = treatment.values
        else:
            treated[:, columns] = treatment.values
        positions = np.arange(filled.shape[1])[columns]
        parts.append(clipped_cells(x, treatment, positions, step))
        for i in np.flatnonzero(treatment.failed):
            code = tree.leaf_codes[positions[i]]
            findings.append(Finding(FindingCode.STILL_SKEWED, Severity.WARNING, code))
    return treated, join_cells(parts), findings


def normalise_columns(
    treated: FloatArray, tree: Tree, method: Method
) -> tuple[FloatArray, list[Finding]]:
    """Stage 3: normalisation by each indicator's rule; constant columns become missing."""
    findings = []
    groups = column_groups(tree, method, "normalise")
    normalised = np.empty_like(treated) if len(groups) > 1 else treated
    constant = np.zeros(treated.shape[1], dtype=bool)
    for step, columns in groups:
        values, flat = normalise(treated[:, columns], tree.layout.direction[columns], step)
        constant[columns] = flat
        if len(groups) == 1:
            normalised = values
        else:
            normalised[:, columns] = values
    for i in np.flatnonzero(constant):
        findings.append(
            Finding(
                FindingCode.CONSTANT_COLUMN,
                Severity.WARNING,
                tree.leaf_codes[i],
                {"value": six_digits(np.fmin.reduce(treated[:, i]))},
            )
        )
    for i in np.flatnonzero(np.isnan(treated[0])):
        if not np.isnan(treated[:, i]).all():
            continue
        findings.append(Finding(FindingCode.EMPTY_COLUMN, Severity.WARNING, tree.leaf_codes[i]))
    return normalised, findings


def _score_findings(
    scores: FloatArray, ranks: IntArray, node_codes: tuple[str, ...]
) -> list[Finding]:
    findings = []
    unranked = np.flatnonzero(ranks[:, 0] == UNRANKED)
    if len(unranked):
        findings.append(
            Finding(
                FindingCode.UNRANKED_UNITS,
                Severity.WARNING,
                node_codes[0],
                {"units": len(unranked)},
                tuple(unranked.tolist()),
            )
        )
    shared = np.bincount(ranks[:, 0])[1:]
    tied = int(shared[shared > 1].sum())
    if tied:
        details = {"units": tied}
        findings.append(Finding(FindingCode.TIED_RANKS, Severity.INFO, node_codes[0], details))
    for i in np.flatnonzero(np.isnan(scores[0])):
        if not np.isnan(scores[:, i]).all():
            continue
        severity = Severity.FAILURE if i == 0 else Severity.WARNING
        findings.append(Finding(FindingCode.EMPTY_NODE, severity, node_codes[i]))
    return findings
