from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.analysis.blind import withheld
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
from scoring.export.explanation import explanation_export
from scoring.export.file import FORMATS
from scoring.models import ScoreRun
from scoring.selectors import newest_run
from scoring.views.download import download
from surveys.guards import guarded, person_of
from surveys.models import City, Edition, User
from surveys.permissions import Action

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
    def other_label(self) -> str:
        if self.other_run.pk != self.run.pk:
            return f"{self.other_city.name} {self.other_run.edition.code}"
        return self.other_city.name


@require_safe
@guarded(Action.SEE_RESULTS)
def explanation_page(request: HttpRequest, pk: int, adcode: str) -> HttpResponse:
    """Contributions of every node and indicator; `against` says to whom they are held."""
    typed = request.GET.get("city", "").strip()
    if typed:
        match = City.objects.matching(typed).first()
        target = reverse("explain", args=[pk, adcode])
        return redirect(f"{target}?against={match.adcode if match else MEDIAN}")
    case = _case(request, pk, adcode)
    context = {"case": case, "edition": case.run.edition, "run": case.run, "city": case.city}
    context["choices"] = [
        (MEDIAN, _("The median city")),
        (ABOVE, _("The city one rank above")),
        (BELOW, _("The city one rank below")),
        (PREVIOUS, _("The previous edition")),
    ]
    return render(request, "scoring/explanation.html", context)


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
            city=case.city.name,
            other=case.other_label,
        )
    )


def _case(request: HttpRequest, pk: int, adcode: str) -> Case:
    runs = ScoreRun.objects.headers()
    run = get_object_or_404(runs, pk=pk)
    city = get_object_or_404(City, adcode=adcode)
    against = request.GET.get("against", MEDIAN)
    person = person_of(request)
    try:
        _open_check(person, (run, city))
        side = side_of(run, adcode)
        other_run, other = _other(run, side, against, adcode)
        other_city = City.objects.get(adcode=other.run.block.adcodes[other.row])
        _open_check(person, (other_run, other_city))
        explanation = explain(side, other)
    except (NothingToCompare, ValueError) as error:
        return Case(run, city, run, city, against, None, str(error))
    return Case(run, city, other_run, other_city, against, explanation)


def _open_check(person: User, side: tuple[ScoreRun, City]) -> None:
    """Refuse a side whose contributions would tell an answer that is not decided."""
    run, city = side
    if withheld(run, person, city):
        text = _(
            "On the provisional basis %(city)s has answers that are not decided yet: only its "
            "ranks are shown."
        )
        raise NothingToCompare(text % {"city": city.name})


def _other(run: ScoreRun, side: Side, against: str, adcode: str) -> tuple[ScoreRun, Side]:
    if against != PREVIOUS:
        return run, other_side(side, against)
    earlier = Edition.objects.computed().filter(year__lt=run.edition.year)
    for edition in earlier.order_by("-year", "code"):
        found = newest_run(edition, run.basis)
        if found is not None:
            return found, side_of(found, adcode)
    raise NothingToCompare(_("There is no earlier edition with a run."))
