"""What the report of a year printed of these facts, beside what is counted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings

from scoring.round_facts.counts import FACT_WORDS, PlaceCounts, Words
from scoring.round_facts.known import EFFECTIVE
from surveys.models import Edition

FILE = settings.BASE_DIR / "fixtures" / "reference" / "published_2023_facts.json"
# Where the file calls a fact otherwise than its question.
_NAMES = {EFFECTIVE: "effective_reply"}


@dataclass(frozen=True)
class PrintedRegion:
    """`cities` replied at the least error of the printed percentage."""

    words: str
    percent: int
    cities: int
    counted: int
    whole: int


@dataclass(frozen=True)
class Printed:
    """`totals` are (fact, printed, counted); `regions` contradict the total where their sum is
    another."""

    source: str
    totals: tuple[tuple[Words, int, int], ...]
    regions: tuple[PrintedRegion, ...]
    total: int

    @property
    def sum(self) -> int:
        return sum(region.cities for region in self.regions)


def printed_facts(
    edition: Edition, whole: PlaceCounts, regions: Sequence[PlaceCounts]
) -> Printed | None:
    """None for an edition of another year than the report's."""
    told = _file()
    if not told["as_of"].startswith(str(edition.year)):
        return None
    percents = told["reply_rate_by_region_percent"]
    return Printed(
        source=told["source"],
        totals=tuple(
            (FACT_WORDS[count.fact], told["totals"][_NAMES.get(count.fact, count.fact)], count.yes)
            for count in whole.counts
        ),
        regions=tuple(
            _region(row, percents[name])
            for row in regions
            if (name := row.place.key.partition(":")[2]) in percents
        ),
        total=told["totals"]["effective_reply"],
    )


def _region(row: PlaceCounts, percent: int) -> PrintedRegion:
    [count] = [count for count in row.counts if count.fact == EFFECTIVE]
    cities = round(percent * count.cities / 100)
    return PrintedRegion(row.place.words, percent, cities, count.yes, count.cities)


@cache
def _file() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
