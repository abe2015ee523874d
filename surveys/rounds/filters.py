"""Filters of the logged replies, by django-filter."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from surveys.models import City, Organ, Outcome, Reply


class ReplyFilter(django_filters.FilterSet):
    """Logged replies; newest received first unless another order is asked for."""

    city = django_filters.CharFilter(label=_("City"), method="by_city")
    organ = django_filters.ChoiceFilter(
        label=_("Organ"),
        field_name="request__organ__kind",
        choices=Organ.Kind.choices,
        empty_label=_("All"),
    )
    outcome = django_filters.ModelChoiceFilter(
        label=_("Outcome"), queryset=Outcome.objects.all(), empty_label=_("All")
    )
    mine = django_filters.ChoiceFilter(
        label=_("Logged by"), choices=[("1", _("me"))], empty_label=_("All"), method="by_me"
    )
    order = django_filters.OrderingFilter(
        label=_("Order"),
        empty_label=_("last received first"),
        fields={
            "received_on": "received",
            "logged_at": "logged",
            "request__organ__city__adcode": "city",
        },
        choices=[
            ("received", _("first received first")),
            ("-logged", _("last logged first")),
            ("city", _("by city")),
        ],
    )

    class Meta:
        model = Reply
        fields: list[str] = []

    def by_city(self, rows: QuerySet[Reply], name: str, value: str) -> QuerySet[Reply]:
        cities = City.objects.matching(value).order_by().values("pk")
        return rows.filter(request__organ__city__in=cities)

    def by_me(self, rows: QuerySet[Reply], name: str, value: str) -> QuerySet[Reply]:
        return rows.filter(logged_by=self.request.user)
