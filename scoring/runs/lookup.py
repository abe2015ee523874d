"""What the pages of results look up first, and the one door before a provisional number.

A provisional run holds answers that nobody has decided yet, and whatever is computed from it
tells something of them. So it is for those who may read every open answer; everybody else has
the approved basis, at every address.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from scoring.models import Basis, ScoreRun, Study
from surveys.permissions import Action, can


def bases_of(request: HttpRequest) -> list[Basis]:
    """The bases that this person may see, the approved one first."""
    if can(request.user, Action.SEE_PROVISIONAL):
        return list(Basis)
    return [Basis.APPROVED]


def basis_of(request: HttpRequest) -> Basis:
    """The basis of a page: the one that the address asks for, where this person may see it;
    the page says which one it is. Approved unless it is asked for another."""
    wanted = basis_named(request.GET.get("basis", Basis.APPROVED.value))
    return wanted if wanted in bases_of(request) else Basis.APPROVED


def basis_of_file(request: HttpRequest) -> Basis:
    """As above for a download, which is refused: a file of another basis than the one asked
    for would be taken for it."""
    wanted = basis_named(request.GET.get("basis", Basis.APPROVED.value))
    _require(request, wanted)
    return wanted


def basis_named(name: str) -> Basis:
    try:
        return Basis(name)
    except ValueError as error:
        raise Http404(_("There is no such basis.")) from error


def runs_of(request: HttpRequest) -> QuerySet[ScoreRun]:
    """The stored runs that this person may see, without their blocks."""
    return ScoreRun.objects.headers().filter(basis__in=bases_of(request))


def run_of(request: HttpRequest, pk: int, **which: object) -> ScoreRun:
    """The run of the address, which meets `which`; 403 with words where it is closed."""
    run = get_object_or_404(ScoreRun.objects.headers(), pk=pk, **which)
    _require(request, run.basis)
    return run


def study_of(request: HttpRequest, pk: int) -> Study:
    """The study of the address; 403 with words where its run is closed to this person."""
    studies = Study.objects.select_related("run__edition", "run__method", "requested_by")
    study = get_object_or_404(studies.defer("run__block"), pk=pk)
    _require(request, study.run.basis)
    return study


def _require(request: HttpRequest, basis: str) -> None:
    if basis not in bases_of(request):
        raise PermissionDenied(
            _(
                "The provisional basis holds answers that nobody has decided yet. "
                "Your role sees the approved basis."
            )
        )
