from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from surveys.models import User

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
