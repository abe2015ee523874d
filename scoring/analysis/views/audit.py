"""Pages that explain results: guards, one call, render."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from scoring.analysis.audit_part import audit_part
from scoring.analysis.audit_table import audit_export
from scoring.export.download import download
from scoring.export.file import FORMATS
from scoring.rendered.page import result_page
from scoring.rendered.part import facts_of_edition
from scoring.runs.inputs import method_of
from scoring.runs.lookup import bases_of, basis_of, basis_of_file
from surveys.guards import HtmxRequest, guarded
from surveys.lookup import edition_of
from surveys.permissions import Action


@require_safe
@guarded(Action.SEE_RESULTS)
def audit_page(request: HtmxRequest, edition: str) -> HttpResponse:
    """What to look at before the edition is computed or published, on one basis."""
    row = edition_of(edition)
    basis = basis_of(request)
    holds = not row.ranks_only and row.inputs_version > 0
    method = method_of(row) if holds else None
    facts = facts_of_edition(row), method.pk if method else None

    def context() -> dict[str, Any]:
        return {
            "edition": row,
            "basis": basis,
            "bases": bases_of(request),
            "method": method,
            "body": audit_part(row, basis, method.pk).rendered() if method else "",
        }

    return result_page(request, "scoring/analysis/audit.html", facts, context, basis=basis)


@require_safe
@guarded(Action.EXPORT)
def audit_file(request: HtmxRequest, edition: str, extension: str) -> HttpResponse:
    """Every place of every check as a file; the page shows the first ones."""
    row = edition_of(edition)
    basis = basis_of_file(request)
    if row.ranks_only or not row.inputs_version or extension not in FORMATS:
        raise Http404(_("There is nothing to export."))
    return download(audit_export(row, basis, extension))
