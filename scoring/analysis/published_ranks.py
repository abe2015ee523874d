"""Published against computed: how far the ranks of a run lie from a report's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import FloatArray
from scoring.index.statistics.correlation import kendall, spearman
from scoring.models import CityScore, PublishedRank, ScoreRun
from scoring.models.tree import SCORED_FIELDS
from scoring.runs.selectors import ranking
from surveys.models import City, Edition


@dataclass(frozen=True)
class ColumnAgreement:
    """One of the five rank columns; correlations are NaN where nothing can be paired."""

    column: str
    pairs: int
    equal: int
    spearman: float
    kendall: float
    largest: int


@dataclass(frozen=True)
class Pair:
    """One city's ranks: (published, computed) by column; None where it has none."""

    city: City
    ranks: dict[str, tuple[int | None, int | None]]

    def shift(self, column: str) -> int | None:
        """Places gained against the published rank; negative where the city fell."""
        published, computed = self.ranks[column]
        return None if published is None or computed is None else published - computed

    @property
    def cells(self) -> list[tuple[int | None, int | None, int | None]]:
        return [(*self.ranks[column], self.shift(column)) for column in SCORED_FIELDS]


@dataclass(frozen=True)
class Agreement:
    columns: tuple[ColumnAgreement, ...]
    pairs: tuple[Pair, ...]

    @property
    def cells(self) -> int:
        return sum(column.pairs for column in self.columns)

    @property
    def equal_cells(self) -> int:
        return sum(column.equal for column in self.columns)


def published_edition(edition: Edition) -> Edition | None:
    """The published ranks to hold an edition against: of its year, else the newest before."""
    published = Edition.objects.filter(ranks_only=True, year__lte=edition.year)
    return published.order_by("-year", "code").first()


def solved_backwards(edition: Edition, published: Edition) -> bool:
    """True where the edition's values were made from the very ranks that it is held against.

    Only a synthetic edition of the published year is: one of another year cannot agree, and
    real values are nobody's to solve for.
    """
    return edition.synthetic and edition.year == published.year


def agreement(run: ScoreRun, published: Edition) -> Agreement:
    """Both sides of every city and column, and their rank correlations."""
    printed = {row.city_id: row for row in PublishedRank.objects.filter(edition=published)}
    pairs = tuple(_pair(score, printed.get(score.city_id)) for score in ranking(run))
    return Agreement(tuple(_column(name, pairs) for name in SCORED_FIELDS), pairs)


def _pair(score: CityScore, printed: PublishedRank | None) -> Pair:
    return Pair(
        city=score.city,
        ranks={
            column: (
                getattr(printed, column) if printed else None,
                getattr(score, f"{column}_rank"),
            )
            for column in SCORED_FIELDS
        },
    )


def _column(name: str, pairs: tuple[Pair, ...]) -> ColumnAgreement:
    published = _side(pairs, lambda pair: pair.ranks[name][0])
    computed = _side(pairs, lambda pair: pair.ranks[name][1])
    both = ~(np.isnan(published) | np.isnan(computed))
    moved = np.abs(published[both] - computed[both])
    return ColumnAgreement(
        column=name,
        pairs=int(both.sum()),
        equal=int((moved == 0).sum()),
        spearman=spearman(published, computed),
        kendall=kendall(published, computed),
        largest=int(moved.max(initial=0)),
    )


def _side(pairs: tuple[Pair, ...], rank: Callable[[Pair], int | None]) -> FloatArray:
    values = [rank(pair) for pair in pairs]
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
