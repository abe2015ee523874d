"""How many sign-ins may fail before the next one has to wait, and for whom.

Whoever knows a name must not be able to keep its owner out, and nobody may guess for ever.
So a try counts in the narrowest place that it can be told apart by:

- a browser in which the person was signed in before: `DEVICE`, a budget of its own;
- this machine itself, past every proxy: `LOCAL`, likewise;
- a known address: the name at it (`PAIR`) and all names from it (`ADDRESS`) are locked for
  a while; the name from all of them together is only slowed down (`NAME`);
- an unknown address: the name is slowed down alone (`NAMELESS`), and never locked;
- the page where one changes the password, signed in: a budget of its own (`OWN`), so that an
  open session is no place to guess what nobody may guess at the door.

A waiting try is refused at once (429): nothing sleeps, and it makes no wait longer.
"""

from __future__ import annotations

import datetime
import logging
import math
from dataclasses import dataclass
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from ecoasset.doors.client_address import address_of, is_local, neighbourhood
from ecoasset.doors.device import device_mark

logger = logging.getLogger("ecoasset.sign_in")
MOST_FORGOTTEN = 100
NOWHERE = "::"  # in rows that are of no address; a missing one would not be unique


@dataclass(frozen=True)
class Budget:
    """`free` failures without a wait; then the whole cool-off (`locks`), or 1, 2, 4 … seconds."""

    free: int
    locks: bool = False

    def wait(self, failures: int, passed: float) -> int:
        """Seconds until the next try, `passed` seconds after the last one."""
        if failures < self.free:
            return 0
        longest = cool_off() if self.locks else settings.LOCK_OUT_LONGEST_DELAY
        growing = longest if self.locks else min(2 ** min(failures - self.free, 20), longest)
        return max(0, math.ceil(growing - passed))


DEVICE = OWN = Budget(settings.AXES_FAILURE_LIMIT, locks=True)
LOCAL = NAMELESS = Budget(settings.AXES_FAILURE_LIMIT)
PAIR = Budget(settings.AXES_FAILURE_LIMIT, locks=True)
ADDRESS = Budget(settings.LOCK_OUT_PER_ADDRESS, locks=True)
NAME = Budget(settings.LOCK_OUT_PER_USERNAME)


@dataclass(frozen=True)
class Place:
    """Where a try is counted: one row of axes' table, told apart by `kind`.

    A success clears a place, except one that other people's failures share.
    """

    kind: str
    budget: Budget
    username: str = ""
    address: str = NOWHERE
    shared: bool = False

    def key(self) -> dict[str, str]:
        return {
            "username": self.username,
            "ip_address": self.address,
            "user_agent": self.kind,
        }


class LockOutHandler(AxesDatabaseHandler):
    """axes asks before it looks at a password and tells what came of it; its own rule, one
    limit for all, is not used."""

    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Counts the try as failed at once: many at the same moment cannot slip through."""
        username = get_client_username(request, credentials) or ""
        wait = 0
        for places in _lanes(request, username):
            wait = _enter(places)
            if not wait:
                request.sign_in_places = places  # type: ignore[attr-defined]
                break
        request.sign_in_wait = wait  # type: ignore[attr-defined]
        return wait == 0

    def user_login_failed(
        self,
        sender: Any,
        credentials: dict[str, Any],
        request: HttpRequest | None = None,
        **kwargs: Any,
    ) -> None:
        """Counted already; a failure that locked says so now and not at the next try."""
        held = getattr(request, "sign_in_wait", 0)
        places: tuple[Place, ...] = getattr(request, "sign_in_places", ())
        logger.warning(
            "sign-in %s, from %s",
            f"has to wait {held} s" if held else "failed",
            (request and address_of(request)) or "an unknown address",
        )
        if request is None or held or places[:1] == () or places[0].kind.startswith("device"):
            return
        wait = max((_wait(place) for place in places if place.budget.locks), default=0)
        if wait:
            request.sign_in_wait = wait  # type: ignore[attr-defined]
            request.axes_locked_out = True  # type: ignore[attr-defined]

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        for place in getattr(request, "sign_in_places", ()):
            rows = AccessAttempt.objects.filter(**place.key())
            if place.shared:
                row = rows.first()
                rows.update(failures_since_start=max(0, row.failures_since_start - 1) if row else 0)
            else:
                rows.update(failures_since_start=0)
        _forget_old()


def own_password_wait(username: str) -> int:
    """Seconds until somebody signed in may say the old password again; 0 counts a try as failed
    until `own_password_right`."""
    return _enter((_own_page(username),))


def own_password_right(username: str) -> None:
    AccessAttempt.objects.filter(**_own_page(username).key()).update(failures_since_start=0)


def _own_page(username: str) -> Place:
    return Place("password page", OWN, username)


def cool_off() -> int:
    return int(settings.AXES_COOLOFF_TIME.total_seconds())


def _lanes(request: HttpRequest, username: str) -> list[tuple[Place, ...]]:
    """What a try may go by, in this order: a known browser, then its address."""
    address = address_of(request) or ""
    lanes: list[tuple[Place, ...]] = []
    mark = device_mark(request, username)
    if mark:
        lanes.append((Place(f"device {mark}", DEVICE, username),))
    if not address:
        lanes.append((Place("name", NAMELESS, username),))
    elif is_local(address):
        lanes.append((Place("local", LOCAL, username, address),))
    else:
        near = neighbourhood(address)
        name = Place("name", NAME, username)
        pair = Place("pair", PAIR, username, near)
        lanes.append((name, pair, Place("address", ADDRESS, "", near, shared=True)))
    return lanes


def _enter(places: tuple[Place, ...]) -> int:
    """Count a failure in every place, or in none and say how long to wait.

    The rows are locked in one order, so that tries of the same moment wait for each other.
    """
    now = timezone.now()
    with transaction.atomic():
        rows = [_row(place, now) for place in places]
        waits = [
            place.budget.wait(row.failures_since_start, (now - row.attempt_time).total_seconds())
            for place, row in zip(places, rows, strict=True)
        ]
        if any(waits):
            return max(waits)
        for row in rows:
            row.failures_since_start += 1
            row.attempt_time = now
            row.save(update_fields=["failures_since_start", "attempt_time"])
    return 0


def _row(place: Place, now: datetime.datetime) -> AccessAttempt:
    """Held until the commit; what failed before the cool-off counts no more."""
    held = AccessAttempt.objects.select_for_update()
    row: AccessAttempt
    row, _made = held.get_or_create(**place.key(), defaults={"failures_since_start": 0})
    if row.attempt_time < now - settings.AXES_COOLOFF_TIME:
        row.failures_since_start = 0
    return row


def _forget_old() -> None:
    """One by one: two people who clear up at the same moment do not hold each other up."""
    old = AccessAttempt.objects.filter(attempt_time__lt=timezone.now() - settings.AXES_COOLOFF_TIME)
    for row in old[:MOST_FORGOTTEN]:
        row.delete()


def _wait(place: Place) -> int:
    row = AccessAttempt.objects.filter(**place.key()).first()
    if row is None:
        return 0
    passed = (timezone.now() - row.attempt_time).total_seconds()
    return place.budget.wait(row.failures_since_start, passed)
