from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.models import ScoreRun
from scoring.products.admin.actions import RunActions
from scoring.runs.filters import RunCriteria
from scoring.runs.lookup import runs_of
from scoring.words.findings import finding_lines
from surveys.admin_pages.base import page_links
from surveys.admin_pages.criteria import criteria


@admin.register(ScoreRun)
class ScoreRunAdmin(RunActions):
    list_display = (
        "name",
        "edition",
        "basis",
        "computed_by",
        "inputs_version",
        "cities_ranked",
        "computed_at",
        "pages",
    )
    list_filter = (criteria(RunCriteria),)
    search_fields = ("^input_hash",)
    exclude = ("block", "findings", "method")
    readonly_fields = ("computed_by", "noticed")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScoreRun]:
        return runs_of(request)

    @admin.display(description=_("run"), ordering="pk")
    def name(self, row: ScoreRun) -> str:
        return str(row.pk)

    @admin.display(description=_("method"), ordering="method")
    def computed_by(self, row: ScoreRun) -> str:
        return row.method.label

    @admin.display(description=_("findings"))
    def noticed(self, row: ScoreRun) -> str:
        """In words, as the run's page has them."""
        lines = finding_lines(row.findings)
        told = ((line.severity_label, line.name or line.subject, line.text) for line in lines)
        return format_html_join("", "<p>{} · {}: {}</p>", told)

    @admin.display(description=_("pages"))
    def pages(self, row: ScoreRun) -> str:
        ranks = reverse("admin:scoring_cityscore_changelist")
        chosen = f"?edition={row.edition.code}&basis={row.basis}"
        return page_links(
            (reverse("run", args=[row.pk]), gettext("Run")),
            (ranks + chosen, gettext("Newest ranks")),
        )
