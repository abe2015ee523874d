"""Days of the calendar: a table of them, or one."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.clock.calendar import Day, DayKind, Scope
from surveys.clock.events import EARLIEST, LATEST
from surveys.errors import Refused
from surveys.files.document import Document
from surveys.hint import task_hint
from surveys.history.services import trail_write
from surveys.limited.call import limited_call
from surveys.models import CalendarDay, City, User
from surveys.permissions import Action, require
from surveys.reasons import require_reason, says_nothing
from surveys.workdays.areas import areas_known
from surveys.workdays.selectors import REPLAY_TASK
from surveys.workdays.sheet import SOURCE_LENGTH, Read, days_read


class DaysRefused(Refused):
    """Rows are refused, and nothing is stored; `read` names each of them."""

    def __init__(self, read: Read) -> None:
        first = read.refused[0]
        details = {"number": len(read.refused), "row": first.row, "reason": first.reason}
        text = _("%(number)d rows are refused, so nothing was stored. Row %(row)d: %(reason)s")
        super().__init__(text % details, field="files")
        self.read = read


@dataclass(frozen=True)
class Loaded:
    added: int
    changed: int
    unchanged: int


def calendar_load(
    *,
    actor: User | None,
    document: Document,
    reason: str,
    ask: Callable[..., Any] = limited_call,
) -> Loaded:
    """A table of days, such as a year's national notice: all of its rows or, where one is
    refused, none (`DaysRefused`). A stored day takes what the table says of it."""
    _require(actor)
    kept = require_reason(reason)
    read = days_read(document, ask=ask)
    if read.refused:
        raise DaysRefused(read)
    with transaction.atomic():
        fates = [_put(actor, day, kept) for day in read.days]
        _hint()
    return Loaded(*(fates.count(fate) for fate in ("added", "changed", "unchanged")))


@transaction.atomic
def calendar_day_set(
    *,
    actor: User | None,
    adcode: str,
    date: datetime.date,
    kind: str,
    source: str,
    reason: str,
    scope: str,
) -> CalendarDay:
    """One day of one area, off or worked; it goes before what the notices say."""
    _require(actor)
    kept = require_reason(reason)
    day = _checked(scope, adcode, date, kind, " ".join(source.split()))
    if _put(actor, day, kept) == "unchanged":
        raise Refused(_("The calendar says so already."), field="kind")
    _hint()
    return CalendarDay.objects.get(adcode=adcode, date=date)


def _hint() -> None:
    """Open letters are counted anew once it is committed; a lost message waits for the sweep."""
    transaction.on_commit(lambda: task_hint(REPLAY_TASK))


def _require(actor: User | None) -> None:
    """`actor` None is the machine's own command."""
    if actor is not None:
        require(actor, Action.SET_CALENDAR)


def _checked(scope: str, adcode: str, date: datetime.date, kind: str, source: str) -> Day:
    if scope not in CalendarDay.Scope.values or adcode not in areas_known()[Scope(scope)]:
        raise Refused(_("There is no such area."), field="adcode")
    if kind not in CalendarDay.Kind.values:
        raise Refused(_("A day is off or worked."), field="kind")
    if not EARLIEST <= date <= LATEST:
        limits = {"first": EARLIEST, "last": LATEST}
        text = _("The day must lie between %(first)s and %(last)s.")
        raise Refused(text % limits, field="date")
    if says_nothing(source):
        raise Refused(_("Say where the day is announced."), field="source")
    if len(source) > SOURCE_LENGTH:
        text = _("Longer than %(limit)d characters.")
        raise Refused(text % {"limit": SOURCE_LENGTH}, field="source")
    return Day(Scope(scope), adcode, date, DayKind(kind), source)


def _put(actor: User | None, day: Day, reason: str) -> str:
    """What became of it: `added`, `changed` or `unchanged`; the first two leave an entry."""
    new = {"kind": day.kind.value, "source": day.source}
    facts = {**new, "reason": reason, "set_by": actor, "set_at": timezone.now()}
    row, added = CalendarDay.objects.select_for_update().get_or_create(
        adcode=day.adcode, date=day.date, defaults={"scope": day.scope.value, **facts}
    )
    old = None if added else {"kind": row.kind, "source": row.source}
    if old == new:
        return "unchanged"
    if not added:
        CalendarDay.objects.filter(pk=row.pk).update(scope=day.scope.value, **facts)
    trail_write(
        actor=actor,
        action="calendar.set",
        subject=row,
        edition=None,
        city=City.objects.filter(adcode=day.adcode).first(),
        old=old,
        new=new,
        reason=reason,
    )
    return "added" if added else "changed"
