"""What the administration's list of runs can be narrowed by."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from scoring.models import Basis, MethodVersion, ScoreRun
from scoring.runs.lookup import bases_of
from scoring.runs.selectors import newest_runs
from surveys.admin_pages.criteria import (
    choice_criterion,
    edition_criterion,
    since_criterion,
    until_criterion,
    yes_criterion,
)


class BasisCriteria(django_filters.FilterSet):
    """Whose `basis` offers those that this person may see."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        seen = bases_of(request)
        self.filters["basis"].extra["choices"] = [(basis.value, basis.label) for basis in seen]


class _MethodField(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class _MethodFilter(django_filters.ModelChoiceFilter):
    field_class = _MethodField


class RunCriteria(BasisCriteria):
    edition = edition_criterion("edition")
    basis = choice_criterion(_("Basis"), "basis", ())
    method = _MethodFilter(
        label=_("Method"), queryset=MethodVersion.objects.all(), empty_label=_("All")
    )
    newest = yes_criterion(_("Newest"), method="by_newest")
    since = since_criterion("computed_at", "date__gte")
    until = until_criterion("computed_at", "date__lte")

    class Meta:
        model = ScoreRun
        fields: list[str] = []

    def by_newest(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        keys = newest_runs(Basis.values)
        return rows.filter(pk__in=keys) if value == "1" else rows.exclude(pk__in=keys)
