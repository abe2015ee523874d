"""Starting points: where each city stands in each column before the ranks are solved for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import beta, norm, rankdata

from ecoasset.demo.making.columns import (
    CONTINUOUS,
    FLAGS,
    FORCED,
    LEADING_GROUP_HEADS,
    REPLIES_BY_REGION,
    REPLY_QUALITY,
    SMALL_COUNTS,
    Bump,
)
from ecoasset.demo.making.reference import DOMAINS, Reference
from scoring.index.arrays import FloatArray, IntArray

CORRELATION = 0.72
GEOGRAPHY = 0.4
SAME_EVERYWHERE = 7
"""Decimals kept of a standing, so that every processor starts the solver from the same."""
CARBON_PILOT_PROVINCES = frozenset({"广东省", "湖北省"})


@dataclass(frozen=True)
class Draft:
    """`likely`: normal scores, float64[cities, CONTINUOUS]; `discrete`: integers by code."""

    likely: FloatArray
    discrete: dict[str, IntArray]


def draw(reference: Reference, rng: np.random.Generator) -> Draft:
    """Draw all columns from the published domain ranks, geography and noise."""
    discrete = _flags(reference, rng)
    discrete |= _small_counts(reference, rng)
    discrete["reply_quality"] = _reply_quality(reference, rng)
    discrete["consultation_answered"] = (discrete["reply_quality"] >= 2).astype(np.int64)
    discrete["leading_group_head"] = _heads(discrete["leading_group"], rng)
    likely = [
        _likely(reference, column.code[0], rng, column.bump, column.correlation)
        for column in CONTINUOUS
    ]
    return Draft(likely=np.column_stack(likely), discrete=discrete)


def shaped(likely: FloatArray) -> FloatArray:
    """Normal scores to beta-shaped values; each column's extremes stand at 1 and 0."""
    x = np.empty_like(likely)
    for j, column in enumerate(CONTINUOUS):
        level = (norm.cdf(likely[:, j]) - column.zeros) / (1 - column.zeros)
        value = beta.ppf(np.clip(level, 0.0, 1.0), *column.shape)
        x[:, j] = (value - value.min()) / (value.max() - value.min())
    return np.round(x, SAME_EVERYWHERE)


def domain_of(reference: Reference, code: str) -> str:
    """The domain letter of an indicator code or of the indicator a question feeds."""
    for row in reference.indicators:
        if code == row["code"] or code in row["derivation"].split():
            return row["domain_code"]
    raise KeyError(code)


def _standing(reference: Reference, domain: str) -> FloatArray:
    """Normal scores of the published domain rank, best city highest."""
    ranks = reference.published[:, 1 + DOMAINS.index(domain)]
    return np.asarray(norm.ppf((len(ranks) + 0.5 - ranks) / len(ranks)))


def _likely(
    reference: Reference,
    domain: str,
    rng: np.random.Generator,
    bump: Bump | None = None,
    correlation: float = CORRELATION,
) -> FloatArray:
    """Standing in the domain, geography and noise mixed to about unit variance."""
    share = GEOGRAPHY if bump else 0.0
    noise = np.sqrt(1 - correlation**2 - share**2)
    likely = correlation * _standing(reference, domain)
    likely = likely + noise * rng.standard_normal(len(likely))
    return likely + share * _nearness(reference, bump) if bump else likely


def _nearness(reference: Reference, bump: Bump) -> FloatArray:
    """Normal scores of the closeness to the middle of a bump."""
    lon, lat, wide, high = bump
    seats = np.array([[float(c["seat_lon"]), float(c["seat_lat"])] for c in reference.cities])
    far = ((seats - [lon, lat]) / [wide, high]) ** 2
    ranks = rankdata(-far.sum(axis=1))
    return np.asarray(norm.ppf((ranks - 0.5) / len(ranks)))


def _forced(reference: Reference, code: str) -> dict[int, int]:
    return {
        reference.city_index(name): facts[code] for name, facts in FORCED.items() if code in facts
    }


def _flags(reference: Reference, rng: np.random.Generator) -> dict[str, IntArray]:
    flags = {}
    for code, total in FLAGS.items():
        likely = _likely(reference, domain_of(reference, code), rng)
        for city in _forced(reference, code):
            likely[city] = np.inf
        if code == "carbon_pilot":
            likely[_in_carbon_pilot(reference)] = np.inf
        flags[code] = _top(likely, total)
    return flags


def _top(likely: FloatArray, total: int) -> IntArray:
    chosen = np.zeros(len(likely), dtype=np.int64)
    chosen[np.argsort(-likely, kind="stable")[:total]] = 1
    return chosen


def _in_carbon_pilot(reference: Reference) -> list[int]:
    return [
        i
        for i, city in enumerate(reference.cities)
        if city["level"] == "直辖市" or city["province"] in CARBON_PILOT_PROVINCES
    ]


def _small_counts(reference: Reference, rng: np.random.Generator) -> dict[str, IntArray]:
    counts = {}
    for steps in SMALL_COUNTS:
        likely = _likely(reference, domain_of(reference, steps.code), rng)
        for city, least in _forced(reference, steps.code).items():
            likely[city] = np.inf if least == len(steps.cities) - 1 else likely.max()
        ascending = np.repeat(np.arange(len(steps.cities)), steps.cities)
        values = np.empty(len(likely), dtype=np.int64)
        values[np.argsort(likely, kind="stable")] = ascending
        counts[steps.code] = values
    return counts


def _reply_quality(reference: Reference, rng: np.random.Generator) -> IntArray:
    """Grades 2 to 4 for the cities with an effective reply, by region; 0 or 1 for the rest."""
    likely = _likely(reference, "G", rng)
    region = np.array([city["region"] for city in reference.cities])
    replied = np.zeros(len(likely), dtype=bool)
    for name, total in REPLIES_BY_REGION.items():
        inside = np.flatnonzero(region == name)
        replied[inside[np.argsort(-likely[inside], kind="stable")[:total]]] = True
    order = np.lexsort((-likely, ~replied))
    grades = np.repeat(list(REPLY_QUALITY), list(REPLY_QUALITY.values()))
    quality = np.empty(len(likely), dtype=np.int64)
    quality[order] = grades
    return quality


def _heads(leading_group: IntArray, rng: np.random.Generator) -> IntArray:
    likely = np.where(leading_group == 1, rng.standard_normal(len(leading_group)), -np.inf)
    return _top(likely, LEADING_GROUP_HEADS)
