from __future__ import annotations

import math

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from ecoasset.doors.lock_out import own_password_right, own_password_wait
from surveys.guards import guarded, person_of
from surveys.models import User
from surveys.people.services.user import user_set_password
from surveys.permissions import Action


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.SEE_RESULTS)
def password(request: HttpRequest) -> HttpResponse:
    """One's own password; the other sessions of the account end."""
    person = person_of(request)
    if request.method == "POST" and (wait := own_password_wait(person.username)):
        return _held(request, person, wait)
    form = PasswordChangeForm(person, request.POST if request.method == "POST" else None)
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
    context = {"form": PasswordChangeForm(person), "held": text % {"minutes": minutes}}
    response = render(request, "pages/password.html", context, status=429)
    response.headers["Retry-After"] = str(wait)
    return response
