"""Whose password came from somebody else changes it before anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from surveys.guards import HtmxRequest
from surveys.models import User

GetResponse = Callable[[HtmxRequest], HttpResponseBase]
# By the names of their addresses; the last two tell a machine's state to everybody.
OPEN = ("password", "sign-out", "language", "favicon", "healthz", "readyz")


class FirstPasswordMiddleware:
    """Sends to the page that changes the password, from whatever address. That nothing else is
    allowed meanwhile is decided in `surveys.permissions.can`."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HtmxRequest) -> HttpResponseBase:
        user = request.user
        held = isinstance(user, User) and user.must_change_password
        if held and request.path not in {reverse(name) for name in OPEN}:
            return self._to_password(request)
        return self.get_response(request)

    @staticmethod
    def _to_password(request: HtmxRequest) -> HttpResponseBase:
        page = reverse("password")
        return HttpResponseClientRedirect(page) if request.htmx else redirect(page)
