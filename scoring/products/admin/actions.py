"""What can be asked of the runs behind the rows of a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.export.download import download
from scoring.export.file import Export, zip_of
from scoring.models import ScoreRun
from scoring.products.appendix import appendix_export
from scoring.products.bundle import bundle_export
from scoring.runs.lookup import runs_of
from scoring.runs.services import run_request
from surveys.admin_pages.base import ReadOnlyAdmin
from surveys.guards import person_of
from surveys.models import Edition
from surveys.permissions import Action

MOST_FILES = 20


class RunActions(ReadOnlyAdmin):
    """The files are those of the pages, of whole runs, whatever the list is narrowed to."""

    sees = Action.SEE_RESULTS
    actions = ("recompute", "appendix_xlsx", "appendix_csv", "bundle")
    run_path = "pk"

    @admin.action(description=_("Recompute the edition"), permissions=["manage"])
    def recompute(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        runs = self._runs(request, queryset)
        self.count_each(
            request,
            Edition.objects.filter(pk__in=runs.order_by().values("edition")),
            lambda edition: run_request(actor=person_of(request), edition=edition),
            gettext("Recomputation asked for: %(count)d"),
        )

    @admin.action(description=_("Appendix of the whole run (XLSX)"), permissions=["export"])
    def appendix_xlsx(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return self._files(request, queryset, lambda run: appendix_export(run, "xlsx"))

    @admin.action(description=_("Appendix of the whole run (CSV)"), permissions=["export"])
    def appendix_csv(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return self._files(request, queryset, lambda run: appendix_export(run, "csv"))

    @admin.action(description=_("Bundle of the run (ZIP)"), permissions=["export"])
    def bundle(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return self._files(request, queryset, bundle_export)

    def _runs(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[ScoreRun]:
        return runs_of(request).filter(pk__in=queryset.order_by().values(self.run_path))

    def _files(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        export: Callable[[ScoreRun], Export],
    ) -> HttpResponse | None:
        """The file of one run, or those of several in one ZIP."""
        runs = list(self._runs(request, queryset)[: MOST_FILES + 1])
        if len(runs) > MOST_FILES:
            text = gettext("Choose %(most)d runs at most: each of them is a file.")
            self.message_user(request, text % {"most": MOST_FILES}, messages.WARNING)
            return None
        if not runs:
            self.message_user(
                request, gettext("No run is chosen that you may see."), messages.WARNING
            )
            return None
        files = {f"run-{run.pk}": export(run) for run in runs}
        text = gettext("Files written: %(count)d") % {"count": len(files)}
        self.message_user(request, text, messages.SUCCESS)
        if len(files) == 1:
            return download(next(iter(files.values())))
        return download(zip_of(f"{len(files)}-runs.zip", files))
