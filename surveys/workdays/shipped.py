"""The regional days and cities that come with the program, for who has no loaded database."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from django.conf import settings

from surveys.clock.calendar import Day, DayKind, Scope


def shipped_days() -> list[Day]:
    """Of `fixtures/reference/regional_days.csv`."""
    return [
        Day(
            scope=Scope(row["scope"]),
            adcode=row["adcode"],
            date=date.fromisoformat(row["date"]),
            kind=DayKind(row["kind"]),
            source=row["source"],
        )
        for row in _rows("regional_days.csv")
    ]


def shipped_adcodes() -> frozenset[str]:
    """Of the cities that are ranked."""
    return frozenset(row["adcode"] for row in _rows("cities.csv"))


def _rows(name: str) -> Iterable[Mapping[str, str]]:
    path = Path(settings.BASE_DIR) / "fixtures" / "reference" / name
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
