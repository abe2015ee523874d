from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from surveys.guards import guarded
from surveys.models import Edition
from surveys.permissions import Action


@require_safe
@guarded(Action.SEE_RESULTS)
def edition_list(request: HttpRequest) -> HttpResponse:
    return render(request, "surveys/editions.html", {"editions": Edition.objects.all()})


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.MANAGE_EDITION)
def edition_new(request: HttpRequest) -> HttpResponse:
    return render(request, "surveys/editions.html", {})


@require_safe
@guarded(Action.SEE_RESULTS)
def edition_page(request: HttpRequest, edition: str) -> HttpResponse:
    row = get_object_or_404(Edition, code=edition)
    return render(request, "surveys/editions.html", {"edition": row})
