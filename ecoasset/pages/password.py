from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from surveys.guards import guarded, person_of
from surveys.permissions import Action
from surveys.services.user import user_set_password


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.SEE_RESULTS)
def password(request: HttpRequest) -> HttpResponse:
    """One's own password; the other sessions of the account end."""
    person = person_of(request)
    form = PasswordChangeForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user_set_password(actor=person, user=person, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, person)
        messages.success(request, _("Your password is changed."))
        return redirect("home")
    status = 422 if form.errors else 200
    return render(request, "pages/password.html", {"form": form}, status=status)
