"""Letters of a round in its middle: waiting, overdue, corrected, extended, answered, unsent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from ecoasset.demo.making.correspondence import (
    CONSULTED_BY_SUBSTANCE,
    CORRECTION,
    EXTENSION,
    GRANTED_BY_SUBSTANCE,
    TERM,
    disclosure_clock,
    drawn,
    weighted,
)
from ecoasset.demo.making.drawn import DrawnLetter
from ecoasset.demo.making.workdays import workday_after, workdays_between

AS_OF = date(2024, 11, 15)
EARLY = workdays_between(date(2024, 9, 2), date(2024, 9, 27))
MIDDLE = workdays_between(date(2024, 9, 24), date(2024, 10, 9))
RECENT = workdays_between(date(2024, 10, 24), date(2024, 11, 4))
NEXT_WAVE = 0.15
"""Share of cities for which a letter of the second wave is drafted."""

DISCLOSURE_STATES: dict[str, float] = {
    "replied": 0.46,
    "waiting": 0.15,
    "overdue": 0.10,
    "unconfirmed": 0.04,
    "correction": 0.05,
    "corrected": 0.04,
    "extended": 0.06,
    "refused_intake": 0.04,
    "no_channel": 0.01,
    "unsent": 0.05,
}
CONSULTATION_STATES: dict[str, float] = {"replied": 0.55, "waiting": 0.38, "unsent": 0.07}
SUBSTANCES: dict[str, float] = {"4": 0.42, "3": 0.30, "2": 0.20, "1": 0.08}


def open_requests(adcode: str, rng: np.random.Generator) -> tuple[DrawnLetter, ...]:
    """The letters to one city by the middle of the round, in whatever state each is."""
    letters = [("government_office", "consultation"), ("development_reform", "disclosure")]
    if rng.random() < 0.5:
        letters.append(("natural_resources", "disclosure"))
    requests = [
        _letter(_unsent(f"{adcode}-{n}", adcode, organ, channel, 1), rng)
        for n, (organ, channel) in enumerate(letters, start=1)
    ]
    if rng.random() < NEXT_WAVE:
        key = f"{adcode}-{len(letters) + 1}"
        requests.append(_unsent(key, adcode, "ecology_environment", "disclosure", 2))
    return tuple(requests)


def _unsent(key: str, adcode: str, organ: str, channel: str, wave: int) -> DrawnLetter:
    return DrawnLetter(key, adcode, organ, channel, wave)


def _letter(letter: DrawnLetter, rng: np.random.Generator) -> DrawnLetter:
    if letter.channel == "consultation":
        return _consultation(letter, weighted(CONSULTATION_STATES, rng), rng)
    return _disclosure(letter, weighted(DISCLOSURE_STATES, rng), rng)


def _consultation(letter: DrawnLetter, state: str, rng: np.random.Generator) -> DrawnLetter:
    if state == "unsent":
        return letter
    sent_on = drawn(EARLY if state == "replied" else RECENT, rng)
    letter = replace(letter, sent_on=sent_on, received_on=workday_after(sent_on, 1))
    if state == "waiting":
        return letter
    substance = int(weighted(SUBSTANCES, rng))
    return replace(
        letter,
        replied_on=workday_after(sent_on, int(rng.integers(3, 26))),
        outcome=CONSULTED_BY_SUBSTANCE[substance],
        substance=substance,
    )


def _disclosure(letter: DrawnLetter, state: str, rng: np.random.Generator) -> DrawnLetter:
    if state == "unsent":
        return letter
    if state == "no_channel":
        return replace(letter, outcome=state)
    days = {"replied": EARLY, "overdue": EARLY, "extended": MIDDLE}.get(state, RECENT)
    sent_on = drawn(days, rng)
    letter = replace(letter, sent_on=sent_on)
    if state == "unconfirmed":
        return letter
    if state == "refused_intake":
        return replace(letter, outcome=state)
    received_on = workday_after(sent_on, int(rng.integers(0, 3)))
    letter = replace(letter, received_on=received_on)
    if state in {"correction", "corrected"}:
        return _correction(letter, received_on, state, rng)
    if state == "extended":
        told = workday_after(received_on, int(rng.integers(14, TERM + 1)))
        return replace(letter, extended_on=told, extension_days=EXTENSION)
    return _answered(letter, received_on, rng) if state == "replied" else letter


def _correction(
    letter: DrawnLetter, received_on: date, state: str, rng: np.random.Generator
) -> DrawnLetter:
    asked = workday_after(received_on, int(rng.integers(1, CORRECTION)))
    letter = replace(letter, correction_on=min(asked, AS_OF))
    if state == "correction":
        return letter
    return replace(letter, corrected_on=min(workday_after(asked, 1), AS_OF))


def _answered(letter: DrawnLetter, received_on: date, rng: np.random.Generator) -> DrawnLetter:
    clock = disclosure_clock(received_on, rng)
    substance = int(weighted(SUBSTANCES, rng))
    letter = replace(letter, outcome=GRANTED_BY_SUBSTANCE.get(substance, "other"))
    letter = replace(letter, substance=substance)
    if clock.replied_on is None or clock.replied_on > AS_OF:
        return replace(letter, replied_on=workday_after(received_on, int(rng.integers(4, TERM))))
    return replace(letter, **vars(clock))
