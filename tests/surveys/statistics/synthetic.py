"""Rounds drawn from a known model: how many cities will have replied, and what could be told.

A city answers a wave with a probability of its province that drifts from wave to wave, and then
after a gamma-distributed number of days. Knowing all this, the number of cities that will have
replied at the cut-off, given what was seen so far, is a sum of independent draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from surveys.statistics.measures.forecast import Wait

# Cities of the 31 provinces that have letters to send to.
PROVINCES = np.repeat(
    np.arange(31),
    (
        *(1, 1, 11, 11, 12, 14, 9, 12, 1, 13, 11, 16, 9, 11, 16, 17),
        *(13, 14, 21, 14, 4, 1, 21, 9, 16, 7, 10, 14, 8, 5, 14),
    ),
)
CITIES = len(PROVINCES)
Days = np.ndarray


@dataclass(frozen=True)
class Synthetic:
    """`truth` is the number at the cut-off; `low` and `high` bound 90 % of what the model itself
    expects on the day of the forecast."""

    waits: list[Wait]
    replied: set[str]
    truth: int
    low: int
    high: int


@dataclass(frozen=True)
class _Wave:
    """Per city: the day of its letter (inf where none went), of its effective reply, and the
    probability that one ever comes."""

    number: int
    sent: Days
    replied: Days
    rate: Days


def synthetic_round(seed: int) -> Synthetic:
    rng = np.random.default_rng(seed)
    shape, mean = rng.uniform(2, 4), rng.uniform(18, 30)
    delay = gamma(shape, scale=mean / shape)
    level, drift = rng.normal(0.9, 0.3), rng.normal(-0.4, 0.25)
    logits = level + rng.normal(0, 0.6, 31)[PROVINCES]
    again, ends = rng.uniform(90, 110), round(rng.uniform(180, 220))
    today = round(rng.uniform(50, ends - 15))
    first = _wave(1, rng.uniform(0, 40, CITIES).round(), logits, delay, rng)
    second_day = (again + rng.uniform(0, 15, CITIES)).round()
    wanted = (first.replied > again) & (second_day <= today)
    second = _wave(2, np.where(wanted, second_day, np.inf), logits + drift, delay, rng)
    waves = (first, second)
    came = np.minimum(first.replied, second.replied)
    silent = np.ones(CITIES)
    for wave in waves:
        silent *= _still_silent(wave, delay, today, ends)
    done = came <= today
    chances = np.where(done, 0.0, 1 - silent)
    drawn = done.sum() + (rng.random((2000, CITIES)) < chances).sum(1)
    low, high = np.quantile(drawn, [0.05, 0.95], method="inverted_cdf")
    waits = [wait for wave in waves for wait in _waits(wave, came, today, ends)]
    replied = {str(city) for city in np.flatnonzero(done)}
    return Synthetic(waits, replied, int((came <= ends).sum()), int(low), int(high))


def _wave(number: int, sent: Days, logits: Days, delay: object, rng: np.random.Generator) -> _Wave:
    rate = 1 / (1 + np.exp(-logits))
    days = np.ceil(delay.rvs(CITIES, random_state=rng))  # type: ignore[attr-defined]
    return _Wave(number, sent, np.where(rng.random(CITIES) < rate, sent + days, np.inf), rate)


def _still_silent(wave: _Wave, delay: object, today: int, ends: int) -> Days:
    """The chance that no reply to it comes until the end, given that none came until today."""
    by_now, by_end = (
        delay.cdf(np.maximum(day - wave.sent, 0))  # type: ignore[attr-defined]
        for day in (today, ends)
    )
    left: Days = (1 - wave.rate * by_end) / (1 - wave.rate * by_now)
    return left


def _waits(wave: _Wave, came: Days, today: int, ends: int) -> Iterator[Wait]:
    for city in np.flatnonzero(wave.sent <= np.minimum(came, today)):
        seen = min(came[city], today) - wave.sent[city]
        answered = bool(wave.replied[city] == came[city] <= today)
        until = ends - wave.sent[city]
        name, province = str(city), str(PROVINCES[city])
        yield Wait(name, province, wave.number, seen, answered, until)
