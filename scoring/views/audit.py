from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from scoring.analysis.audit import Check, audit_sheet
from scoring.analysis.blind import blind_codes
from scoring.index.audit.preflight import Status
from scoring.models import Basis
from scoring.views.ranking import basis_of
from surveys.guards import guarded
from surveys.models import Edition
from surveys.permissions import Action

MOST_PLACES = 25
GRAVITY = {Status.FAIL: 0, Status.WARN: 1, Status.PASS: 2}


@require_safe
@guarded(Action.SEE_RESULTS)
def audit_page(request: HttpRequest, edition: str) -> HttpResponse:
    """What to look at before the edition is computed or published, on one basis."""
    row = get_object_or_404(Edition, code=edition)
    basis = basis_of(request)
    holds = not row.ranks_only and row.inputs_version > 0
    sheet = audit_sheet(row, basis, most=MOST_PLACES) if holds else None
    blind = blind_codes(request.user, basis)
    if sheet and blind:
        # The least and the largest value of a column may be one open answer.
        shown = tuple(column for column in sheet.columns if column.code not in blind)
        shown_checks = tuple(_without_cells(check, blind) for check in sheet.checks)
        sheet = replace(sheet, columns=shown, checks=shown_checks)
    checks = sorted(sheet.checks, key=lambda check: GRAVITY[check.item.status]) if sheet else []
    context = {"edition": row, "basis": basis, "bases": Basis, "sheet": sheet, "checks": checks}
    return render(request, "scoring/audit.html", context)


def _without_cells(check: Check, blind: frozenset[str]) -> Check:
    """Without the places that say something of one city's open answer."""
    places = tuple(p for p in check.places if p.city is None or blind.isdisjoint(p.codes))
    return replace(check, places=places)
