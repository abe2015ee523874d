"""How long replies take: the share of letters still unanswered on each day after they came.

Kaplan and Meier 1958, J. Am. Stat. Assoc. 53, by `scipy.stats.ecdf`; the band is Greenwood's on
the log-log scale, for each day alone. Imports SciPy: only a process that computes loads this.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import CensoredData, ecdf

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Step:
    """`at_risk` letters were unanswered before `day`; `share` is that of all which is so after
    it. The band is None where it is not defined: once nothing is left to wait for."""

    day: int
    at_risk: int
    share: float
    low: float | None
    high: float | None


def survival(answered: Sequence[int], censored: Sequence[int]) -> list[Step]:
    """A step for each day on which a reply came; `censored` letters were last seen unanswered
    on theirs. Empty where nothing was answered."""
    if not answered:
        return []
    found = ecdf(CensoredData(uncensored=list(answered), right=list(censored))).sf
    band = _band(found)
    every, days = np.array([*answered, *censored]), set(answered)
    return [
        Step(int(day), int((every >= day).sum()), float(share), _known(low), _known(high))
        for day, share, low, high in zip(found.quantiles, found.probabilities, *band, strict=True)
        if day in days
    ]


def _band(found: Any) -> tuple[np.ndarray, np.ndarray]:
    """SciPy warns where a bound is not defined; `Step` says it."""
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        band = found.confidence_interval(CONFIDENCE, method="log-log")
    return band.low.probabilities, band.high.probabilities


def _known(bound: float) -> float | None:
    return None if math.isnan(bound) else float(bound)
