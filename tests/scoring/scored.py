"""A small computed edition for tests of what is done with runs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from scoring.models import Basis, ScoreRun
from scoring.runs.services import edition_recompute
from surveys.coding.services.submission import submissions_write
from surveys.models import (
    Answer,
    Citation,
    City,
    Code,
    Edition,
    Evidence,
    Question,
    StoredFile,
    User,
)
from surveys.models.city import Level, Region
from tests.builders import (
    QUOTATION,
    make_city,
    make_edition,
    make_file,
    make_round,
    make_user,
)
from tests.scoring.rows import fill_values, make_index


@dataclass(frozen=True)
class Scored:
    """Cities with statistics, and approved answers to the yes-or-no questions."""

    edition: Edition
    cities: list[City]
    coder: User
    runs: dict[str, ScoreRun]

    @property
    def run(self) -> ScoreRun:
        return self.runs[Basis.APPROVED.value]


REGIONS = list(Region)
LEVELS = (Level.PREFECTURE_CITY, Level.SUB_PROVINCIAL)


def make_scored(cities: int = 12) -> Scored:
    make_index()
    edition = make_edition("2025-scored", inputs_version=1)
    make_round(edition)
    coder = make_user()
    places = [_place(number) for number in range(cities)]
    fill_values(edition)
    _approve_all(edition, places, coder)
    return Scored(edition, places, coder, compute(edition))


def _approve_all(edition: Edition, places: Sequence[City], coder: User) -> None:
    """A yes or no of every city to every question, on a page of its own; a table at a time,
    since one in three of the suite's modules asks for this edition."""
    cells = [
        (city, question, "yes" if (number * 7 + order * 3) % 5 < 2 else "no")
        for order, question in enumerate(Question.objects.filter(kind="binary"))
        for number, city in enumerate(places)
    ]
    pages = Evidence.objects.bulk_create(
        Evidence(edition=edition, city=city, kind=Evidence.Kind.WEB, name="页面.txt", file=file)
        for (city, _question, _value), file in zip(cells, _files(len(cells)), strict=True)
    )
    codes = Code.objects.bulk_create(
        Code(
            edition=edition,
            city=city,
            question=question,
            coder=coder,
            choice=value,
            state=Code.State.SUBMITTED,
        )
        for city, question, value in cells
    )
    Citation.objects.bulk_create(
        Citation(code=code, evidence=page, quotation=QUOTATION)
        for code, page in zip(codes, pages, strict=True)
    )
    sent = submissions_write(codes=codes, at=timezone.now())
    Answer.objects.bulk_create(
        Answer(
            edition=edition,
            city=code.city,
            question=code.question,
            choice=code.choice,
            submission=sent[code.pk],
            state=Answer.State.APPROVED,
        )
        for code in codes
    )


def _files(count: int) -> list[StoredFile]:
    """Different ones; only the first is in the store."""
    first = make_file()
    named = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(1, count)]
    rows = (StoredFile(sha256=name, size=1, media_type="text/plain") for name in named)
    return [first, *StoredFile.objects.bulk_create(rows)]


def _place(number: int) -> City:
    """Three provinces, the four regions and two levels take turns."""
    return make_city(
        province=f"省{number % 3}",
        province_adcode=f"9{number % 3}0000",
        region=REGIONS[number % 4],
        level=LEVELS[number % 2],
    )


def compute(edition: Edition) -> dict[str, ScoreRun]:
    return {run.basis: run for run in edition_recompute(edition_id=edition.pk)}
