from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.analysis.city_sheet import answers_by_indicator
from scoring.analysis.explanation import (
    ABOVE,
    BELOW,
    MEDIAN,
    Explanation,
    NothingToCompare,
    Side,
    explain,
    other_side,
    side_of,
)
from scoring.analysis.explanation_summary import summary
from scoring.analysis.explanation_table import explanation_export
from scoring.export.download import download
from scoring.export.file import FORMATS
from scoring.models import ScoreRun
from scoring.runs.block import BrokenBlock
from scoring.runs.lookup import run_of
from scoring.runs.selectors import newest_run
from surveys.guards import guarded, person_of
from surveys.lookup import city_of
from surveys.models import City, Edition, User
from surveys.permissions import Action, within_reach

PREVIOUS = "previous"
MOST_CANDIDATES = 12


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
    def other_label(self) -> str:
        if self.other_run.pk != self.run.pk:
            return f"{self.other_city.label} {self.other_run.edition.code}"
        return self.other_city.label

    @property
    def summary(self) -> list[str]:
        if self.explanation is None:
            return []
        same = self.other_run.pk == self.run.pk
        return summary(self.explanation, self.other_label, same_run=same)


@require_safe
@guarded(Action.SEE_RESULTS)
def explanation_page(request: HttpRequest, pk: int, adcode: str) -> HttpResponse:
    """Contributions of every node and indicator; `against` says to whom they are held."""
    typed = request.GET.get("city", "").strip()
    found = _matching(typed)
    if len(found) == 1:
        target = reverse("explain", args=[pk, adcode])
        return redirect(f"{target}?against={found[0].adcode}")
    case = _case(request, pk, adcode)
    context = {
        "case": case,
        "edition": case.run.edition,
        "run": case.run,
        "basis": case.run.basis,
        "city": case.city,
        "typed": typed,
        "candidates": found,
        "choices": [
            (MEDIAN, _("The median city")),
            (ABOVE, _("The city one rank above")),
            (BELOW, _("The city one rank below")),
            (PREVIOUS, _("The previous edition")),
        ],
    }
    return render(request, "scoring/analysis/explanation.html", context)


def _matching(typed: str) -> list[City]:
    """The cities that the text may mean; one alone where it is a name or an adcode."""
    found = list(City.objects.matching(typed)[:MOST_CANDIDATES])
    exact = [city for city in found if typed in (city.name, city.short_name, city.adcode)]
    return exact if len(exact) == 1 else found


@require_safe
@guarded(Action.EXPORT)
def explanation_file(request: HttpRequest, pk: int, adcode: str, extension: str) -> HttpResponse:
    case = _case(request, pk, adcode)
    if case.explanation is None or extension not in FORMATS:
        raise Http404(case.refusal)
    return download(
        explanation_export(
            case.run,
            case.explanation,
            extension,
            city=case.city.label,
            other=case.other_label,
        )
    )


def _case(request: HttpRequest, pk: int, adcode: str) -> Case:
    run = run_of(request, pk)
    city = city_of(adcode)
    against = request.GET.get("against", MEDIAN)
    person = person_of(request)
    try:
        return _told(person, run, city, against)
    except NothingToCompare as refusal:
        said = str(refusal)
    except BrokenBlock:
        said = _("The stored numbers of this run cannot be read. Tell an administrator.")
    except ValueError:
        said = _("The run does not hold this city.")
    return Case(run, city, run, city, against, None, said)


def _told(person: User, run: ScoreRun, city: City, against: str) -> Case:
    if against == city.adcode:
        raise NothingToCompare(_("This is the city itself: choose another one."))
    side = side_of(run, city.adcode)
    other_run, other = _other(person, run, side, against, city.adcode)
    other_city = City.objects.get(adcode=other.run.block.adcodes[other.row])
    answers = answers_by_indicator(run.edition, city, person)
    return Case(run, city, other_run, other_city, against, explain(side, other, answers))


def _other(
    person: User, run: ScoreRun, side: Side, against: str, adcode: str
) -> tuple[ScoreRun, Side]:
    if against != PREVIOUS:
        return run, other_side(side, against)
    earlier = within_reach(person, Edition.objects.computed(), "").filter(year__lt=run.edition.year)
    for edition in earlier.order_by("-year", "code"):
        found = newest_run(edition, run.basis)
        if found is not None:
            return found, side_of(found, adcode)
    raise NothingToCompare(_("There is no earlier edition with a run."))
