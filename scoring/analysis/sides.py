"""The two sides of an explanation: a city of a run, and what it is held against."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.index.arrays import IntArray
from scoring.index.interpretation.contributions import (
    Contributions,
    contributions,
    median_unit,
    neighbours,
    treatment_effects,
)
from scoring.models import ScoreRun
from scoring.runs.reproduction import MOST_KEPT, Reproduction, reproduce_kept

MEDIAN, ABOVE, BELOW = "median", "above", "below"
_NOBODY = {
    ABOVE: gettext_lazy("No city ranks above this one."),
    BELOW: gettext_lazy("No city ranks below this one."),
}


class NothingToCompare(ValueError):
    """The city, or what it is held against, has no score in the run."""


@dataclass(frozen=True)
class Parts:
    """A run taken apart, for all of its cities."""

    run: Reproduction
    contributions: Contributions


@dataclass(frozen=True)
class Side:
    """One city in one run."""

    whole: Parts
    row: int

    @property
    def run(self) -> Reproduction:
        return self.whole.run

    @property
    def parts(self) -> Contributions:
        return self.whole.contributions

    def untreated_ranks(self) -> IntArray:
        """By treated cell of the city, as `treatment_effects` gives them."""
        return treatment_effects(self.run.result, self.run.tree, self.run.method, self.row)


def side_of(run: ScoreRun, adcode: str) -> Side:
    """ValueError where the run does not hold the city."""
    whole = _taken_apart(reproduce_kept(run))
    return Side(whole, whole.run.row(adcode))


@lru_cache(maxsize=MOST_KEPT)
def _taken_apart(again: Reproduction) -> Parts:
    """People go from city to city of one run."""
    return Parts(again, contributions(again.result, again.tree, again.method))


def other_side(side: Side, against: str) -> Side:
    """The median city, the neighbour above or below, or a city by adcode, of the same run."""
    ranks = side.run.result.ranks[:, 0]
    above, below = neighbours(ranks, side.row)
    row = {MEDIAN: median_unit(ranks), ABOVE: above, BELOW: below}.get(against, -1)
    if row == -1:
        row = side.run.row(against)
    if row is None:
        raise NothingToCompare(_NOBODY.get(against) or _("There is no such city in this run."))
    return Side(side.whole, row)
