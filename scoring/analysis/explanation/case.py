"""Which comparison an explanation is: a city of a run, held against another city or run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.analysis.explanation.summary import CAUSES, summary
from scoring.analysis.explanation.told import Explanation, explain
from scoring.analysis.sides import NothingToCompare, other_side, side_of
from scoring.models import ScoreRun
from scoring.rendered.tables import reference_tables
from scoring.runs.block import BrokenBlock
from scoring.runs.selectors import newest_run
from surveys.models import Answer, City, Edition, User
from surveys.permissions import within_reach

PREVIOUS = "previous"


@dataclass(frozen=True)
class Case:
    """What the page shows: a city of a run, against another city or run."""

    run: ScoreRun
    city: City
    other_run: ScoreRun
    other_city: City
    against: str
    explanation: Explanation | None
    refusal: str = ""

    @property
    def marks(self) -> tuple[str, str]:
        """What tells the two apart in a heading: the cities, or the editions of one."""
        if self.same_run:
            return self.city.label, self.other_city.label
        return self.run.edition.code, self.other_run.edition.code

    @property
    def other_label(self) -> str:
        if not self.same_run:
            return f"{self.other_city.label} {self.other_run.edition.code}"
        return self.other_city.label

    @property
    def summary(self) -> list[str]:
        if self.explanation is None:
            return []
        return summary(self.explanation, self.other_label, same_run=self.same_run)

    @property
    def causes(self) -> list[tuple[str, float]]:
        """Words and points of each cause; nothing within one run."""
        found = self.explanation.cause_points if self.explanation else {}
        return [(str(CAUSES[name]), points) for name, points in found.items() if name or points]

    @property
    def rest(self) -> float:
        """Points that no indicator accounts for."""
        return self.explanation.points[""] if self.explanation else 0.0

    @property
    def same_run(self) -> bool:
        return self.other_run.pk == self.run.pk


def counterpart(person: User, run: ScoreRun, against: str) -> ScoreRun | None:
    """The run that holds the other city; None where an earlier edition is asked for and this
    person sees none with a run."""
    if against != PREVIOUS:
        return run
    earlier = within_reach(person, Edition.objects.computed(), "").filter(year__lt=run.edition.year)
    found = (newest_run(edition, run.basis) for edition in earlier.order_by("-year", "code"))
    return next((run for run in found if run is not None), None)


def case_of(
    run: ScoreRun,
    city: City,
    against: str,
    other_run: ScoreRun | None,
    answers: Mapping[str, Answer],
) -> Case:
    """The comparison, or the words for why there is none; BrokenBlock where the stored numbers
    of a run cannot be read."""
    try:
        return _told(run, city, against, other_run, answers)
    except BrokenBlock:
        raise
    except NothingToCompare as refusal:
        said = str(refusal)
    except ValueError:
        said = _("The run does not hold this city.")
    return Case(run, city, run, city, against, None, said)


def _told(
    run: ScoreRun,
    city: City,
    against: str,
    other_run: ScoreRun | None,
    answers: Mapping[str, Answer],
) -> Case:
    if against == city.adcode:
        raise NothingToCompare(_("This is the city itself: choose another one."))
    side = side_of(run, city.adcode)
    if other_run is None:
        raise NothingToCompare(_("There is no earlier edition with a run."))
    same = against != PREVIOUS
    other = other_side(side, against) if same else side_of(other_run, city.adcode)
    other_city = reference_tables().cities[other.run.block.adcodes[other.row]]
    return Case(run, city, other_run, other_city, against, explain(side, other, answers))
