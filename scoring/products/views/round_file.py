"""A round to take away: the workbook that it can be brought in with, and its files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from scoring.export.download import download
from scoring.products.round_file import round_export, round_export_files
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.permissions import Action, require


@require_safe
@guarded(Action.EXPORT)
def round_file(request: HttpRequest, edition: str, extension: str) -> HttpResponse:
    """`xlsx`, or `zip` with the documents beside it; for those who read answers."""
    require(request.user, Action.SEE_ANSWERS)
    row = edition_of(edition)
    if row.ranks_only or extension not in ("xlsx", "zip"):
        raise Http404
    export = round_export_files if extension == "zip" else round_export
    return download(export(row, person_of(request)))
