from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.base import ReadOnlyAdmin, page_links
from surveys.models import RoundImport
from surveys.permissions import Action


@admin.register(RoundImport)
class RoundImportAdmin(ReadOnlyAdmin):
    """To look for one; its report and what is decided on it have a page of their own."""

    sees = Action.MANAGE_EDITION
    list_display = ("name", "edition", "state", "brought_by", "brought_at", "stored_at", "pages")
    list_filter = ("edition", "state")
    list_select_related = ("edition", "brought_by")
    search_fields = ("name",)
    exclude = ("report", "counts", "done", "total")

    @admin.display(description=_("pages"))
    def pages(self, row: RoundImport) -> str:
        page = reverse("past-batch", args=[row.edition.code, row.pk])
        return page_links((page, gettext("Report")))
