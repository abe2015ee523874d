from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.base import ReadOnlyAdmin, page_links
from surveys.models import AnnualTable
from surveys.permissions import Action


@admin.register(AnnualTable)
class AnnualTableAdmin(ReadOnlyAdmin):
    """To look for one; it is entered and read on the page of its city."""

    sees = Action.SEE_ANSWERS
    list_display = ("organ", "edition", "year", "source", "entered_by", "entered_at", "pages")
    list_filter = ("edition", "year")
    list_select_related = ("organ__city", "edition", "entered_by")
    search_fields = ("organ__name", "organ__city__name", "=organ__city__adcode")
    exclude = ("cells", "revision")

    @admin.display(description=_("pages"))
    def pages(self, row: AnnualTable) -> str:
        page = reverse("annual-city", args=[row.edition.code, row.organ.city.adcode])
        return page_links((page, gettext("The table beside our letters")))
