from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from surveys.models import InfoRequest, User
from surveys.models.request import AWAITED

# Of the places that failed sign-ins are counted in, those that lock a name for a while; the
# others only slow it down (`ecoasset/doors/lock_out.py`).
LOCKING = Q(user_agent="pair") | Q(user_agent="password page") | Q(user_agent__startswith="device ")


def names_taken() -> set[str]:
    """In lower case: two names that differ in capitals alone would be mistaken for each other."""
    return {name.casefold() for name in User.objects.values_list("username", flat=True)}


def with_sign_in_state(users: QuerySet[User]) -> QuerySet[Any]:
    """With `failed_at`, the last failure of a name that is locked somewhere just now, and
    `failures`, how many tries failed in one place since the last cool-off."""
    recent = AccessAttempt.objects.filter(
        username=OuterRef("username"),
        attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME,
    )
    locked = recent.filter(LOCKING, failures_since_start__gte=settings.AXES_FAILURE_LIMIT)
    return users.annotate(
        failed_at=Subquery(_most(locked, "attempt_time")),
        failures=Subquery(_most(recent, "failures_since_start")),
    )


def _most(rows: QuerySet[AccessAttempt], field: str) -> QuerySet[Any]:
    return rows.order_by().values("username").annotate(most=Max(field)).values("most")


def letters_held() -> QuerySet[InfoRequest]:
    """Letters that somebody has to see to: without an answer, of an edition that is open."""
    open_ones = Q(round__edition__frozen=False, round__edition__removed_at__isnull=True)
    return InfoRequest.objects.filter(AWAITED, open_ones, handler__isnull=False).order_by()


def with_letters_held(users: QuerySet[User]) -> QuerySet[Any]:
    """With `held`, how many those of each are; None for none."""
    own = letters_held().filter(handler=OuterRef("pk")).values("handler")
    return users.annotate(held=Subquery(own.annotate(n=Count("pk")).values("n")))


def editions_held(user: User) -> list[tuple[str, int]]:
    """By edition how many letters this person sees to."""
    rows = letters_held().filter(handler=user).values_list("round__edition__code")
    return list(rows.annotate(n=Count("pk")).order_by("round__edition__code"))
