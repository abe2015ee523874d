from __future__ import annotations

import math
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ecoasset.doors.lock_out import own_password_right, own_password_wait
from surveys.guards import person_of, to_sign_in
from surveys.models import User
from surveys.people.passwords import password_rules
from surveys.people.services.user import user_set_password


class PasswordForm(PasswordChangeForm):
    """Tells the rules before the first try; the old password is no new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = password_rules()
        self.fields["new_password2"].help_text = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new_password1") and data["new_password1"] == data.get("old_password"):
            self.add_error("new_password1", _("This is the password that you have."))
        return data


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponseBase:
    """One's own password; the other sessions of the account end. Open to whoever is signed in,
    also where nothing else is yet."""
    if not request.user.is_authenticated:
        return to_sign_in(request)
    person = person_of(request)
    if request.method == "POST" and (wait := own_password_wait(person.username)):
        return _held(request, person, wait)
    form = PasswordForm(person, request.POST if request.method == "POST" else None)
    if form.is_bound and "old_password" not in form.errors:
        own_password_right(person.username)
    if form.is_valid():
        user_set_password(actor=person, user=person, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, person)
        messages.success(request, _("Your password is changed."))
        return redirect("home")
    status = 422 if form.errors else 200
    return render(request, "pages/password.html", {"form": form}, status=status)


def _held(request: HttpRequest, person: User, wait: int) -> HttpResponse:
    """After too many wrong ones, as at the door: no password is looked at."""
    minutes = math.ceil(wait / 60)
    text = ngettext(
        "The next try is possible in %(minutes)s minute.",
        "The next try is possible in %(minutes)s minutes.",
        minutes,
    )
    context = {"form": PasswordForm(person), "held": text % {"minutes": minutes}}
    response = render(request, "pages/password.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    return response
