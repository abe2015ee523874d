from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.base import ReadOnlyAdmin, page_links
from surveys.guards import person_of
from surveys.models import User
from surveys.people.forms import UserAddForm, UserChangeForm
from surveys.people.selectors import editions_held, with_letters_held, with_sign_in_state
from surveys.people.services.user import user_change, user_create, user_set_password, user_unlock
from surveys.permissions import Action, can


@admin.register(User)
class UserAdmin(ReadOnlyAdmin):
    """Managers look; administrators add and change, through the services."""

    list_display = (
        *("username", "full_name", "role", "sign_in", "held", "language", "is_active", "is_demo"),
    )
    readonly_fields = ("letters",)
    change_list_template = "admin/surveys/user/change_list.html"
    list_filter = ("role", "is_active", "is_demo")
    search_fields = ("username", "full_name")
    actions = ("unlock",)
    exclude = ("password",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return with_letters_held(with_sign_in_state(super().get_queryset(request)))

    @admin.display(description=_("letters without an answer"), ordering="held")
    def held(self, user: Any) -> str | int:
        """How many are this person's to see to; the page of the account leads to them."""
        return user.held or ""

    @admin.display(description=_("letters without an answer"))
    def letters(self, user: User) -> SafeString | str:
        """By edition, each a list of the board from which they are handed to another."""
        return _held_links(user) or gettext("none")

    @admin.display(description=pgettext_lazy("whether an account can", "sign-in"))
    def sign_in(self, user: Any) -> str:
        """Whoever has to wait somewhere stands out, and so does a first password."""
        if not user.is_active:
            return format_html('<span class="badge">{}</span>', gettext("closed"))
        if user.failed_at is not None:
            until = timezone.localtime(user.failed_at + settings.AXES_COOLOFF_TIME)
            text = gettext("locked until %(time)s") % {"time": f"{until:%H:%M}"}
            return format_html('<span class="badge bad">{}</span>', text)
        if user.failures:
            text = ngettext("%(n)d failed try", "%(n)d failed tries", user.failures)
            return format_html('<span class="badge wait">{}</span>', text % {"n": user.failures})
        if user.must_change_password:
            return format_html('<span class="badge info">{}</span>', gettext("first password"))
        return gettext("can sign in")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, Action.MANAGE_USERS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can(request.user, Action.MANAGE_USERS)

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        if not self.has_change_permission(request):
            return super().get_form(request, obj, change, **kwargs)
        if obj is None:
            return UserAddForm
        return type("OwnUserChangeForm", (UserChangeForm,), {"acting": person_of(request)})

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        if not self.has_change_permission(request):
            return ["username", "full_name", "role", "language", "is_active", "is_demo", "letters"]
        if obj is None:
            return list(UserAddForm.base_fields)
        return [*UserChangeForm.base_fields, "letters"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        actor, data = person_of(request), form.cleaned_data
        if not change:
            obj.pk = user_create(actor=actor, must_change_password=True, **data).pk
            return
        stored = User.objects.get(pk=obj.pk)
        password = data.pop("new_password")
        data.pop("seen")
        changed = {name: value for name, value in data.items() if name in form.changed_data}
        if changed:
            user_change(actor=actor, user=stored, **changed)
        if password:
            user_set_password(actor=actor, user=stored, password=password)
        if not can(stored, Action.LOG_REPLY):
            self._tell_left(request, stored)

    def _tell_left(self, request: HttpRequest, user: User) -> None:
        """Who sees to letters no more may still have some: they do not move by themselves."""
        links = _held_links(user)
        if links:
            text = gettext("%(name)s still has letters without an answer: hand them to another.")
            told = format_html("{} {}", text % {"name": user}, links)
            self.message_user(request, told, messages.WARNING)

    @admin.action(description=_("Unlock the sign-in"), permissions=["accounts"])
    def unlock(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        person = person_of(request)
        count = sum(user_unlock(actor=person, username=user.username) for user in queryset)
        text = gettext("Failed sign-ins forgotten: %(count)d") % {"count": count}
        self.message_user(request, text, messages.SUCCESS)


def _held_links(user: User) -> SafeString:
    """Nothing where there are none."""
    query = urlencode({"preset": "open", "handler": user.pk})
    return page_links(
        *(
            (f"{reverse('board', args=[code])}?{query}", f"{code}: {number}")
            for code, number in editions_held(user)
        )
    )
