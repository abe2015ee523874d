from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveys.guards import guarded
from surveys.history.filters import TrailFilter
from surveys.history.names import names_of
from surveys.models import City
from surveys.paging import page_of
from surveys.permissions import Action, visible_trail


@require_safe
@guarded(Action.SEE_TRAIL)
def trail(request: HttpRequest) -> HttpResponse:
    """The append-only history, newest first, with old and new value of every change."""
    rows = visible_trail(request.user).select_related("actor", "edition").order_by("-at", "-pk")
    chosen = TrailFilter(request.GET, queryset=rows, request=request)
    page = page_of(request, chosen.qs)
    adcodes = {entry.city_adcode for entry in page.object_list}
    names = dict(City.objects.filter(adcode__in=adcodes).values_list("adcode", "name"))
    context = {
        "filter": chosen,
        "page": page,
        "names": names_of(page.object_list),
        "entries": [(entry, names.get(entry.city_adcode, "")) for entry in page.object_list],
    }
    return render(request, "surveys/history/trail.html", context)
