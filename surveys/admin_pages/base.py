"""The read-only model page that every registered model of ours builds on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from surveys.admin_pages.lookups import OwnChangeList, is_key, is_offered
from surveys.errors import ChangedMeanwhile, Refused
from surveys.paging import BoundedPaginator
from surveys.permissions import Action, can
from surveys.seen import seen_is_carried, seen_word


def page_links(*pairs: tuple[str, object]) -> SafeString:
    """Addresses of our own pages with their words, for a cell."""
    return format_html_join(" · ", '<a href="{}">{}</a>', pairs)


class ReadOnly:
    """Rights from `surveys.permissions`; nothing is added, changed or deleted by a form.

    `sees` is the action that opens the model; users have no rows in Django's own tables.
    """

    sees = Action.ENTER_ADMIN

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, Action.ENTER_ADMIN) and can(request.user, self.sees)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_review_permission(self, request: HttpRequest) -> bool:
        return can(request.user, Action.REVIEW_ANSWER)

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return can(request.user, Action.MANAGE_EDITION)

    def has_sign_off_permission(self, request: HttpRequest) -> bool:
        return can(request.user, Action.SIGN_OFF)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return can(request.user, Action.EXPORT)

    def has_accounts_permission(self, request: HttpRequest) -> bool:
        return can(request.user, Action.MANAGE_USERS)


R = TypeVar("R")


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count of all rows for every choice

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """The links of the page and nothing else; Django answers 400."""
        filters = self.list_filter if request is None else self.get_list_filter(request)
        return is_offered(self.model, [*filters], self.date_hierarchy, lookup)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not all(is_key(self.model, key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise SuspiciousOperation("an action on what can be no row")
        return super().changelist_view(request, extra_context)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[OwnChangeList]:
        return OwnChangeList

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history that is kept of the row; Django's own is empty."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        of = f"{self.opts.label_lower}:{unquote(object_id)}"
        return redirect(f"{reverse('trail')}?{urlencode({'of': of})}")

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """The trail is the one history; Django's log is not kept."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:  # type: ignore[override]
        """As above."""

    @admin.display(description=mark_safe('<input type="checkbox" id="action-toggle">'))
    def action_checkbox(self, obj: Any) -> SafeString:
        """With the row as the list shows it, so that an action decides on nothing else."""
        box = super().action_checkbox(obj)
        if not seen_is_carried(obj):
            return box
        return format_html('{}<input type="hidden" name="seen" value="{}">', box, seen_word(obj))

    def apply_each(
        self,
        request: HttpRequest,
        rows: Iterable[Model],
        service: Callable[[Any], object],
        done: str,
    ) -> None:
        """Call the service for every row; say how many went through and why others did not.

        A row that changed since the list was shown, or was not on it, is left as it is.
        `done` holds `%(count)d`.
        """
        seen = set(request.POST.getlist("seen"))

        def decide(row: Model) -> None:
            if seen_word(row) not in seen:
                raise ChangedMeanwhile(
                    gettext("Changed since the list was shown. Look again, then decide.")
                )
            service(row)

        self.count_each(request, rows, decide, done)

    def count_each(
        self, request: HttpRequest, rows: Iterable[R], service: Callable[[R], object], done: str
    ) -> None:
        """As `apply_each`, where a row is only the way to what the service is asked for."""
        count, refusals = 0, Counter[str]()
        for row in rows:
            try:
                service(row)
                count += 1
            except Refused as refusal:
                refusals[refusal.message] += 1
        if count:
            self.message_user(request, done % {"count": count}, messages.SUCCESS)
        for message, times in refusals.items():
            self.message_user(request, f"{message} ({times})", messages.WARNING)


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0
    can_delete = False
