"""The door of every page: signed in, allowed by `surveys.permissions`, or turned away."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from surveys.models import User
from surveys.permissions import Action, require

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def guarded(action: Action) -> Callable[[Page[P]], Page[P]]:
    """Send a stranger to the sign-in page and answer 403 where the role does not allow it.

    The action is kept on the view as `action`, so that a test can list which address
    asks for what.
    """

    def decorate(view: Page[P]) -> Page[P]:
        @wraps(view)
        def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require(request.user, action)
            return view(request, *args, **kwargs)

        guarded_view: Any = login_required(inner)
        guarded_view.action = action
        return guarded_view

    return decorate


def person_of(request: HttpRequest) -> User:
    """The signed-in user of a guarded page, typed."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("a guarded page has a user")
    return user
