"""What a run says about kinds of cities: types, quadrants, groups, mismatch, variance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.chain import method_weights
from scoring.index.interpretation.city_types import (
    TYPES,
    GroupMeans,
    Mismatch,
    Variance,
    city_types,
    cross_means,
    domain_shares,
    group_means,
    mismatch,
    quadrants,
    variance_by_group,
)
from scoring.models import ScoreRun
from scoring.models.tree import DOMAINS, ROOT_CODE, SCORED_CODES
from scoring.runs.reproduction import Reproduction, reproduce
from surveys.models import City

TYPE_LABELS: dict[str, Promise] = {
    "balanced": _("Balanced"),
    "resource_compensation": _("Resource–compensation"),
    "resource_market": _("Resource–market"),
    "management_compensation": _("Management–compensation"),
    "management_market": _("Management–market"),
}
PLAN, GROUP, FISCAL, TRANSFERS = "G4.1.1", "G1.1.1", "C2", "C4"


@dataclass(frozen=True)
class CityProfile:
    """A city's type (a key of `TYPE_LABELS`, empty where unscored) and quadrant (0: none)."""

    city: City
    rank: int
    type: str
    quadrant: int
    shares: tuple[float, ...]
    resource: float
    realisation: float


@dataclass(frozen=True)
class GroupRow:
    """Means of a group of cities: composite, then the four domains, as (score, rank)."""

    label: str
    count: int
    means: tuple[tuple[float | None, float | None], ...]


@dataclass(frozen=True)
class Profile:
    cities: tuple[CityProfile, ...]
    groups: dict[str, list[GroupRow]]
    variances: list[tuple[object, Variance]]
    endowment_management: Mismatch
    transfers_fiscal: Mismatch | None
    plan_group: list[tuple[object, list[tuple[float, int]]]]
    split: tuple[float, float]
    tau: float

    def of_type(self, name: str) -> list[CityProfile]:
        return [city for city in self.cities if city.type == name]

    @property
    def types(self) -> list[tuple[object, list[CityProfile]]]:
        return [(TYPE_LABELS[name], self.of_type(name)) for name in TYPES]

    @property
    def quadrant_counts(self) -> list[tuple[int, int]]:
        found = [city.quadrant for city in self.cities]
        return [(number, found.count(number)) for number in (1, 2, 3, 4)]


def profile(run: ScoreRun) -> Profile:
    """The numeric package's types and groups on one run; thresholds are the method's."""
    again = reproduce(run)
    by_adcode = {city.adcode: city for city in City.objects.all()}
    cities = [by_adcode[adcode] for adcode in again.block.adcodes]
    domains = _columns(again, [code for code, _field in DOMAINS])
    realisation = domains[:, 2:].mean(axis=1)
    return Profile(
        cities=_cities(again, cities, domains, realisation),
        groups=_groups(again, cities),
        variances=_variances(again, cities),
        endowment_management=_mismatch(again, "R", "G"),
        transfers_fiscal=_mismatch(again, TRANSFERS, FISCAL),
        plan_group=_plan_by_group(again),
        split=_middle(domains[:, 0], realisation, again.method.quadrant_split),
        tau=again.method.tau,
    )


def _columns(again: Reproduction, codes: Sequence[str]) -> FloatArray:
    return again.result.scores[:, [again.result.node_codes.index(code) for code in codes]]


def _ranks(again: Reproduction, code: str) -> IntArray:
    return again.result.ranks[:, again.result.node_codes.index(code)]


def _cities(
    again: Reproduction, cities: list[City], domains: FloatArray, realisation: FloatArray
) -> tuple[CityProfile, ...]:
    local = method_weights(again.method, again.tree)
    weights = np.array([local[again.tree.layout.position[code]] for code, _field in DOMAINS])
    shares = domain_shares(domains, weights, relative=again.method.type_shares == "relative")
    types = city_types(shares, again.method.tau)
    numbers = quadrants(domains[:, 0], realisation, split=again.method.quadrant_split)
    ranks = _ranks(again, ROOT_CODE)
    rows = [
        CityProfile(
            city=city,
            rank=int(ranks[row]),
            type=TYPES[types[row]] if types[row] >= 0 else "",
            quadrant=int(numbers[row]),
            shares=tuple(shares[row].tolist()),
            resource=float(domains[row, 0]),
            realisation=float(realisation[row]),
        )
        for row, city in enumerate(cities)
    ]
    return tuple(sorted(rows, key=lambda row: row.rank or len(rows) + 1))


