from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from scoring.analysis.audit import audit_sheet
from scoring.index.audit.preflight import Status
from scoring.runs.lookup import bases_of, basis_of
from surveys.guards import guarded
from surveys.lookup import edition_of
from surveys.permissions import Action

MOST_PLACES = 25
GRAVITY = {Status.FAIL: 0, Status.WARN: 1, Status.PASS: 2}


@require_safe
@guarded(Action.SEE_RESULTS)
def audit_page(request: HttpRequest, edition: str) -> HttpResponse:
    """What to look at before the edition is computed or published, on one basis."""
    row = edition_of(edition)
    basis = basis_of(request)
    holds = not row.ranks_only and row.inputs_version > 0
    sheet = audit_sheet(row, basis, most=MOST_PLACES) if holds else None
    checks = sorted(sheet.checks, key=lambda check: GRAVITY[check.item.status]) if sheet else []
    context = {
        "edition": row,
        "basis": basis,
        "bases": bases_of(request),
        "sheet": sheet,
        "checks": checks,
    }
    return render(request, "scoring/analysis/audit.html", context)
