"""Filters of letters and replies, by django-filter; `…Criteria` are the administration's."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.criteria import (
    CityCriterion,
    choice_criterion,
    edition_criterion,
    province_criterion,
    region_criterion,
    since_criterion,
    until_criterion,
    yes_criterion,
)
from surveys.models import City, InfoRequest, Organ, Outcome, Reply
from surveys.models.querysets import LATE
from surveys.models.request import Channel


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


def _outcome() -> django_filters.Filter:
    return django_filters.ModelChoiceFilter(
        label=_("Outcome"),
        field_name="outcome",
        queryset=Outcome.objects.all(),
        empty_label=_("All"),
    )


class RequestCriteria(django_filters.FilterSet):
    edition = edition_criterion("round__edition")
    channel = choice_criterion(_("Channel"), "channel", Channel.choices)
    status = choice_criterion(_("State"), "status", InfoRequest.Status.choices)
    outcome = _outcome()
    organ = choice_criterion(_("Organ"), "organ__kind", Organ.Kind.choices)
    city = CityCriterion("organ__city")
    province = province_criterion("organ__city")
    region = region_criterion("organ__city")
    since = since_criterion("sent_on")
    until = until_criterion("sent_on")

    class Meta:
        model = InfoRequest
        fields: list[str] = []


class ReplyCriteria(django_filters.FilterSet):
    edition = edition_criterion("request__round__edition")
    channel = choice_criterion(_("Channel"), "request__channel", Channel.choices)
    outcome = _outcome()
    organ = choice_criterion(_("Organ"), "request__organ__kind", Organ.Kind.choices)
    city = CityCriterion("request__organ__city")
    province = province_criterion("request__organ__city")
    region = region_criterion("request__organ__city")
    since = since_criterion("received_on")
    until = until_criterion("received_on")
    late = yes_criterion(_("Late"), method="by_late")
    withdrawn = yes_criterion(_("Withdrawn"), field_name="withdrawn")

    class Meta:
        model = Reply
        fields: list[str] = []

    def by_late(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(LATE) if value == "1" else rows.exclude(LATE)