def _middle(x: FloatArray, y: FloatArray, split: str) -> tuple[float, float]:
    middle = np.nanmedian if split == "median" else np.nanmean
    known = ~(np.isnan(x) | np.isnan(y))
    return (float(middle(x[known])), float(middle(y[known]))) if known.any() else (0.0, 0.0)


GROUPINGS: tuple[tuple[str, Callable[[City], str]], ...] = (
    ("region", lambda city: str(city.get_region_display())),
    ("level", lambda city: str(city.get_level_display())),
    ("province", lambda city: city.province_label),
)


def _labels(cities: list[City], key: Callable[[City], str]) -> tuple[list[str], IntArray]:
    keys = [key(city) for city in cities]
    place = {name: number for number, name in enumerate(dict.fromkeys(keys))}
    return list(place), np.array([place[name] for name in keys], dtype=np.int64)


def _groups(again: Reproduction, cities: list[City]) -> dict[str, list[GroupRow]]:
    groups = {}
    for name, key in GROUPINGS:
        names, labels = _labels(cities, key)
        groups[name] = _group_rows(again, names, labels)
    basin = [
        (str(_("Yangtze River Economic Belt (provinces)")), lambda city: city.in_yangtze_belt),
        (str(_("Yellow River provinces")), lambda city: city.in_yellow_provinces),
    ]
    groups["provinces"] = [
        row
        for label, inside in basin
        for row in _group_rows(
            again, [label], np.array([0 if inside(city) else -1 for city in cities])
        )
    ]
    return groups


def _group_rows(again: Reproduction, names: list[str], labels: IntArray) -> list[GroupRow]:
    columns: list[GroupMeans] = []
    for code in SCORED_CODES:
        scores = _columns(again, [code])[:, 0]
        columns.append(group_means(scores, _ranks(again, code), labels))
    return [
        GroupRow(
            label=names[int(label)],
            count=int(columns[0].count[i]),
            means=tuple(_mean_of(part, int(label)) for part in columns),
        )
        for i, label in enumerate(columns[0].label)
    ]


def _mean_of(part: GroupMeans, label: int) -> tuple[float | None, float | None]:
    """Mean score and rank of one group; None where none of its cities has that score."""
    at = np.flatnonzero(part.label == label)
    return (float(part.score[at[0]]), float(part.rank[at[0]])) if at.size else (None, None)


def _variances(again: Reproduction, cities: list[City]) -> list[tuple[object, Variance]]:
    """Between and within provinces, of the composite's and the domains' scores."""
    _names, labels = _labels(cities, lambda city: city.province)
    titles = SCORED_CODES
    return [(code, variance_by_group(_columns(again, [code])[:, 0], labels)) for code in titles]


def _mismatch(again: Reproduction, first: str, second: str) -> Mismatch:
    one, two = _columns(again, [first])[:, 0], _columns(again, [second])[:, 0]
    split = again.method.quadrant_split
    return mismatch(one, _ranks(again, first), two, _ranks(again, second), split=split)


def _plan_by_group(again: Reproduction) -> list[tuple[object, list[tuple[float, int]]]]:
    """Mean management score by plan (row) and dedicated group (column), with counts."""
    codes = again.block.indicator_codes
    rows, columns = (_flags(again.block.raw[:, codes.index(code)]) for code in (PLAN, GROUP))
    means, counts = cross_means(_columns(again, ["G"])[:, 0], rows, columns, (2, 2))
    labels = (_("No implementation plan"), _("Implementation plan"))
    return [
        (label, [(float(means[i, j]), int(counts[i, j])) for j in (0, 1)])
        for i, label in enumerate(labels)
    ]


def _flags(column: FloatArray) -> IntArray:
    return np.where(np.isnan(column), -1, column > 0).astype(np.int64)
