"""Actions of a list that want a reason. It may stand beside the action; where it is missing or
too long, a page asks for it, with the rows still chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.base import ReadOnlyAdmin
from surveys.errors import Refused
from surveys.forms.reason import ReasonField
from surveys.reasons import require_reason

# Of all rows of a list, chosen at once, the page names so many.
MOST_NAMED = 100
# What the page sends again: which action on which rows, and how the list showed them.
_CARRIED = ("action", "select_across", "_selected_action", "seen")


class ReasonForm(ActionForm):
    """An action that the trail wants a reason for."""

    reason = ReasonField(label=_("Reason"), required=False)

    def clean(self) -> dict[str, Any]:
        """Judged by the action: Django would say that no action was chosen."""
        self.errors.pop("reason", None)
        return self.cleaned_data


class AskedForm(forms.Form):
    """As the page asks again."""

    reason = ReasonField(label=_("Reason"))


def reason_of(request: HttpRequest) -> str:
    return request.POST.get("reason", "")


def reason_page(
    page: ReadOnlyAdmin,
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    template: str = "admin/reason.html",
    context: Mapping[str, Any] | None = None,
    again: bool = False,
) -> HttpResponse | None:
    """The page that asks for the reason of the chosen action; None where a good one was given,
    unless the page has something of its own to ask (`again`)."""
    good = _is_good(reason_of(request))
    if good and not again:
        return None
    chosen = request.POST.get("action", "")
    action = page.get_actions(request).get(chosen)
    shown = {
        **page.admin_site.each_context(request),
        "title": action[2] if action else "",
        "opts": page.opts,
        "form": AskedForm(request.POST) if "reason" in request.POST else AskedForm(),
        "rows": rows[:MOST_NAMED],
        "more": max(rows.count() - MOST_NAMED, 0),
        "carried": [(name, one) for name in _CARRIED for one in request.POST.getlist(name)],
        **(context or {}),
    }
    return render(request, template, shown, status=200 if good else 422)


def _is_good(reason: str) -> bool:
    try:
        require_reason(reason)
    except Refused:
        return False
    return True
