"""The rows of a ranking: ranks, scores and how complete the data behind them are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from scoring.models import CityScore, Node, ScoreRun
from scoring.models.tree import DOMAINS, SCORED_FIELDS
from scoring.runs.block import block_unpack
from surveys.models import City

LOW_COVERAGE = 0.75
"""Below this share of the indicators a rank says little: the missing ones weigh too much."""


@dataclass(frozen=True)
class Coverage:
    """How many of the indicators have a value; `present` is None where a run did not keep it."""

    present: int | None
    total: int

    @property
    def is_low(self) -> bool:
        return self.present is not None and self.present < LOW_COVERAGE * self.total

    @property
    def missing(self) -> int:
        return 0 if self.present is None else self.total - self.present

    def __str__(self) -> str:
        return "–" if self.present is None else f"{self.present}/{self.total}"


@dataclass(frozen=True)
class RankCell:
    """Both are None where the city has none."""

    rank: int | None
    score: float | None


@dataclass(frozen=True)
class RankRow:
    """A city's five cells in the order of the appendix: the composite, then the domains."""

    city: City
    cells: tuple[RankCell, ...]
    coverage: Coverage

    @property
    def composite(self) -> RankCell:
        return self.cells[0]


def rank_rows(scores: Iterable[CityScore], total: int) -> list[RankRow]:
    """`total` is how many indicators there are."""
    return [rank_row(score, total) for score in scores]


def rank_row(score: CityScore, total: int) -> RankRow:
    return RankRow(
        city=score.city,
        cells=tuple(
            RankCell(getattr(score, f"{field}_rank"), getattr(score, field))
            for field in SCORED_FIELDS
        ),
        coverage=Coverage(score.indicators_present, total),
    )


@dataclass(frozen=True)
class DomainGap:
    """A domain of a run: how many of its indicators have a value anywhere."""

    domain: Node
    present: int
    total: int


def domain_gaps(run: ScoreRun) -> list[DomainGap]:
    """What a run had to compute from; for the page of an edition that ranks nobody yet."""
    block = block_unpack(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk))
    layout = block.tree().layout
    known = np.asarray((~np.isnan(block.raw)).any(axis=0))
    nodes = Node.objects.in_bulk([code for code, _field in DOMAINS], field_name="code")
    columns = [(nodes[code], layout.leaves_below(code)) for code, _field in DOMAINS]
    return [DomainGap(node, int(known[at].sum()), len(at)) for node, at in columns]
