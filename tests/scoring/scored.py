"""A small computed edition for tests of what is done with runs."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.models import Basis, ScoreRun
from scoring.runs.services import edition_recompute
from surveys.models import Answer, City, Edition, Question, User
from surveys.models.city import Level, Region
from tests.builders import make_answer, make_city, make_edition, make_round, make_user
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
    for order, question in enumerate(Question.objects.filter(kind="binary")):
        for number, city in enumerate(places):
            value = "yes" if (number * 7 + order * 3) % 5 < 2 else "no"
            make_answer(edition, city, question, coder, value, Answer.State.APPROVED)
    return Scored(edition, places, coder, compute(edition))


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
