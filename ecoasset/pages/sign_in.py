"""The door: one sign-in page for every role, and what it says when it is locked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.contrib.messages import get_messages
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ecoasset.demo.services.accounts import SHOWN
from ecoasset.doors.device import device_remember
from ecoasset.doors.lock_out import cool_off
from ecoasset.pages.language import SESSION_KEY
from surveys.guards import HtmxRequest
from surveys.models import Edition, User
from surveys.people.services.demo_sign_ins import sign_ins_read
from surveys.people.services.user import user_change


class SignInForm(AuthenticationForm):
    """Says how many failures lock the door, and never which of the two fields was wrong."""

    error_messages = {
        "invalid_login": _(
            "User name and password do not match. After %(limit)d failures "
            "the next try has to wait."
        ),
        "inactive": _("This account is closed. Ask an administrator."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        # Django's form bounds the browser's field alone, and the name is stored with its tries.
        longest = User._meta.get_field("username").max_length
        self.fields["username"].validators.append(MaxLengthValidator(longest))
        self.fields["password"].label = _("Password")

    def get_invalid_login_error(self) -> forms.ValidationError:
        return forms.ValidationError(
            self.error_messages["invalid_login"],
            code="invalid_login",
            params={"limit": settings.AXES_FAILURE_LIMIT},
        )


class SignOut(LogoutView):
    """The browser forgets the result pages that it held, so that going back shows none."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        # What was still to be said was said to somebody else.
        list(get_messages(request))
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class SignIn(LoginView):
    """Goes on to `next` only where that is an address of ours."""

    template_name = "pages/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    request: HtmxRequest

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A fragment asked for after the session ended is 401: the page says so, in place."""
        if self.request.htmx:
            return HttpResponse(status=401)
        return super().get(request, *args, **kwargs)

    def get_redirect_url(self) -> str:
        """Never to the door itself, which would send whoever is signed in to itself again."""
        target = super().get_redirect_url()
        return "" if urlsplit(target).path == self.request.path else target

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lost = bool(self.request.GET.get("lost"))
        return super().get_context_data(**kwargs, demo_users=_demo_users(), lost=lost)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """A language chosen on this page a moment ago is the person's choice."""
        chosen = self.request.session.pop(SESSION_KEY, None)
        response = super().form_valid(form)
        user = form.get_user()
        if isinstance(user, User):
            device_remember(self.request, response, user)
        if chosen and isinstance(user, User) and user.language != chosen:
            user_change(actor=user, user=user, language=chosen)
        return response


def _demo_users() -> list[User]:
    """Named to strangers only where the demo is all there is, and its passwords still hold."""
    if settings.PRODUCTION or Edition.objects.real().exists():
        return []
    there = User.objects.filter(is_demo=True, is_active=True, username__in=sign_ins_read())
    shown = {user.username: user for user in there if user.username in SHOWN}
    return [shown[username] for username in SHOWN if username in shown]


def locked_out(
    request: HttpRequest,
    response: HttpResponse | None = None,
    credentials: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """What axes answers with after too many failures: 429, how long, and what to do."""
    wait = getattr(request, "sign_in_wait", 0) or cool_off()
    context = {"seconds": wait, "minutes": math.ceil(wait / 60)}
    answer = render(request, "pages/locked_out.html", context, status=429)
    answer["Retry-After"] = str(wait)
    return answer
