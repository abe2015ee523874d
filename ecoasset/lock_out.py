"""When the door locks beyond axes' own rule: one name from many addresses, many names from one."""

from __future__ import annotations

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest


class LockOutHandler(AxesDatabaseHandler):
    """axes knows one limit for all its parameters; the wider ones need a higher one, or five
    mistakes of one person would lock an office out."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Of the name at the address; as many as lock where a wider limit is reached."""
        failures: int = super().get_failures(request, credentials)
        wide = (
            ("username", get_client_username(request, credentials), settings.LOCK_OUT_PER_USERNAME),
            ("ip_address", _address(request), settings.LOCK_OUT_PER_ADDRESS),
        )
        for field, value, limit in wide:
            if value and limit and _recent(request, field, value) >= limit:
                return max(failures, int(settings.AXES_FAILURE_LIMIT))
        return failures


def _address(request: HttpRequest) -> str:
    """As axes itself has found it."""
    return getattr(request, "axes_ip_address", None) or ""


def _recent(request: HttpRequest, field: str, value: str) -> int:
    attempts = AccessAttempt.objects.filter(
        attempt_time__gte=get_cool_off_threshold(request), **{field: value}
    )
    return attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
