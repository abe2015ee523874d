"""Synthetic letters of a finished round: to whom, when, and what came of them.

Dates keep the law's clock: a notice of correction within 7 working days of receipt, after
which the clock starts again; 20 working days to answer; an extension of at most 20 more,
announced before the due day. A few replies are late, as in life.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from ecoasset.demo.making.drawn import DrawnLetter
from ecoasset.demo.making.workdays import workday_after, workdays_between

TERM, EXTENSION, CORRECTION = 20, 20, 7
CUT_OFF = date(2023, 11, 24)
WAVES: dict[int, tuple[date, date]] = {
    1: (date(2023, 4, 10), date(2023, 5, 31)),
    2: (date(2023, 8, 21), date(2023, 9, 15)),
}
CORRECTED, EXTENDED, LATE, ASKED_NATURAL_RESOURCES = 0.12, 0.15, 0.03, 0.45

GRANTED_BY_SUBSTANCE = {4: "granted", 3: "partly_granted", 2: "not_held"}
CONSULTED_BY_SUBSTANCE = {
    4: "consult_answered",
    3: "consult_partly",
    2: "consult_referred_contact",
    1: "consult_deferred",
}
# Outcomes of letters that brought nothing, with their shares.
EMPTY_DISCLOSURE = {"silent": 0.78, "refused_intake": 0.22}
EMPTY_CONSULTATION = {"consult_silent": 0.72, "consult_closed": 0.16, "consult_refused": 0.12}
IDLE_DISCLOSURE = {"petition": 0.6, "other": 0.4}


@dataclass(frozen=True)
class Plan:
    """A letter to be sent and the grade of the reply that it will bring."""

    organ_kind: str
    channel: str
    wave: int
    substance: int


@dataclass(frozen=True)
class Clock:
    """The dated steps of one letter; `None` where a step did not happen."""

    received_on: date | None = None
    correction_on: date | None = None
    corrected_on: date | None = None
    extended_on: date | None = None
    extension_days: int | None = None
    replied_on: date | None = None


def city_requests(adcode: str, quality: int, rng: np.random.Generator) -> tuple[DrawnLetter, ...]:
    """All letters to one city; the best reply among them has the grade `quality`."""
    return tuple(
        _request(f"{adcode}-{n}", adcode, plan, rng)
        for n, plan in enumerate(_plans(quality, rng), start=1)
    )


def _plans(quality: int, rng: np.random.Generator) -> list[Plan]:
    letters = [
        ("government_office", "consultation", 1),
        ("development_reform", "disclosure", 1),
    ]
    if rng.random() < ASKED_NATURAL_RESOURCES:
        letters.append(("natural_resources", "disclosure", 1))
    late = quality < 2 or rng.random() < 0.15
    if late:
        letters.append(("government_office", "consultation", 2))
        letters.append(("ecology_environment", "disclosure", 2))
    best = len(letters) - 1 - int(rng.integers(2)) if late else int(rng.integers(2))
    plans = []
    for n, letter in enumerate(letters):
        low = 1 if late and letter[2] == 1 else 2
        substance = quality if n == best else min(int(rng.integers(low + 1)), quality)
        if letter[0] == "natural_resources" and not late and rng.random() < 0.6:
            substance = quality
        plans.append(Plan(*letter, substance))
    return plans


def _request(key: str, adcode: str, plan: Plan, rng: np.random.Generator) -> DrawnLetter:
    sent_on = drawn(workdays_between(*WAVES[plan.wave]), rng)
    outcome = _outcome(plan, rng)
    clock = _clock(plan, sent_on, outcome, rng)
    return DrawnLetter(
        key=key,
        adcode=adcode,
        organ_kind=plan.organ_kind,
        channel=plan.channel,
        wave=plan.wave,
        sent_on=sent_on,
        outcome=outcome,
        substance=plan.substance,
        **vars(clock),
    )


def _outcome(plan: Plan, rng: np.random.Generator) -> str:
    if plan.channel == "consultation":
        return CONSULTED_BY_SUBSTANCE.get(plan.substance) or weighted(EMPTY_CONSULTATION, rng)
    if plan.substance == 1:
        return weighted(IDLE_DISCLOSURE, rng)
    return GRANTED_BY_SUBSTANCE.get(plan.substance) or weighted(EMPTY_DISCLOSURE, rng)


def _clock(plan: Plan, sent_on: date, outcome: str, rng: np.random.Generator) -> Clock:
    if outcome == "refused_intake":
        return Clock()
    received_on = workday_after(sent_on, int(rng.integers(0, 3)))
    if not plan.substance:
        return Clock(received_on=received_on)
    if plan.channel == "consultation":
        return Clock(received_on, replied_on=workday_after(received_on, int(rng.integers(2, 24))))
    full = disclosure_clock(received_on, rng)
    if full.replied_on is not None and full.replied_on <= CUT_OFF:
        return full
    return Clock(received_on, replied_on=workday_after(received_on, int(rng.integers(5, TERM + 1))))


def disclosure_clock(received_on: date, rng: np.random.Generator) -> Clock:
    """The steps of a disclosure request that was answered."""
    correction_on = corrected_on = extended_on = extension_days = None
    start = received_on
    if rng.random() < CORRECTED:
        correction_on = workday_after(received_on, int(rng.integers(1, CORRECTION + 1)))
        start = corrected_on = workday_after(correction_on, int(rng.integers(1, 7)))
    term, first = TERM, 3
    if rng.random() < EXTENDED:
        told = int(rng.integers(12, TERM + 1))
        extended_on = workday_after(start, told)
        extension_days = int(rng.choice([10, 15, EXTENSION]))
        term, first = TERM + extension_days, told + 1
    took = int(rng.integers(first, term + 1))
    if rng.random() < LATE:
        took = term + int(rng.integers(1, 9))
    return Clock(
        received_on=received_on,
        correction_on=correction_on,
        corrected_on=corrected_on,
        extended_on=extended_on,
        extension_days=extension_days,
        replied_on=workday_after(start, took),
    )


def drawn(days: tuple[date, ...], rng: np.random.Generator) -> date:
    """One of the days, all equally likely."""
    return days[int(rng.integers(len(days)))]


def weighted(shares: dict[str, float], rng: np.random.Generator) -> str:
    """One of the keys, each as likely as its share."""
    return str(rng.choice(list(shares), p=list(shares.values())))
