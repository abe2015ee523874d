"""Rank flips: the smallest change of the top weights that reverses or lifts a rank.

A unit's composite is sum(w x)/sum(w) over the domains that it has. Where all units concerned
have the same ones, "above" is linear in the weights and one programme gives the least change.
Otherwise the level t that parts the two is searched: for a fixed t both sides, sum(w (x - t))
>= 0 for one and <= 0 for the other, are linear again. Whatever is found is recomputed.
Imports SciPy, so it belongs into workers.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.aggregate import aggregate
from scoring.index.chain.chain import Result, method_weights
from scoring.index.chain.rescoring import base_of
from scoring.index.codes import Reason
from scoring.index.method.method import Method
from scoring.index.refusals import MethodError, NotDetermined, StudyError
from scoring.index.rules.means import power_of
from scoring.index.statistics.rank import UNRANKED, rank_columns
from scoring.index.tree.tree import Tree

MARGIN = 1e-6
"""The winner must lead by this much, well above the rounding of scores."""

TIME_LIMIT = 60.0
"""Seconds after which a search gives up."""

_LEVELS, _FINE, _REFINED = 101, 1001, 40
"""Levels tried over the range of scores, again where none of them does it, and then between
the neighbours of the best."""

_LEAST_WEIGHT = 1e-6
"""Weight of the domains that a unit has, below which its composite means nothing."""


@dataclass(frozen=True)
class Flip:
    """New local weights float64[d] of the root's children, summing to 1, and their L1 change.

    ``codes`` name the children; ``place`` is the unit's rank when the scores are computed
    again with them. None in place of a Flip means that no weights do it.
    """

    codes: tuple[str, ...]
    weights: FloatArray
    change: float
    place: int


@dataclass(frozen=True)
class _Top:
    """The root's children: codes, local weights float64[d], values float64[n, d] (NaN: none)."""

    result: Result
    tree: Tree
    method: Method
    codes: tuple[str, ...]
    weights: FloatArray
    scores: FloatArray


def swap(result: Result, tree: Tree, method: Method, unit: int, rival: int) -> Flip | None:
    """Least change of domain weights that puts ``unit`` above ``rival`` (rows).

    Minimise sum |w' - w| over w' >= 0, sum w' = 1, with the unit's composite above the
    rival's by a margin. None where no weights do it. Raises MethodError where the root's mean
    is not arithmetic, ValueError for a unit without a score, NotDetermined.
    """
    top = _top(result, tree, method)
    _check_scored(top, unit, rival)
    one, other = top.scores[unit], top.scores[rival]
    if (np.isnan(one) == np.isnan(other)).all():
        there = ~np.isnan(one)
        lead = np.where(there, one - other, 0.0) - MARGIN * there
        found = _least_change(top, np.vstack([lead, _has(there)]), np.zeros(2))
        return None if found is None else _recomputed(top, found, unit, rivals=[rival])

    def at(level: float) -> FloatArray | None:
        rows = [_above(one, level + MARGIN), -_above(other, level)]
        rows += [_has(~np.isnan(one)), _has(~np.isnan(other))]
        return _least_change(top, np.vstack(rows), np.zeros(4))

    found = _searched(top, at, np.concatenate([one, other]))
    return _recomputed(top, found, unit, rivals=[rival])


def into_top(result: Result, tree: Tree, method: Method, unit: int, places: int) -> Flip | None:
    """Least change of domain weights that brings ``unit`` (row) among the first ``places``.

    The same objective with a 0/1 variable for each rival that may stay ahead, at most
    places - 1 of them: a mixed-integer linear programme. None where no weights do it. Raises
    as ``swap`` does, NotDetermined also where the time is up, and ValueError for places
    below 1.
    """
    if places < 1:
        raise ValueError(f"a place is from 1, not {places}")
    top = _top(result, tree, method)
    _check_scored(top, unit)
    scored = np.flatnonzero(result.ranks[:, 0] != UNRANKED)
    rivals = top.scores[scored[scored != unit]]
    own = top.scores[unit]
    until = time.monotonic() + TIME_LIMIT
    # those with the same domains compare linearly; the others can only make it harder, so what
    # holds without them and also with them is the least change, and what fails already fails
    alike = (np.isnan(rivals) == np.isnan(own)).all(axis=1)
    lead = np.where(np.isnan(own), 0.0, own - rivals[alike])
    has = _has(~np.isnan(own))[None, :]
    found = _least_with_rivals(top, lead, has, places, until, margin=MARGIN)
    if found is None:
        return None
    if alike.all() or UNRANKED < _ranks(top, found)[unit] <= places:
        return _recomputed(top, found, unit, places=places)

    def at(level: float) -> FloatArray | None:
        fixed = np.vstack([_above(own, level), _has(~np.isnan(own))])
        behind = np.vstack([-_above(rival, level - MARGIN) for rival in rivals])
        return _least_with_rivals(top, behind, fixed, places, until, margin=0.0)

    found = _searched(top, at, own)
    return _recomputed(top, found, unit, places=places)


def _above(x: FloatArray, level: float) -> FloatArray:
    """Coefficients of w in sum(w (x - level)) over the present domains."""
    return np.where(np.isnan(x), 0.0, x - level)


def _has(there: np.ndarray) -> FloatArray:
    """Coefficients by which the weight of the present domains is at least the least one, given
    that all weights sum to 1."""
    return there.astype(np.float64) - _LEAST_WEIGHT


