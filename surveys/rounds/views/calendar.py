"""The calendar that due days are counted by: its days, who set them, and what they moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from surveys.clock.clock import IN_FORCE
from surveys.errors import Refused
from surveys.forms.refusal import show_refusal
from surveys.guards import guarded, person_of
from surveys.models import CalendarDay, City, DueMove
from surveys.paging import page_of
from surveys.permissions import Action, can, within_reach
from surveys.places.names import city_label, province_label
from surveys.rounds.services.replay import letters_behind
from surveys.sheets.faults import Refusal
from surveys.workdays.forms import DayForm, DaysForm
from surveys.workdays.selectors import calendars_now, year_sources
from surveys.workdays.services import DaysRefused, calendar_day_set, calendar_load

MOVES = 20
AHEAD = 2


@dataclass(frozen=True)
class Area:
    """A province or city, or the nation, with the days that are set for it."""

    name: str
    adcode: str
    days: list[CalendarDay]


@require_safe
@guarded(Action.SEE_ANSWERS)
def calendar_page(request: HttpRequest) -> HttpResponse:
    return _page(request)


@require_POST
@guarded(Action.SET_CALENDAR)
def calendar_day(request: HttpRequest) -> HttpResponse:
    """Sets one day; refused, the page keeps what was typed."""
    form = DayForm(request.POST, prefix="day")
    if form.is_valid():
        try:
            row = calendar_day_set(actor=person_of(request), **form.facts())
        except Refused as refusal:
            field = "area" if refusal.field == "adcode" else refusal.field
            show_refusal(form, Refused(refusal.message, field=field))
        else:
            words = _("%(day)s is set; open letters are being counted anew.")
            messages.success(request, words % {"day": row.date.isoformat()})
            return redirect("calendar")
    return _page(request, day_form=form, status=422)


@require_POST
@guarded(Action.SET_CALENDAR)
def calendar_table(request: HttpRequest) -> HttpResponse:
    """Loads a table of days: all of it, or none with every refused row named."""
    form = DaysForm(request.POST, request.FILES, prefix="days")
    refused: tuple[Refusal, ...] = ()
    if form.is_valid():
        try:
            loaded = calendar_load(
                actor=person_of(request),
                document=form.cleaned_data["file"],
                reason=form.cleaned_data["reason"],
            )
        except DaysRefused as refusal:
            refused = refusal.read.refused
            form.add_error("file", refusal.message)
        except Refused as refusal:
            field = "file" if refusal.field == "files" else refusal.field
            show_refusal(form, Refused(refusal.message, field=field))
        else:
            words = _("%(added)d days added, %(changed)d changed, %(unchanged)d unchanged.")
            messages.success(request, words % vars(loaded))
            return redirect("calendar")
    return _page(request, days_form=form, refused=refused, status=422)


def _page(
    request: HttpRequest,
    *,
    day_form: DayForm | None = None,
    days_form: DaysForm | None = None,
    refused: Sequence[Refusal] = (),
    status: int = 200,
) -> HttpResponse:
    calendars, this_year = calendars_now(), timezone.localdate().year
    areas = list(_areas())
    context = {
        "version": calendars.version,
        "years": year_sources(calendars, IN_FORCE.year, this_year + AHEAD),
        "areas": areas,
        "behind": _behind(request, calendars.version),
        "moves": page_of(request, _moves(request), MOVES),
        "sets": can(request.user, Action.SET_CALENDAR),
        "day_form": day_form or DayForm(prefix="day"),
        "days_form": days_form or DaysForm(prefix="days"),
        "refused": refused,
    }
    return render(request, "surveys/rounds/calendar.html", context, status=status)


def _behind(request: HttpRequest, version: str) -> int:
    rows = letters_behind(version)
    return within_reach(request.user, rows, "round__edition").count()


def _moves(request: HttpRequest) -> QuerySet[DueMove]:
    """Newest first; of real editions nothing for a demo account."""
    rows = DueMove.objects.select_related("request__organ__city", "request__round__edition")
    return within_reach(request.user, rows, "request__round__edition").order_by("-pk")


def _areas() -> Iterator[Area]:
    """The nation first, then areas by adcode: two queries."""
    rows = CalendarDay.objects.select_related("set_by").order_by("adcode", "date")
    names = _names()
    for adcode, days in groupby(rows, key=lambda row: row.adcode):
        yield Area(names.get(adcode, adcode), adcode, list(days))


def _names() -> dict[str, str]:
    columns = ("adcode", "name", "pinyin", "province_adcode", "province")
    found = {"": _("Nation")}
    for adcode, name, pinyin, province_adcode, province in City.objects.values_list(*columns):
        found[province_adcode] = province_label(province)
        found.setdefault(adcode, city_label(name, pinyin))
    return found
