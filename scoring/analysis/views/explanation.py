from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from scoring.analysis.city_sheet import answers_by_indicator
from scoring.analysis.effort import effort_of, effort_words
from scoring.analysis.explanation.case import PREVIOUS, case_of, counterpart
from scoring.analysis.explanation.markup import LineRows, shares
from scoring.analysis.explanation.table import explanation_export
from scoring.analysis.explanation.treated_columns import TREATED_COLUMNS
from scoring.analysis.sides import ABOVE, BELOW, MEDIAN
from scoring.export.download import download
from scoring.export.file import FORMATS
from scoring.models import ScoreRun
from scoring.rendered.links import CityLinks
from scoring.rendered.page import result_page
from scoring.rendered.part import Facts, facts_of_edition, facts_of_run, part
from scoring.runs.block import BrokenBlock
from scoring.runs.lookup import basis_of, run_of
from scoring.runs.selectors import newest_run
from scoring.words.reasons import UNREADABLE
from surveys.guards import HtmxRequest, guarded, person_of
from surveys.lookup import city_of, edition_of
from surveys.models import Answer, City
from surveys.permissions import Action
from surveys.rounds.first_letters import Effort
from surveys.sheets.columns import page_cells

MOST_CANDIDATES, MOST_LARGEST = 12, 10


PAGE, BODY = "scoring/analysis/explanation.html", "scoring/analysis/explanation.html#body"
CHOICES = (
    (MEDIAN, gettext_lazy("The median city")),
    (ABOVE, gettext_lazy("The city one rank above")),
    (BELOW, gettext_lazy("The city one rank below")),
    (PREVIOUS, gettext_lazy("The previous edition")),
)


@require_safe
@guarded(Action.SEE_RESULTS)
def explanation_page(request: HtmxRequest, pk: int, adcode: str) -> HttpResponse:
    """Contributions of every node and indicator; `against` says to whom they are held."""
    typed = request.GET.get("city", "").strip()
    found = _matching(typed)
    if len(found) == 1:
        target = reverse("explain", args=[pk, adcode])
        return redirect(f"{target}?against={found[0].adcode}")
    run, city, person = run_of(request, pk), city_of(adcode), person_of(request)
    against = request.GET.get("against", MEDIAN)
    other = counterpart(person, run, against)
    answers = answers_by_indicator(run.edition, city, person)
    told: Facts = {
        "run": facts_of_run(run),
        "other": facts_of_run(other),
        "city": adcode,
        "against": against,
        "answers": [f"{code} {answer.pk}" for code, answer in sorted(answers.items())],
        "effort": str(effort := effort_of(run.edition, city)),
    }
    page = {
        "edition": run.edition,
        "run": run,
        "basis": run.basis,
        "city": city,
        "against": against,
        "typed": typed,
        "candidates": found,
        "choices": CHOICES,
    }

    def context() -> dict[str, Any]:
        made = partial(_body, run, city, against, other, answers, effort)
        return {**page, "body": part(BODY, told, made)}

    facts = facts_of_edition(run.edition), run.basis, *told.values()
    try:
        return result_page(request, PAGE, facts, context, basis=run.basis)
    except BrokenBlock:
        return render(request, PAGE, {**page, "refusal": UNREADABLE})


@require_safe
@guarded(Action.SEE_RESULTS)
def explanation_newest(request: HtmxRequest, edition: str, adcode: str) -> HttpResponse:
    """On to the explanation in the newest run; to the city's page where there is none."""
    row, city = edition_of(edition), city_of(adcode)
    run = None if row.ranks_only else newest_run(row, basis_of(request))
    if run is None or not run.cities_ranked:
        messages.info(request, _("Nothing has been computed yet for this edition."))
        return redirect("city", row.code, city.adcode)
    return redirect("explain", run.pk, city.adcode)


def _body(
    run: ScoreRun,
    city: City,
    against: str,
    other: ScoreRun | None,
    answers: Mapping[str, Answer],
    effort: Effort,
) -> dict[str, Any]:
    case = case_of(run, city, against, other, answers)
    told = case.explanation
    if told is None:
        return {"case": case}
    links = CityLinks(run.edition.code, f"?basis={run.basis}")
    rows = LineRows(links, city.adcode, *case.marks)
    return {
        "case": case,
        "told": told,
        "city": city,
        "effort": effort_words(effort) if effort.letters else "",
        "shares": shares(told, rows, MOST_LARGEST),
        "tree": [
            (domain.line, rows.sums(domain.line), rows.groups(domain.branches))
            for domain in told.domains
        ],
        "treated_columns": [column for column in TREATED_COLUMNS if column.on_page],
        "treated_rows": [(cell, page_cells(TREATED_COLUMNS, cell)) for cell in told.treated],
    }


def _matching(typed: str) -> list[City]:
    """The cities that the text may mean; one alone where it is a name or an adcode."""
    found = list(City.objects.matching(typed)[:MOST_CANDIDATES])
    exact = [city for city in found if typed in (city.name, city.short_name, city.adcode)]
    return exact if len(exact) == 1 else found


@require_safe
@guarded(Action.EXPORT)
def explanation_file(request: HttpRequest, pk: int, adcode: str, extension: str) -> HttpResponse:
    run, city, person = run_of(request, pk), city_of(adcode), person_of(request)
    against = request.GET.get("against", MEDIAN)
    try:
        case = case_of(run, city, against, counterpart(person, run, against), {})
    except BrokenBlock as error:
        raise Http404(str(UNREADABLE)) from error
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
