"""Which letters a day is about: each state by the stored rows, as lists and their counts ask."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.db.models import Q

from scoring.board.scene import Scene
from surveys.models.request import AWAITED, UNSENT, InfoRequest
from surveys.models.request_event import Route
from surveys.rounds.filters import clock_rows, overdue_rows
from surveys.rounds.remedies import running_out

# Ways whose answer may stand somewhere without anybody being told.
PORTALS = (Route.WEB.value, Route.MAILBOX.value)
# So long before its last day a remedy is told of.
REMEDY_DAYS = 14
State = Callable[[Scene], Q]
SENT = AWAITED & Q(sent_on__isnull=False)


def unsent(_scene: Scene) -> Q:
    return Q(status__in=UNSENT)


def to_confirm(_scene: Scene) -> Q:
    """Sent, and nobody has confirmed or signed for it."""
    return SENT & Q(received_on__isnull=True)


def due_within(days: int, today: datetime.date) -> Q:
    near = (today, today + datetime.timedelta(days=days))
    return AWAITED & (Q(due__range=near) | Q(due_local__range=near))


def late_by_law(scene: Scene) -> Q:
    return overdue_rows(scene.today)


def between_dates(scene: Scene) -> Q:
    """Of those without an answer; answered ones are no work of the day."""
    return AWAITED & clock_rows("between", scene.today)


def silent(scene: Scene) -> Q:
    """Sent, and without an answer when the round's cut-off passed."""
    return SENT & Q(round__cutoff__lt=scene.today)


def refused_intake(_scene: Scene) -> Q:
    return Q(status=InfoRequest.Status.REFUSED_INTAKE)


def owed(_scene: Scene) -> Q:
    return ~Q(owed="")


def remedies(scene: Scene) -> Q:
    return running_out(scene.today, REMEDY_DAYS)


def portals(scene: Scene) -> Q:
    """So many days after the last look, or after the sending where nobody looked yet."""
    last = scene.today - datetime.timedelta(days=scene.edition.look_days)
    looked = Q(looked_on__lte=last) | Q(looked_on__isnull=True, sent_on__lte=last)
    return SENT & Q(route__in=PORTALS) & looked
