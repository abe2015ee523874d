"""Filters of letters and replies, by django-filter; `…Criteria` are the administration's."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
from surveys.clock.flags import Flag
from surveys.models import (
    City,
    DueMove,
    InfoRequest,
    LetterOutcome,
    Organ,
    Outcome,
    Reply,
    RequestEvent,
)
from surveys.models.querysets import LATE
from surveys.models.request import AWAITED, Channel
from surveys.models.request_event import EventKind
from surveys.rounds.parts import part_choices

SOON_DAYS = 5


def with_outcome(rows: QuerySet[Reply], **wanted: Any) -> QuerySet[Reply]:
    """Replies of which any letter has such an outcome, each once."""
    found = LetterOutcome.objects.filter(reply=OuterRef("pk"), **wanted)
    return rows.filter(Exists(found.order_by()))


class ReplyFilter(django_filters.FilterSet):
    """Logged replies; newest received first unless another order is asked for."""

    city = django_filters.CharFilter(label=_("City"), method="by_city")
    organ = django_filters.ChoiceFilter(
        label=_("Organ"),
        field_name="organ__kind",
        choices=Organ.Kind.choices,
        empty_label=_("All"),
    )
    outcome = django_filters.ModelChoiceFilter(
        label=_("Outcome"),
        queryset=Outcome.objects.all(),
        empty_label=_("All"),
        method="by_outcome",
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
            "city__adcode": "city",
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
        return rows.filter(city__in=cities)

    def by_outcome(
        self, rows: QuerySet[Reply], _name: str, value: Outcome | None
    ) -> QuerySet[Reply]:
        return with_outcome(rows, outcome=value) if value is not None else rows

    def by_me(self, rows: QuerySet[Reply], name: str, value: str) -> QuerySet[Reply]:
        return rows.filter(logged_by=self.request.user)


def _outcome(**options: Any) -> django_filters.Filter:
    return django_filters.ModelChoiceFilter(
        label=_("Outcome"),
        field_name="outcome",
        queryset=Outcome.objects.all(),
        empty_label=_("All"),
        **options,
    )


CLOCK = (
    ("overdue", _("overdue")),
    ("soon", _("due within five days")),
    ("between", _("between the two days")),
    ("provisional", _("due day provisional")),
    ("flagged", _("with any flag")),
)


def overdue_rows(today: datetime.date) -> Q:
    """Letters of which `overdue_on` is true."""
    over = Q(due__lt=today) & (Q(due_local__isnull=True) | Q(due_local__lt=today))
    return AWAITED & (over | Q(due__isnull=True, due_local__lt=today))


def clock_rows(state: str, today: datetime.date) -> Q:
    """Letters in one of the states of `CLOCK`, by their stored rows."""
    if state == "overdue":
        return overdue_rows(today)
    if state == "soon":
        near = (today, today + datetime.timedelta(days=SOON_DAYS))
        return AWAITED & (Q(due__range=near) | Q(due_local__range=near))
    if state == "between":
        over, other = Q(due__lt=today, due_local__gte=today), Q(due__gte=today, due_local__lt=today)
        answered = Q(flags__icontains=f'"{Flag.BETWEEN_DATES.value}"')
        return answered | (AWAITED & (over | other))
    if state == "provisional":
        return Q(is_open=True, provisional=True)
    return ~Q(flags=[])


class RequestCriteria(django_filters.FilterSet):
    edition = edition_criterion("round__edition")
    channel = choice_criterion(_("Channel"), "channel", Channel.choices)
    part = django_filters.ChoiceFilter(
        label=_("Questions"), choices=part_choices, empty_label=_("All")
    )
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
    edition = edition_criterion("round__edition")
    channel = choice_criterion(_("Channel"), "channel", Channel.choices, method="by_channel")
    outcome = _outcome(method="by_outcome")
    organ = choice_criterion(_("Organ"), "organ__kind", Organ.Kind.choices)
    city = CityCriterion("city")
    province = province_criterion("city")
    region = region_criterion("city")
    since = since_criterion("received_on")
    until = until_criterion("received_on")
    late = yes_criterion(_("Late"), method="by_late")
    withdrawn = yes_criterion(_("Withdrawn"), field_name="withdrawn")

    class Meta:
        model = Reply
        fields: list[str] = []

    def by_channel(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return with_outcome(rows, outcome__channel=value)

    def by_outcome(self, rows: QuerySet[Any], _name: str, value: Outcome | None) -> QuerySet[Any]:
        return with_outcome(rows, outcome=value) if value is not None else rows

    def by_late(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(LATE) if value == "1" else rows.exclude(LATE)


class EventCriteria(django_filters.FilterSet):
    edition = edition_criterion("request__round__edition")
    kind = choice_criterion(
        pgettext_lazy("of an event", "What happened"), "kind", EventKind.choices
    )
    channel = choice_criterion(_("Channel"), "request__channel", Channel.choices)
    city = CityCriterion("request__organ__city")
    since = since_criterion("date")
    until = until_criterion("date")

    class Meta:
        model = RequestEvent
        fields: list[str] = []


class MoveCriteria(django_filters.FilterSet):
    edition = edition_criterion("request__round__edition")
    city = CityCriterion("request__organ__city")

    class Meta:
        model = DueMove
        fields: list[str] = []
