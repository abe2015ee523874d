"""Schemes that write ordinary local weights, visible and editable afterwards.

Each takes the normalised values float64[n, c] of siblings (larger is better, NaN missing)
and returns float64[c], not negative, sum 1. Siblings without spread get 0, all of them
without spread equal weights.
"""

from collections.abc import Callable, Mapping

import numpy as np

from scoring.index.arrays import FloatArray
from scoring.index.codes import Reason
from scoring.index.refusals import MethodError
from scoring.index.statistics.columns import extremes, moments
from scoring.index.statistics.correlation import pearson
from scoring.index.tree.tree import Tree

CONSISTENT = 0.1
"""Largest consistency ratio of a pairwise matrix that is taken without confirmation."""

_RANDOM_INDEX = (
    0.0,
    0.0,
    0.58,
    0.90,
    1.12,
    1.24,
    1.32,
    1.41,
    1.45,
    1.49,
    1.51,
    1.54,
    1.56,
    1.57,
    1.59,
)
"""Mean consistency index of random matrices of order 1, 2, ... 15 (Saaty 1980)."""

_RECIPROCAL_TOLERANCE = 0.01


def equal(x: FloatArray) -> FloatArray:
    """1/c each."""
    return np.full(x.shape[1], 1.0 / x.shape[1])


def entropy(x: FloatArray) -> FloatArray:
    """Share of 1 - e, with e = -sum(p ln p)/ln n and p = y/sum(y) over min-max values y.

    A column whose values are spread evenly says little and gets little (Shannon 1948;
    the entropy weight method usual in Chinese evaluation practice).
    """
    low, high = extremes(x)
    width = high - low
    y = (x - low) / np.where(width > 0, width, 1.0)
    y = np.where(np.isnan(y), 0.0, y)
    total = y.sum(axis=0)
    p = y / np.where(total > 0, total, 1.0)
    n = np.maximum(len(x) - np.isnan(x).sum(axis=0), 2)
    e = -np.where(p > 0, p * np.log(np.where(p > 0, p, 1.0)), 0.0).sum(axis=0) / np.log(n)
    return _shares(np.where(width > 0, 1.0 - e, 0.0))


def standard_deviation(x: FloatArray) -> FloatArray:
    """Share of the standard deviation of the normalised values."""
    return _shares(moments(x).sd)


def critic(x: FloatArray) -> FloatArray:
    """Share of sd_i sum_j (1 - r_ij): spread times conflict with the siblings.

    Where none of them conflicts, those with spread share equally.
    Source: Diakoulaki, Mavrotas and Papayannakis (1995), Computers Ops Res. 22(7).
    """
    r = pearson(x)
    conflict = np.where(np.isnan(r), 0.0, 1.0 - r).sum(axis=0)
    weights = moments(x).sd * conflict
    if not np.nansum(weights) > 0:
        weights = (~np.isnan(np.diag(r))).astype(np.float64)
    return _shares(weights)


def pca(x: FloatArray) -> FloatArray:
    """Share of the squared loadings on the components with eigenvalue >= 1.

    Of the correlation matrix, unrotated; at least the first component is kept. Squares are
    never negative, unlike the loadings themselves (OECD/JRC Handbook 2008, step 6).
    """
    r = pearson(x)
    spread = ~np.isnan(np.diag(r))
    if np.count_nonzero(spread) < 2:
        return _shares(spread.astype(np.float64))
    matrix = np.nan_to_num(r[np.ix_(spread, spread)])
    values, vectors = np.linalg.eigh(matrix)
    kept = (values >= 1.0 - 1e-12) | (values == values.max())
    weights = np.zeros(x.shape[1])
    weights[spread] = (vectors[:, kept] ** 2 * values[kept]).sum(axis=1)
    return _shares(weights)


SCHEMES: Mapping[str, Callable[[FloatArray], FloatArray]] = {
    "equal": equal,
    "entropy": entropy,
    "critic": critic,
    "standard_deviation": standard_deviation,
    "pca": pca,
}


