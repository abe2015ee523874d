from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from scoring.deletion.services import edition_delete_synthetic
from surveys.guards import guarded, person_of
from surveys.lookup import edition_of
from surveys.permissions import Action


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.MANAGE_EDITION)
def edition_delete(request: HttpRequest, edition: str) -> HttpResponse:
    """Delete a synthetic edition with all that is in it, once its code has been typed."""
    row = edition_of(edition)
    if not row.synthetic:
        raise Http404(_("Only a synthetic edition can be deleted."))
    typed = request.POST.get("code", "").strip()
    if request.method == "POST" and typed == row.code:
        edition_delete_synthetic(actor=person_of(request), edition=row)
        messages.success(request, _("Edition %(code)s was deleted.") % {"code": typed})
        return redirect("editions")
    wrong = request.method == "POST"
    context = {"edition": row, "wrong": wrong, "typed": typed}
    return render(
        request, "scoring/deletion/edition_delete.html", context, status=422 if wrong else 200
    )
