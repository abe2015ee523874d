"""Facts of letters for tests: each call fills in what a test does not care about."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from typing import Any

from surveys.statistics.measures.facts import (
    Answered,
    CityFacts,
    Facts,
    LetterFacts,
    ReplyFacts,
    RoundFacts,
)

CUTOFF = date(2025, 8, 29)
ROUND = RoundFacts(1, CUTOFF, CUTOFF)
CITY = CityFacts("420300", "湖北省", "中部", "地级市")
OTHER = CityFacts("330100", "浙江省", "东部", "副省级市")
SENT = date(2025, 3, 3)
_keys = itertools.count(1)


def letter(**fields: Any) -> LetterFacts:
    """A disclosure request that was sent and received on one day."""
    key = next(_keys)
    facts = LetterFacts(
        key=key,
        round=ROUND,
        city=CITY,
        organ=key,
        organ_kind="government_office",
        channel="disclosure",
        wave=1,
        route="web",
        applicant_type="person",
        status="sent",
        sent=SENT,
        received=SENT,
        due=None,
        flags=frozenset(),
    )
    return replace(facts, **fields)


def granted(day: date, outcome: str = "granted", **fields: Any) -> Answered:
    return Answered(day, outcome, **{"effective": True, "leaf": True, **fields})


def replied(city: CityFacts, day: date, **fields: Any) -> ReplyFacts:
    return ReplyFacts(ROUND, city.adcode, day, **{"effective": True, "wave": 1, **fields})


def facts(*letters: LetterFacts, replies: tuple[ReplyFacts, ...] = ()) -> Facts:
    return Facts((CITY, OTHER), (ROUND,), letters, replies)