def scheme_weights(scheme: str, normalised: FloatArray, tree: Tree) -> dict[str, float]:
    """Local weights of every node but the root, by code, from one scheme applied bottom-up.

    The children of a branch are its leaves' columns of ``normalised`` float64[n, m] and the
    scores of its branches under the weights just found (arithmetic, missing rescaled).
    Raises MethodError for an unknown scheme.
    """
    if scheme not in SCHEMES:
        raise MethodError(
            "scheme", Reason.UNKNOWN_SCHEME, scheme=repr(scheme), known=", ".join(SCHEMES)
        )
    layout = tree.layout
    n, m = normalised.shape
    values = np.full((n, len(layout.codes)), np.nan)
    values[:, :m] = normalised
    weights: dict[str, float] = {}
    for position in range(len(layout.codes) - 1, m - 1, -1):
        children = layout.children_of(layout.codes[position])
        x = values[:, children]
        own = SCHEMES[scheme](x)
        present = ~np.isnan(x) @ own
        total = np.where(np.isnan(x), 0.0, x) @ own
        known = present > 0
        values[known, position] = total[known] / present[known]
        weights.update({layout.codes[c]: float(w) for c, w in zip(children, own, strict=True)})
    return {code: weights[code] for code in layout.codes if code in weights}


def ahp(pairwise: FloatArray, *, confirmed: bool = False) -> tuple[FloatArray, float]:
    """Weights float64[c] from a pairwise matrix float64[c, c], and its consistency ratio.

    Entry i, j says how many times more i matters than j. The weights are the principal
    eigenvector; CR = ((lambda - c)/(c - 1))/RI, RI of random matrices (Saaty 1980). Raises
    MethodError for a matrix that is not square, positive, reciprocal (to 1 %), of order 1 to
    15, or whose CR exceeds 0.1 unless ``confirmed``.
    """
    matrix = np.asarray(pairwise, dtype=np.float64)
    _check_pairwise(matrix)
    c = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    first = int(np.argmax(values.real))
    principal = np.abs(vectors[:, first].real)
    index = (float(values[first].real) - c) / (c - 1) if c > 1 else 0.0
    ratio = max(0.0, index / _RANDOM_INDEX[c - 1]) if c > 2 else 0.0
    if ratio > CONSISTENT and not confirmed:
        raise MethodError("ahp", Reason.PAIRS_INCONSISTENT, ratio=round(ratio, 3), limit=CONSISTENT)
    return principal / principal.sum(), ratio


def _check_pairwise(matrix: FloatArray) -> None:
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise MethodError("ahp", Reason.PAIRS_NOT_SQUARE, shape=str(matrix.shape))
    if not 1 <= len(matrix) <= len(_RANDOM_INDEX):
        raise MethodError("ahp", Reason.PAIRS_ORDER, most=len(_RANDOM_INDEX))
    if not (np.isfinite(matrix) & (matrix > 0)).all():
        i, j = (int(at) + 1 for at in np.argwhere(~(np.isfinite(matrix) & (matrix > 0)))[0])
        raise MethodError("ahp", Reason.PAIRS_NOT_POSITIVE, row=i, column=j)
    product = matrix * matrix.T
    off = np.abs(product - 1.0) > _RECIPROCAL_TOLERANCE
    if off.any():
        i, j = (int(at) + 1 for at in np.argwhere(off)[0])
        raise MethodError(
            "ahp",
            Reason.PAIRS_NOT_RECIPROCAL,
            row=i,
            column=j,
            value=float(matrix[i - 1, j - 1]),
            mirror=float(matrix[j - 1, i - 1]),
        )


def _shares(values: FloatArray) -> FloatArray:
    usable = np.where(np.isfinite(values) & (values > 0), values, 0.0)
    total = usable.sum()
    if total <= 0:
        return np.full(len(values), 1.0 / len(values))
    return np.asarray(usable / total)
