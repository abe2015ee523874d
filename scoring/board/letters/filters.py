"""What letters are narrowed by: everything that stands in their rows."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.board.letters.days import due_within
from scoring.board.places import BoardFilter, GroupFilter
from scoring.board.scene import Scene
from surveys.admin_pages.criteria import (
    CityCriterion,
    choice_criterion,
    since_criterion,
    until_criterion,
)
from surveys.forms.provinces import provinces
from surveys.models import InfoRequest, Organ, Outcome, User
from surveys.models.city import Level, Region
from surveys.models.request import ApplicantType, Channel, Owed
from surveys.models.request_event import Route
from surveys.permissions import ROLE_ACTIONS, Action
from surveys.rounds.filters import CLOCK, clock_rows
from surveys.rounds.parts import part_choices

ME, NOBODY = "me", "nobody"
MOST_DAYS = 366


class LetterBoardFilter(BoardFilter):
    first = ("city", "province", "status", "clock", "handler", "channel")

    city = CityCriterion("organ__city")
    province = choice_criterion(_("Province"), "organ__city__province", provinces)
    region = choice_criterion(_("Region"), "organ__city__region", Region.choices)
    level = choice_criterion(_("Level"), "organ__city__level", Level.choices)
    group = GroupFilter("organ__city__")
    clock = choice_criterion(_("Clock"), "due", CLOCK, method="by_clock")
    status = choice_criterion(_("State"), "status", InfoRequest.Status.choices)
    handler = choice_criterion(
        pgettext_lazy("of a letter", "Handler"), "handler", (), method="by_handler"
    )
    channel = choice_criterion(_("Channel"), "channel", Channel.choices)
    route = choice_criterion(_("Route"), "route", Route.choices)
    organ = choice_criterion(_("Kind of organ"), "organ__kind", Organ.Kind.choices)
    part = django_filters.ChoiceFilter(
        label=_("Questions"), choices=part_choices, empty_label=_("All")
    )
    round = django_filters.NumberFilter(label=_("Round"), field_name="round__number", min_value=1)
    wave = django_filters.NumberFilter(label=_("Wave"), min_value=1)
    outcome = django_filters.ModelChoiceFilter(
        label=_("Outcome"), queryset=Outcome.objects.all(), empty_label=_("All")
    )
    applicant = choice_criterion(_("Kind of applicant"), "applicant_type", ApplicantType.choices)
    owed = choice_criterion(_("Owed by us"), "owed", Owed.choices)
    days = django_filters.NumberFilter(
        label=_("Due within (days)"), method="by_days", min_value=0, max_value=MOST_DAYS
    )
    since = since_criterion("sent_on", label=_("Sent from"))
    until = until_criterion("sent_on", label=_("Sent until"))

    class Meta:
        model = InfoRequest
        fields: list[str] = []

    def __init__(self, data: Any, *, queryset: QuerySet[Any], scene: Scene) -> None:
        super().__init__(data, queryset=queryset, scene=scene)
        self.choose("handler", handlers(scene))

    def by_clock(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        return rows.filter(clock_rows(value, self.scene.today))

    def by_days(self, rows: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        return rows.filter(due_within(int(value), self.scene.today))

    def by_handler(self, rows: QuerySet[Any], _name: str, value: str) -> QuerySet[Any]:
        if value == NOBODY:
            return rows.filter(handler__isnull=True)
        return rows.filter(handler=self.scene.person.pk if value == ME else value)


def handlers(scene: Scene) -> list[tuple[str, Any]]:
    """Oneself, nobody, and whoever has letters of the edition or may have them."""
    return [(ME, _("me")), (NOBODY, _("nobody")), *people(scene, with_gone=True)]


def people(scene: Scene, *, with_gone: bool = False) -> list[tuple[str, str]]:
    """Who can see to letters; with those that have some and left, where they are looked for. A
    demo account reads no names of real people beside those that stand in its edition."""
    roles = sorted(role for role, actions in ROLE_ACTIONS.items() if Action.LOG_REPLY in actions)
    may = Q(is_active=True, role__in=roles)
    if scene.person.is_demo or not scene.edition.synthetic:
        may &= Q(is_demo=scene.person.is_demo)
    if with_gone:
        own = InfoRequest.objects.filter(round__edition=scene.edition, handler__isnull=False)
        may |= Q(pk__in=own.order_by().values("handler"))
    rows = User.objects.filter(may).order_by(F("full_name"), "username")
    return [(str(row.pk), str(row)) for row in rows]
