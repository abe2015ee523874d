"""What a ranking can be narrowed and sorted by."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from scoring.analysis.profile import TYPE_LABELS
from scoring.analysis.score_types import score_types
from scoring.filters import PlaceFilter
from scoring.models import Basis, CityScore, PublishedRank, ScoreRun
from scoring.models.tree import SCORED_FIELDS
from scoring.products.rank_columns import COLUMNS
from scoring.rendered.tables import reference_tables
from scoring.runs.filters import BasisCriteria
from scoring.runs.rank_rows import LOW_COVERAGE
from surveys.admin_pages.criteria import (
    choice_criterion,
    edition_criterion,
    level_criterion,
    province_criterion,
    region_criterion,
)
from surveys.models import Edition


class RankOrder(django_filters.OrderingFilter):
    """Sorting by a rank column or the name; cities without a rank always come last."""

    def filter(self, rows: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        if not value:
            return rows
        key = value[0]
        field = self.param_map.get(key.lstrip("-"), "")
        if not field:
            return rows
        column = F(field)
        order = column.desc(nulls_last=True) if key.startswith("-") else column.asc(nulls_last=True)
        return rows.order_by(order, "city__adcode")


class RankingFilter(PlaceFilter):
    coverage = django_filters.ChoiceFilter(
        label=_("Data coverage"),
        choices=(("full", _("Complete")), ("gaps", _("With gaps")), ("low", _("Below 75%"))),
        empty_label=_("All"),
        method="by_coverage",
    )
    sort = RankOrder(
        fields=[
            *((column.sorted_by, column.name) for column in COLUMNS if column.sorted_by),
            ("city__pinyin_full", "name"),
            ("city__province_adcode", "province"),
        ]
    )

    class Meta:
        model = CityScore
        fields: list[str] = []

    def by_coverage(self, rows: QuerySet[Any], _name: str, wanted: str) -> QuerySet[Any]:
        """By how many indicators a city has a value of; runs that did not keep it hold none."""
        total = len(reference_tables().indicators)
        if wanted == "full":
            return rows.filter(indicators_present__gte=total)
        most = LOW_COVERAGE * total if wanted == "low" else total
        return rows.filter(indicators_present__lt=most)


class RanksForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        """A type is told within a run: over all editions there is nothing to compare."""
        chosen: dict[str, Any] = super().clean() or {}
        if chosen.get("type") and not chosen.get("edition"):
            self.add_error("type", _("Choose an edition to narrow by type."))
        return chosen


class RanksCriteria(BasisCriteria):
    """Of the administration's list of newest ranks: one edition and basis unless asked for all."""

    edition = edition_criterion("run__edition")
    basis = choice_criterion(_("Basis"), "run__basis", ())
    province = province_criterion("city")
    region = region_criterion("city")
    level = level_criterion("city")
    type = django_filters.ChoiceFilter(
        label=_("Type"), choices=list(TYPE_LABELS.items()), empty_label=_("All"), method="by_type"
    )

    class Meta:
        model = CityScore
        form = RanksForm
        fields: list[str] = []

    @staticmethod
    def defaults(request: HttpRequest) -> dict[str, str]:
        """The approved ranks of the newest edition that has any."""
        if "edition" in request.GET:
            return {"basis": Basis.APPROVED.value}
        computed = Edition.objects.filter(pk__in=ScoreRun.objects.order_by().values("edition"))
        code = computed.values_list("code", flat=True).first()
        return {"basis": Basis.APPROVED.value, "edition": code or ""}

    def by_type(self, rows: QuerySet[Any], _name: str, wanted: str) -> QuerySet[Any]:
        types = score_types(rows.order_by().values_list("run", flat=True).distinct())
        return rows.filter(pk__in=[key for key, found in types.items() if found == wanted])


class PublishedFilter(PlaceFilter):
    sort = RankOrder(
        fields=[
            *((column, column) for column in SCORED_FIELDS),
            ("city__pinyin_full", "name"),
            ("city__province_adcode", "province"),
        ]
    )

    class Meta:
        model = PublishedRank
        fields: list[str] = []
