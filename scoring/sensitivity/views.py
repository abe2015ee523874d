from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from scoring.export.download import download
from scoring.export.file import FORMATS
from scoring.index.sensitivity.design import BLOCK
from scoring.models import Node, ScoreRun, Study
from scoring.rendered.page import result_page
from scoring.rendered.part import Facts, facts_of_edition, facts_of_run, part
from scoring.runs.lookup import run_of, study_of
from scoring.sensitivity.forms import PURPOSE, StudyForm
from scoring.sensitivity.interval_rows import draw_rows
from scoring.sensitivity.leave_out import leave_out_part
from scoring.sensitivity.result import flip, monte_carlo, replay_draw, sobol
from scoring.sensitivity.services.study import study_cancel, study_request
from scoring.sensitivity.study_parts import facts_of_study, study_parts
from scoring.sensitivity.table import study_export
from scoring.words.reasons import kept_words
from scoring.words.study import parameter_lines
from surveys.errors import Refused
from surveys.forms.refusal import show_refusal
from surveys.guards import HtmxRequest, guarded, person_of
from surveys.models import City
from surveys.permissions import Action, can, can_on


@require_safe
@guarded(Action.SEE_RESULTS)
def sensitivity_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Studies of a run, the form for a new one, and what leaving out one node does."""
    kind = _kind(request.GET.get("kind", ""))
    return _sensitivity(request, run_of(request, pk), StudyForm(kind=kind), kind)


@require_POST
@guarded(Action.RUN_STUDY)
def study_new(request: HttpRequest, pk: int) -> HttpResponse:
    run = run_of(request, pk)
    kind = _kind(request.POST.get("kind", ""))
    form = StudyForm(request.POST, kind=kind)
    if form.is_valid():
        try:
            study = study_request(
                actor=person_of(request),
                run=run,
                kind=form.cleaned_data["kind"],
                parameters=form.parameters(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("study", pk=study.pk)
    return _sensitivity(request, run, form, kind, status=422)


def _kind(asked: str) -> str:
    return asked if asked in Study.Kind.values else Study.Kind.MONTE_CARLO.value


@require_safe
@guarded(Action.SEE_RESULTS)
def study_page(request: HtmxRequest, pk: int) -> HttpResponse:
    """Progress while it runs; its results when it is done."""
    study = study_of(request, pk)
    run = study.run
    running = study.state == Study.State.RUNNING
    facts = None if running else (facts_of_study(study), facts_of_edition(run.edition))

    def context() -> dict[str, Any]:
        return {
            "study": study,
            "run": run,
            "edition": run.edition,
            "parameters": parameter_lines(study.parameters),
            "fault": _fault(study),
            **_progress(study),
            "may_cancel": _may_cancel(request, study),
            **(_results(request, study) if study.state == Study.State.DONE else {}),
        }

    return result_page(request, "scoring/sensitivity/study.html", facts, context, basis=run.basis)


def _progress(study: Study) -> dict[str, int]:
    """Draws that are computed and all of them; a study without draws has none to tell."""
    draws = study.parameters["draws"] if study.kind == Study.Kind.MONTE_CARLO else 0
    return {"done": min(draws, BLOCK * study.blocks.count()), "draws": draws}


@require_safe
@guarded(Action.SEE_RESULTS)
def study_state(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress bar alone; reloads the page when the study has ended."""
    study = study_of(request, pk)
    if study.state != Study.State.RUNNING:
        return HttpResponseClientRefresh()
    context = {"study": study, **_progress(study)}
    return render(request, "scoring/sensitivity/study.html#progress", context)


@require_POST
@guarded(Action.RUN_STUDY)
def study_stop(request: HttpRequest, pk: int) -> HttpResponse:
    study = study_of(request, pk)
    if not _may_cancel(request, study):
        raise Http404(_("Only who asked for a study, or a manager, can cancel it."))
    try:
        study_cancel(actor=person_of(request), study=study)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("study", pk=study.pk)


@require_safe
@guarded(Action.SEE_RESULTS)
def study_draw(request: HtmxRequest, pk: int, number: int) -> HttpResponse:
    """One draw replayed: every parameter of it, and the ranks it gave."""
    study = study_of(request, pk)
    if study.kind != Study.Kind.MONTE_CARLO:
        raise Http404(_("Only a Monte Carlo study has draws."))
    run = study.run
    told = study.pk, json.dumps(study.parameters, sort_keys=True), *facts_of_run(run)
    facts: Facts = {"study": told, "number": number}

    def context() -> dict[str, Any]:
        body = part("scoring/sensitivity/study_draw.html#body", facts, lambda: _draw(study, number))
        return {
            "study": study,
            "run": run,
            "edition": run.edition,
            "number": number,
            "body": body,
        }

    try:
        told_too = facts_of_edition(run.edition)
        page = "scoring/sensitivity/study_draw.html"
        return result_page(request, page, (told, number, told_too), context, basis=run.basis)
    except ValueError as error:
        raise Http404(_("This study has no such draw.")) from error


def _draw(study: Study, number: int) -> dict[str, Any]:
    draw = replay_draw(study, number)
    return {"draw": draw, "rows": draw_rows(draw)}


@require_safe
@guarded(Action.EXPORT)
def study_file(request: HttpRequest, pk: int, extension: str) -> HttpResponse:
    """The intervals of a finished Monte Carlo study as a table."""
    study = study_of(request, pk)
    finished = study.state == Study.State.DONE and study.kind == Study.Kind.MONTE_CARLO
    if not finished or extension not in FORMATS:
        raise Http404(_("There is nothing to export."))
    return download(study_export(study, monte_carlo(study), extension))


def _sensitivity(
    request: HttpRequest, run: ScoreRun, form: StudyForm, kind: str, status: int = 200
) -> HttpResponse:
    context = {
        "run": run,
        "edition": run.edition,
        "basis": run.basis,
        "form": form,
        "kind": kind,
        "kinds": Study.Kind,
        "purpose": PURPOSE[kind],
        "studies": run.studies.select_related("requested_by"),
        "leave_out": leave_out_part(run).rendered() if run.cities_ranked else "",
        "may_run": can(request.user, Action.RUN_STUDY),
    }
    return render(request, "scoring/sensitivity/sensitivity.html", context, status=status)


def _results(request: HttpRequest, study: Study) -> dict[str, Any]:
    if study.kind == Study.Kind.MONTE_CARLO:
        parts = {name: part.rendered() for name, part in study_parts(study).items()}
        return {**parts, **(_beat(request, monte_carlo(study)) if "a" in request.GET else {})}
    if study.kind == Study.Kind.SOBOL:
        return {"result": sobol(study)}
    nodes = Node.objects.in_bulk(field_name="code")
    found = flip(study)
    return {"result": found, "moved": [(nodes[code], *pair) for code, *pair in found.weights]}


def _beat(request: HttpRequest, result: Any) -> dict[str, Any]:
    """P(one city ranks above another) for the two that the address names."""
    cities = [City.objects.matching(request.GET.get(name, "")).first() for name in ("a", "b")]
    if None in cities:
        return {}
    one, other = (city.adcode for city in cities if city)
    if not {one, other} <= set(result.adcodes):
        return {}
    chance = result.beat(one, other), result.beat(other, one)
    return {"beat": {"one": cities[0], "other": cities[1], "chance": chance}}


def _may_cancel(request: HttpRequest, study: Study) -> bool:
    return can_on(
        request.user, study.requested_by_id, own=Action.RUN_STUDY, others=Action.MANAGE_EDITION
    )


def _fault(study: Study) -> str:
    return kept_words(study.fault, study.fault_details) if study.fault else ""
