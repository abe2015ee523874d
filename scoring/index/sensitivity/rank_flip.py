"""Rank flips: the smallest change of the top weights that reverses or lifts a rank.

Imports SciPy, so it belongs into workers.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import Result
from scoring.index.chain.means import power_of
from scoring.index.chain.rescoring import base_of
from scoring.index.method.method import Method, MethodError
from scoring.index.tree.tree import Tree

MARGIN = 1e-6
"""The winner must lead by this much, well above the rounding of scores."""

TIME_LIMIT = 60.0
"""Seconds after which the search for a place in the top n gives up."""


@dataclass(frozen=True)
class Flip:
    """New local weights float64[d] of the root's children, summing to 1, and their L1 change.

    ``codes`` name the children; ``place`` is the unit's rank among the units with a score
    under the new weights. None in place of a Flip means that no weights do it.
    """

    codes: tuple[str, ...]
    weights: FloatArray
    change: float
    place: int


@dataclass(frozen=True)
class _Top:
    codes: tuple[str, ...]
    weights: FloatArray
    scores: FloatArray


def swap(result: Result, tree: Tree, method: Method, unit: int, rival: int) -> Flip | None:
    """Least change of domain weights that puts ``unit`` above ``rival`` (rows).

    Minimise sum |w' - w| over w' >= 0, sum w' = 1, (s_unit - s_rival) w' >= margin: a linear
    programme. None where the rival is at least as good in every domain. Raises MethodError
    where the root's mean is not arithmetic, ValueError for a unit without a score.
    """
    top = _top(result, tree, method)
    _check_scored(top, unit, rival)
    d = len(top.weights)
    lead = top.scores[unit] - top.scores[rival]
    found = linprog(
        np.concatenate([np.zeros(d), np.ones(d)]),
        A_ub=np.vstack([_change_rows(d), np.concatenate([-lead, np.zeros(d)])]),
        b_ub=np.concatenate([top.weights, -top.weights, [-MARGIN]]),
        A_eq=np.concatenate([np.ones(d), np.zeros(d)])[None, :],
        b_eq=[1.0],
    )
    return _flip(top, found.x[:d], unit) if found.success else None


def into_top(result: Result, tree: Tree, method: Method, unit: int, places: int) -> Flip | None:
    """Least change of domain weights that brings ``unit`` (row) among the first ``places``.

    The same objective with a 0/1 variable for each rival that may stay ahead, at most
    places - 1 of them: a mixed-integer linear programme. None where no weights do it (or none
    was found in a minute). Raises as ``swap`` does, and ValueError for places below 1.
    """
    if places < 1:
        raise ValueError(f"a place is from 1, not {places}")
    top = _top(result, tree, method)
    _check_scored(top, unit)
    rivals = np.array([i for i in np.flatnonzero(~np.isnan(top.scores[:, 0])) if i != unit])
    d, r = len(top.weights), len(rivals)
    lead = top.scores[unit] - top.scores[rivals]
    big = float(np.abs(lead).max(initial=0.0)) + MARGIN
    beat = np.hstack([lead, np.zeros((r, d)), big * np.eye(r)])
    change = np.hstack([_change_rows(d), np.zeros((2 * d, r))])
    whole = np.concatenate([np.ones(d), np.zeros(d + r)])
    ahead = np.concatenate([np.zeros(2 * d), np.ones(r)])
    found = milp(
        np.concatenate([np.zeros(d), np.ones(d), np.zeros(r)]),
        constraints=[
            LinearConstraint(beat, MARGIN, np.inf),
            LinearConstraint(change, -np.inf, np.concatenate([top.weights, -top.weights])),
            LinearConstraint(whole[None, :], 1.0, 1.0),
            LinearConstraint(ahead[None, :], 0.0, places - 1),
        ],
        integrality=np.concatenate([np.zeros(2 * d), np.ones(r)]),
        bounds=Bounds(0.0, np.concatenate([np.full(2 * d, np.inf), np.ones(r)])),
        options={"time_limit": TIME_LIMIT},
    )
    return _flip(top, found.x[:d], unit) if found.x is not None else None


def _change_rows(d: int) -> FloatArray:
    """w' - t <= w and -w' - t <= -w, so that t >= |w' - w|."""
    return np.vstack([np.hstack([np.eye(d), -np.eye(d)]), np.hstack([-np.eye(d), -np.eye(d)])])


def _top(result: Result, tree: Tree, method: Method) -> _Top:
    """The root's children: codes, local weights, values entering the root.

    A missing child of a scored unit takes the unit's own composite: under the present weights
    that equals leaving it out.
    """
    root = tree.node_codes[0]
    if power_of(method.node_step("aggregate", root)) != 1.0:
        raise MethodError("aggregate", "rank flips need an arithmetic mean at the root")
    base = base_of(result, tree, method)
    children = tree.layout.children_of(root)
    scores = base.entering[:, children]
    composite = result.scores[:, 0]
    scores = np.where(np.isnan(scores), composite[:, None], scores)
    scores[np.isnan(composite)] = np.nan
    codes = tuple(tree.layout.codes[child] for child in children)
    return _Top(codes, base.local[children], scores)


def _check_scored(top: _Top, *units: int) -> None:
    for unit in units:
        if np.isnan(top.scores[unit]).any():
            raise ValueError(f"the unit in row {unit} has no score")


def _flip(top: _Top, weights: FloatArray, unit: int) -> Flip:
    weights = np.maximum(weights, 0.0)
    weights = weights / weights.sum()
    composite = top.scores @ weights
    place = 1 + int(np.count_nonzero(composite > composite[unit] + MARGIN / 10))
    return Flip(top.codes, weights, float(np.abs(weights - top.weights).sum()), place)
