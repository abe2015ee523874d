from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import F, OrderBy, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.analysis.profile import TYPE_LABELS
from scoring.analysis.score_types import score_types
from scoring.models import CityScore
from scoring.products.admin.actions import RunActions
from scoring.products.filters import RanksCriteria
from scoring.products.rank_columns import RankColumn, published_columns
from scoring.runs.lookup import bases_of
from scoring.runs.rank_rows import rank_row
from scoring.runs.selectors import newest_runs, run_is_behind
from surveys.admin_pages.base import page_links
from surveys.admin_pages.criteria import criteria
from surveys.admin_pages.lookups import OwnChangeList
from surveys.models import City


class RanksList(OwnChangeList):
    def get_results(self, request: HttpRequest) -> None:
        """With the type of each city that is shown, and whether a newer run is due."""
        super().get_results(request)
        rows = list(self.result_list)
        if any(run_is_behind(row.run.edition, row.run) for row in rows):
            self.note = gettext("Inputs have changed: a newer run is under way.")
        types = score_types({row.run_id for row in rows})
        for row in rows:
            row.type = types.get(row.pk, "")
        self.result_list = rows

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Who has no rank comes last, whichever way a column is sorted."""
        found = super().get_ordering(request, queryset)
        return [_unranked_last(one) if isinstance(one, OrderBy) else one for one in found]

    def url_for_result(self, result: Any) -> str:
        city = reverse("city", args=[result.run.edition.code, result.city.adcode])
        return f"{city}?basis={result.run.basis}"


def _unranked_last(order: OrderBy) -> OrderBy:
    return OrderBy(order.expression, descending=order.descending, nulls_last=True)


def _ranked(column: RankColumn) -> Callable[[CityScore], str]:
    """The rank with its score in small print, as the ranking's page shows them."""

    words: Any = column.short or column.words

    @admin.display(description=words, ordering=F(column.sorted_by).asc(nulls_last=True))
    def shown(row: CityScore) -> str:
        cell: Any = column.shown(rank_row(row, 0))
        return format_html("<strong>{}</strong> <small>{}</small>", cell.text, cell.small)

    shown.__name__ = column.name
    return shown


@admin.register(CityScore)
class CityScoreAdmin(RunActions):
    """Ranks of the newest runs alone: of each edition, on each basis that this person may see."""

    list_display = (
        "place",
        *(_ranked(column) for column in published_columns()),
        "kind",
        "province",
        "edition",
        "basis",
        "pages",
    )
    list_filter = (criteria(RanksCriteria),)
    list_select_related = ("city", "run__edition")
    list_per_page = 100
    list_max_show_all = 400
    ordering: ClassVar[Any] = ("-run", F("composite_rank").asc(nulls_last=True), "city")
    search_fields = ("city__name",)
    preserve_filters = False
    run_path = "run"

    def get_queryset(self, request: HttpRequest) -> QuerySet[CityScore]:
        rows = super().get_queryset(request).filter(run__in=newest_runs(bases_of(request)))
        return rows.defer("run__block")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RanksList]:
        return RanksList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A city by name, adcode or pinyin, as everywhere."""
        if not search_term.strip():
            return queryset, False
        found = City.objects.matching(search_term).order_by().values("pk")
        return queryset.filter(city__in=found), False

    @admin.display(description=_("city"), ordering="city__adcode")
    def place(self, row: CityScore) -> str:
        return row.city.label

    @admin.display(description=_("type"))
    def kind(self, row: Any) -> str:
        found = getattr(row, "type", "")
        return str(TYPE_LABELS[found]) if found else ""

    @admin.display(description=_("province"), ordering="city__province_adcode")
    def province(self, row: CityScore) -> str:
        return row.city.province_label

    @admin.display(description=_("edition"), ordering="run__edition__code")
    def edition(self, row: CityScore) -> str:
        return row.run.edition.code

    @admin.display(description=_("basis"), ordering="run__basis")
    def basis(self, row: CityScore) -> str:
        return row.run.get_basis_display()

    @admin.display(description=_("pages"))
    def pages(self, row: CityScore) -> str:
        ranking = reverse("ranking", args=[row.run.edition.code])
        return page_links(
            (reverse("run", args=[row.run_id]), gettext("Run")),
            (f"{ranking}?basis={row.run.basis}", gettext("Ranking")),
        )