def _searched(
    top: _Top, at: Callable[[float], FloatArray | None], values: FloatArray
) -> FloatArray:
    """The weights of least change over all levels; raises NotDetermined where none is found."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    best: FloatArray | None = None
    change = np.inf
    for count in (_LEVELS, _FINE, _REFINED, _REFINED):
        if count == _FINE and best is not None:
            continue
        levels = np.linspace(low, high, count)
        chosen = None
        for level in levels:
            found = at(float(level))
            if found is None:
                continue
            size = float(np.abs(found - top.weights).sum())
            if size < change:
                best, change, chosen = found, size, float(level)
        if chosen is None:
            continue
        step = (high - low) / (count - 1)
        low, high = chosen - step, chosen + step
    if best is None:
        raise NotDetermined(Reason.LACKS_DOMAIN)
    return best


def _least_change(top: _Top, rows: FloatArray, least: FloatArray) -> FloatArray | None:
    """Weights of least change with rows . w' >= least; None where there are none."""
    d = len(top.weights)
    found = linprog(
        np.concatenate([np.zeros(d), np.ones(d)]),
        A_ub=np.vstack([_change_rows(d), np.hstack([-rows, np.zeros((len(rows), d))])]),
        b_ub=np.concatenate([top.weights, -top.weights, -least]),
        A_eq=np.concatenate([np.ones(d), np.zeros(d)])[None, :],
        b_eq=[1.0],
        options={"time_limit": TIME_LIMIT},
    )
    return _solution(found.status, found.x, d)


def _least_with_rivals(
    top: _Top,
    behind: FloatArray,
    fixed: FloatArray,
    places: int,
    until: float,
    *,
    margin: float,
) -> FloatArray | None:
    """Weights of least change with behind[i] . w' >= margin for all but places - 1 rivals and
    fixed . w' >= 0; None where there are none."""
    d, r = len(top.weights), len(behind)
    big = float(np.abs(behind).max(initial=0.0)) + MARGIN
    beat = np.hstack([behind, np.zeros((r, d)), big * np.eye(r)])
    change = np.hstack([_change_rows(d), np.zeros((2 * d, r))])
    held = np.hstack([fixed, np.zeros((len(fixed), d + r))])
    whole = np.concatenate([np.ones(d), np.zeros(d + r)])
    ahead = np.concatenate([np.zeros(2 * d), np.ones(r)])
    remaining = until - time.monotonic()
    if remaining <= 0:
        raise NotDetermined(Reason.OUT_OF_TIME)
    found = milp(
        np.concatenate([np.zeros(d), np.ones(d), np.zeros(r)]),
        constraints=[
            LinearConstraint(np.vstack([beat, held]), np.r_[np.full(r, margin), fixed[:, 0] * 0]),
            LinearConstraint(change, -np.inf, np.concatenate([top.weights, -top.weights])),
            LinearConstraint(whole[None, :], 1.0, 1.0),
            LinearConstraint(ahead[None, :], 0.0, places - 1),
        ],
        integrality=np.concatenate([np.zeros(2 * d), np.ones(r)]),
        bounds=Bounds(0.0, np.concatenate([np.full(2 * d, np.inf), np.ones(r)])),
        options={"time_limit": remaining},
    )
    return _solution(found.status, found.x, d)


_OPTIMAL, _INFEASIBLE = 0, 2


def _solution(status: int, x: FloatArray | None, d: int) -> FloatArray | None:
    """Weights summing to 1 of a solved programme, None of one proven to have no solution."""
    if status == _INFEASIBLE:
        return None
    if status != _OPTIMAL or x is None:
        raise NotDetermined(Reason.OUT_OF_TIME)
    weights = np.maximum(x[:d], 0.0)
    return np.asarray(weights / weights.sum())


def _change_rows(d: int) -> FloatArray:
    """w' - t <= w and -w' - t <= -w, so that t >= |w' - w|."""
    return np.vstack([np.hstack([np.eye(d), -np.eye(d)]), np.hstack([-np.eye(d), -np.eye(d)])])


def _top(result: Result, tree: Tree, method: Method) -> _Top:
    root = tree.node_codes[0]
    if power_of(method.node_step("aggregate", root)) != 1.0:
        raise MethodError("aggregate", Reason.NOT_ARITHMETIC)
    base = base_of(result, tree, method)
    children = tree.layout.children_of(root)
    codes = tuple(tree.layout.codes[child] for child in children)
    local = base.local[children]
    return _Top(result, tree, method, codes, local, base.entering[:, children])


def _check_scored(top: _Top, *units: int) -> None:
    for unit in units:
        if top.result.ranks[unit, 0] == UNRANKED:
            raise StudyError(Reason.UNRANKED, unit=unit)


def _recomputed(
    top: _Top, weights: FloatArray, unit: int, *, rivals: list[int] | None = None, places: int = 0
) -> Flip:
    """The flip, if the chain with the new weights gives it too; else NotDetermined."""
    ranks = _ranks(top, weights)
    place = int(ranks[unit])
    above = all(UNRANKED < place < ranks[rival] for rival in rivals or ())
    if not above or (places and not UNRANKED < place <= places):
        raise NotDetermined(Reason.DOES_NOT_HOLD)
    return Flip(top.codes, weights, float(np.abs(weights - top.weights).sum()), place)


def _ranks(top: _Top, weights: FloatArray) -> IntArray:
    """Composite ranks int64[n] by the chain with other weights of the root's children."""
    changed = dict(zip(top.codes, weights.tolist(), strict=True))
    method = replace(top.method, weights={**top.method.weights, **changed})
    local = method_weights(method, top.tree)
    scores = aggregate(top.result.normalised, top.tree.layout, local, method).scores
    return rank_columns(scores[:, :1], method.decimals)[:, 0]
