"""A finished study as rows that a page and a table can show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.index.chain.chain import compute, method_weights
from scoring.index.method.method import Method, method_to_json
from scoring.index.sensitivity.design import replay
from scoring.models import Study
from scoring.rendered.tables import reference_tables
from scoring.runs.arrays import arrays_unpack
from scoring.runs.reproduction import Reproduction, reproduce_kept
from scoring.sensitivity.plan import parameters_from_json, plan_of
from scoring.words.study import FACTOR_WORDS
from surveys.models import City


@dataclass(frozen=True)
class Interval:
    """A city's ranks over all draws; NaN where it was never ranked, tier 0 likewise."""

    city: City
    nominal: int
    mean: float
    median: float
    low: float
    high: float
    tier: int

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True)
class MonteCarlo:
    """`moving` maps a number of places to the mean share of cities that move more."""

    intervals: tuple[Interval, ...]
    moving: dict[int, float]
    adcodes: tuple[str, ...]
    beats: np.ndarray

    def beat(self, city: str, rival: str) -> float:
        """P(city ranks above rival), by adcode; ValueError for an unknown one."""
        return float(self.beats[self.adcodes.index(city), self.adcodes.index(rival)])


@dataclass(frozen=True)
class SobolRow:
    factor: str
    first: tuple[float, ...]
    total: tuple[float, ...]

    @property
    def label(self) -> str:
        return str(FACTOR_WORDS.get(self.factor, self.factor))


@dataclass(frozen=True)
class FlipResult:
    possible: bool
    weights: tuple[tuple[str, float, float], ...]
    change: float
    place: int


@dataclass(frozen=True)
class Draw:
    """One replayed draw: its complete method, how many coded cells it flips, and the ranks."""

    number: int
    method: Method
    flipped: int
    ranks: tuple[tuple[City, int, int], ...]

    @property
    def parameters(self) -> dict[str, object]:
        return method_to_json(self.method)


def monte_carlo(study: Study) -> MonteCarlo:
    again = reproduce_kept(study.run)
    found = arrays_unpack(bytes(study.summary or b""))
    cities = _cities(again)
    rows = [
        Interval(
            city=city,
            nominal=int(found["nominal"][row]),
            mean=float(found["mean"][row]),
            median=float(found["median"][row]),
            low=float(found["low"][row]),
            high=float(found["high"][row]),
            tier=int(found["tier"][row]),
        )
        for row, city in enumerate(cities)
    ]
    rows.sort(key=lambda row: (row.nominal == 0, row.nominal, row.city.adcode))
    moving = dict(zip(found["places"].tolist(), found["share"].tolist(), strict=True))
    return MonteCarlo(tuple(rows), moving, again.block.adcodes, found["beats"])


def sobol(study: Study) -> list[SobolRow]:
    """The mean |rank shift| first, then the chosen city's rank where there is one."""
    found = arrays_unpack(bytes(study.summary or b""))
    return [
        SobolRow(
            factor=str(name),
            first=tuple(found["first"][:, i].tolist()),
            total=tuple(found["total"][:, i].tolist()),
        )
        for i, name in enumerate(found["varied"])
    ]


def flip(study: Study) -> FlipResult:
    found = arrays_unpack(bytes(study.summary or b""))
    if not bool(found["possible"]):
        return FlipResult(False, (), 0.0, 0)
    again = reproduce_kept(study.run)
    before = again.tree.layout.children_of(again.tree.node_codes[0])
    from_weights = _local(again)[before]
    weights = tuple(
        (str(code), float(old), float(new))
        for code, old, new in zip(found["codes"], from_weights, found["weights"], strict=True)
    )
    return FlipResult(True, weights, float(found["change"]), int(found["place"]))


def replay_draw(study: Study, number: int) -> Draw:
    """Any draw again from the seed; ValueError for a number outside the study."""
    parameters = parameters_from_json(study.parameters)
    if not 0 <= number < parameters.draws:
        raise ValueError(f"draws are numbered from 0 to {parameters.draws - 1}")
    again = reproduce_kept(study.run)
    plan = plan_of(again, parameters, study.coding)
    raw, method = replay(plan, number)
    ranks = compute(raw, plan.tree, method, groups=plan.groups).ranks[:, 0]
    nominal = again.result.ranks[:, 0]
    order = np.argsort(np.where(ranks == 0, len(ranks) + 1, ranks), kind="stable")
    cities = _cities(again)
    same = (raw == plan.raw) | (np.isnan(raw) & np.isnan(plan.raw))
    return Draw(
        number=number,
        method=method,
        flipped=int((~same).sum()),
        ranks=tuple((cities[row], int(nominal[row]), int(ranks[row])) for row in order),
    )


def _local(again: Reproduction) -> np.ndarray:
    return method_weights(again.method, again.tree)


def _cities(again: Reproduction) -> list[City]:
    cities = reference_tables().cities
    return [cities[adcode] for adcode in again.block.adcodes]
