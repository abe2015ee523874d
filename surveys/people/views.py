from __future__ import annotations

import base64
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from surveys.errors import Refused
from surveys.guards import guarded, person_of
from surveys.models.user import Role
from surveys.people.forms import AccountsForm
from surveys.people.pasted import MOST_LINES, Line, lines_read
from surveys.people.selectors import names_taken
from surveys.people.services.user import FirstSignIn, users_create
from surveys.permissions import Action
from surveys.sheets.table import Table, neutral
from surveys.sheets.writers import csv_bytes

PAGE = "surveys/people/accounts_new.html"


@require_http_methods(["GET", "HEAD", "POST"])
@guarded(Action.MANAGE_USERS)
def accounts_new(request: HttpRequest) -> HttpResponse:
    """A pasted list: shown with what is wrong with each line, then stored whole or not at all."""
    form = AccountsForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    lines = lines_read(form.cleaned_data["lines"], names_taken())
    refusal = _too_many(lines)
    wrong = sum(bool(line.problems) for line in lines)
    if refusal or wrong or request.POST.get("step") != "create":
        return _page(request, form, lines, refusal, status=422 if refusal or wrong else 200)
    try:
        return _made(request, lines)
    except Refused as refused:
        return _page(request, form, lines, refused.message, status=refused.status)


@sensitive_variables("made", "told")
def _made(request: HttpRequest, lines: list[Line]) -> HttpResponse:
    """The one page that has the passwords; sent again, it finds every name taken."""
    made = users_create(actor=person_of(request), accounts=[line.account for line in lines])
    told = [(account, str(Role(account.role).label)) for account in made]
    table = _table(told)
    file = base64.b64encode(csv_bytes(table)).decode()
    context = {
        "made": told,
        # Tabs part the cells, so that it becomes cells again wherever it is pasted.
        "text": "\n".join(
            "\t".join(str(neutral(cell)) for cell in row) for row in (table.header, *table.rows)
        ),
        # In the page itself: no address serves passwords, not even once.
        "file": f"data:text/csv;base64,{file}",
    }
    return render(request, "surveys/people/accounts_made.html", context)


def _table(told: list[tuple[FirstSignIn, str]]) -> Table:
    head = (pgettext("of a person", "Name"), _("User name"), _("Role"), _("First password"))
    rows = [(a.full_name, a.username, role, a.password) for a, role in told]
    return Table(_("First passwords"), head, rows)


def _too_many(lines: list[Line]) -> str:
    if not lines:
        return _("There is no account in the list.")
    if len(lines) > MOST_LINES:
        return _("At most %(n)d accounts at once.") % {"n": MOST_LINES}
    return ""


def _page(
    request: HttpRequest,
    form: AccountsForm,
    lines: list[Line] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "lines": lines or [],
        "wrong": sum(bool(line.problems) for line in lines or []),
        "refusal": refusal,
        "roles": Role.choices,
    }
    return render(request, PAGE, context, status=status)
