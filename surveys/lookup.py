"""What every page looks up first: the edition, the city, one page of a list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from surveys.models import City, Edition


def edition_of(code: str) -> Edition:
    edition = Edition.objects.filter(code=code).first()
    if edition is None:
        raise Http404(_("There is no edition %(code)s.") % {"code": code})
    return edition


def city_of(adcode: str) -> City:
    city = City.objects.filter(adcode=adcode).first()
    if city is None:
        raise Http404(_("There is no city with the adcode %(adcode)s.") % {"adcode": adcode})
    return city


def page_of(request: HttpRequest, rows: QuerySet[Any], size: int = 50) -> Page[Any]:
    """The page that the address asks for; a wrong number gives the nearest one."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
