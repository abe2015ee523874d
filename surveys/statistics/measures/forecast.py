"""How many cities will have an effective reply at the cut-off, with a 90 % interval.

Each city without one has a chance for every wave that it was written to in: what the hazards of
`hazards` leave between the letter's age now and at the cut-off. Their sum is drawn from the
posterior, so that the interval holds both chance and what is not known of the hazards.
Letters that are not sent yet play no part in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from surveys.statistics.measures.hazards import BINS, Array, bin_of, posterior, spent

T = TypeVar("T", str, int)

SEED = 20_231_124
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Wait:
    """Of one city for an effective reply to one wave: until the age `seen`, `answered` or not;
    it can go on until the age `until`."""

    city: str
    province: str
    wave: int
    seen: float
    answered: bool
    until: float


@dataclass(frozen=True)
class Forecast:
    n: int
    low: int
    high: int


def forecast(waits: Sequence[Wait], replied: Collection[str], seed: int = SEED) -> Forecast:
    """Of the cities that wait and those that have replied already; `n` is the median.

    Nothing is drawn where no city can still reply: then all three are what there is.
    """
    done = len(set(replied))
    open_waits = [wait for wait in waits if wait.city not in replied and wait.until > wait.seen]
    if not open_waits:
        return Forecast(done, done, done)
    rng = np.random.default_rng(seed)
    counts = done + _further(waits, open_waits, rng)
    low, middle, high = np.quantile(counts, [LOW, 0.5, HIGH], method="inverted_cdf")
    return Forecast(int(middle), int(low), int(high))


def _further(
    waits: Sequence[Wait], open_waits: Sequence[Wait], rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Cities that will still reply, one number for each draw."""
    provinces = _places(wait.province for wait in waits)
    waves = _places(wait.wave for wait in waits)
    events, time = _cells(waits, provinces, waves)
    draws = posterior(events, time, rng)
    ahead = spent(_ages(open_waits, "seen"), _ages(open_waits, "until"))
    hazard = draws.bins @ ahead.T
    hazard *= draws.provinces[:, [provinces[wait.province] for wait in open_waits]]
    hazard *= draws.waves[:, [waves[wait.wave] for wait in open_waits]]
    cities = _places(wait.city for wait in open_waits)
    of_city = np.zeros((len(open_waits), len(cities)))
    of_city[range(len(open_waits)), [cities[wait.city] for wait in open_waits]] = 1.0
    chances = -np.expm1(-(hazard @ of_city))
    found: npt.NDArray[np.int64] = (rng.random(chances.shape) < chances).sum(1)
    return found


def _cells(
    waits: Sequence[Wait], provinces: Mapping[str, int], waves: Mapping[int, int]
) -> tuple[Array, Array]:
    """Replies and time waited by bin, province and wave."""
    shape = (BINS, len(provinces), len(waves))
    events, time = np.zeros(shape), np.zeros(shape)
    ages = _ages(waits, "seen")
    days, bins = spent(np.zeros(len(waits)), ages), bin_of(ages)
    for wait, waited, place in zip(waits, days, bins, strict=True):
        cell = provinces[wait.province], waves[wait.wave]
        time[:, *cell] += waited
        events[place, *cell] += wait.answered
    return events, time


def _ages(waits: Sequence[Wait], name: str) -> Array:
    return np.array([getattr(wait, name) for wait in waits], dtype=float)


def _places(names: Iterable[T]) -> dict[T, int]:
    return {name: place for place, name in enumerate(sorted(set(names)))}
