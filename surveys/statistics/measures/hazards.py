"""How likely a reply is on a day, by the age of the letter, the province and the wave.

The number of replies in a cell of age bin k, province p and wave w is Poisson with mean
E_kpw h_k u_p v_w, where E is the time that unanswered letters spent there (piecewise-constant
hazards, Holford 1980, Biometrics 36). Provinces are pooled partly: u_p is gamma with mean 1 and
a shape that is learnt from how far they differ, so that a province with few letters is drawn
towards all. Every conditional distribution is gamma, so Gibbs' sampler needs no tuning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# Bounds of the age bins in days, weeks first; what is older falls into the last.
EDGES = (*range(0, 70, 7), 80, 90, 105, 120, 150, 180, np.inf)
BINS = len(EDGES) - 1
_BOUNDS = np.array(EDGES, dtype=float)
# How far a bin may lie from the curve that is drawn for its chain.
SHAPE_OF_BIN = 1.5
# The curve: a share of letters is ever answered, after a Weibull-distributed time.
SHARES = np.array([0.02, 0.05, *np.arange(0.1, 0.96, 0.05), 0.98])
SCALES = np.geomspace(8.0, 120.0, 16)
FORMS = np.array([1.0, 1.4, 1.8, 2.4, 3.2])
SHAPES_OF_PROVINCES = np.array([2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0])
SHAPE_OF_WAVE = 20.0
CHAINS, WARM_UP, KEPT = 64, 12, 12


@dataclass(frozen=True)
class Draws:
    """Draws of the posterior, one a row: by bin, by province, by wave."""

    bins: Array
    provinces: Array
    waves: Array


def spent(start: Array, end: Array) -> Array:
    """Days between two ages in each bin, one row for each pair."""
    low, high = _BOUNDS[:-1], _BOUNDS[1:]
    overlap = np.minimum(end[:, None], high) - np.maximum(start[:, None], low)
    return np.maximum(overlap, 0.0)


def bin_of(age: Array) -> npt.NDArray[np.int64]:
    """A reply at the bound of two bins ended the earlier one, in which its time was spent."""
    found = np.searchsorted(_BOUNDS[1:-1], age, side="left")
    return found.astype(np.int64)


def curves() -> Array:
    """Mean hazard in each bin, a row for every share, scale and form; of what is older than the
    last bound, that of as many days again."""
    share, scale, form = (
        grid.reshape(-1, 1) for grid in np.meshgrid(SHARES, SCALES, FORMS, indexing="ij")
    )
    bounds = np.where(np.isinf(_BOUNDS), 2 * _BOUNDS[-2], _BOUNDS)
    unanswered = 1.0 - share * -np.expm1(-((bounds / scale) ** form))
    found: Array = -np.diff(np.log(unanswered), axis=1) / np.diff(bounds)
    return np.maximum(found, 1e-7)


def drawn_curves(events: Array, time: Array, rng: np.random.Generator) -> Array:
    """A curve for each chain, as likely as all letters together make it: bins that no letter has
    reached yet follow it."""
    known = curves()
    fit = events @ np.log(known).T - time @ known.T
    weights = np.exp(fit - fit.max())
    chosen: Array = known[rng.choice(len(known), size=CHAINS, p=weights / weights.sum())]
    return chosen


def posterior(events: Array, time: Array, rng: np.random.Generator) -> Draws:
    """From arrays of bins × provinces × waves; `CHAINS` × `KEPT` draws."""
    by_bin, by_province = events.sum((1, 2)), events.sum((0, 2))
    by_wave = events.sum((0, 1))
    rates = SHAPE_OF_BIN / drawn_curves(by_bin, time.sum((1, 2)), rng)
    provinces = np.ones((CHAINS, events.shape[1]))
    waves = np.ones((CHAINS, events.shape[2]))
    shape = np.full(CHAINS, 8.0)
    kept: list[tuple[Array, Array, Array]] = []
    for turn in range(WARM_UP + KEPT):
        spread = np.einsum("kpw,cw->ckp", time, waves)
        bins = _gamma(
            SHAPE_OF_BIN + by_bin, rates + np.einsum("ckp,cp->ck", spread, provinces), rng
        )
        hazard = np.einsum("ckp,ck->cp", spread, bins)
        provinces = _gamma(shape[:, None] + by_province, shape[:, None] + hazard, rng)
        shape = _shapes(provinces, rng)
        exposed = np.einsum("kpw,ck,cp->cw", time, bins, provinces, optimize=True)
        waves = _gamma(SHAPE_OF_WAVE + by_wave, SHAPE_OF_WAVE + exposed, rng)
        if turn >= WARM_UP:
            kept.append((bins, provinces, waves))
    return Draws(*(np.concatenate(parts) for parts in zip(*kept, strict=True)))


def _gamma(shape: Array, rate: Array, rng: np.random.Generator) -> Array:
    return rng.gamma(shape, 1.0 / rate)


def _shapes(provinces: Array, rng: np.random.Generator) -> Array:
    """One of `SHAPES_OF_PROVINCES` for each chain, as likely as the provinces' factors make it."""
    alpha = SHAPES_OF_PROVINCES
    many = provinces.shape[1]
    logs = np.log(np.maximum(provinces, 1e-300)).sum(1)[:, None]
    sums = provinces.sum(1)[:, None]
    fit = many * (alpha * np.log(alpha) - _log_gamma(alpha)) + (alpha - 1) * logs - alpha * sums
    weights = np.exp(fit - fit.max(1, keepdims=True))
    bounds = np.cumsum(weights, 1) / weights.sum(1, keepdims=True)
    chosen = (rng.random(len(provinces))[:, None] > bounds).sum(1)
    found: Array = alpha[chosen]
    return found


def _log_gamma(values: Array) -> Array:
    """Of whole numbers, where it is a sum of logarithms."""
    return np.array([np.log(np.arange(1, int(value))).sum() for value in values])
