"""The rows of a ranking as one person may see them: ranks always, not every score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scoring.analysis.blind import Withheld
from scoring.models import CityScore
from scoring.models.tree import SCORED_FIELDS
from surveys.models import City


@dataclass(frozen=True)
class RankCell:
    """`score` is None where the city has none, or where it is withheld."""

    rank: int | None
    score: float | None
    withheld: bool = False


@dataclass(frozen=True)
class RankRow:
    """A city's five cells in the order of the appendix: the composite, then the domains."""

    city: City
    cells: tuple[RankCell, ...]

    @property
    def composite(self) -> RankCell:
        return self.cells[0]

    @property
    def withheld(self) -> bool:
        return any(cell.withheld for cell in self.cells)


def rank_rows(scores: Iterable[CityScore], closed: Withheld) -> list[RankRow]:
    return [rank_row(score, closed) for score in scores]


def rank_row(score: CityScore, closed: Withheld) -> RankRow:
    secret = closed.fields(score.city_id)
    return RankRow(
        city=score.city,
        cells=tuple(_cell(score, field, field in secret) for field in SCORED_FIELDS),
    )


def _cell(score: CityScore, field: str, secret: bool) -> RankCell:
    value = None if secret else getattr(score, field)
    return RankCell(getattr(score, f"{field}_rank"), value, secret)
