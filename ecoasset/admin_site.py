"""The administration behind our own door and in our own frame."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ecoasset.admin_index import feed_steps
from ecoasset.context import Shell
from surveys.models import Edition
from surveys.permissions import Action, can, within_reach


class EcoassetAdminSite(AdminSite):
    """Named in `EcoassetAdminConfig`, so that every `@admin.register` lands here."""

    site_header = _("Administration")
    site_title = _("Administration")
    index_title = _("What is stored")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return can(request.user, Action.ENTER_ADMIN)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """From the replies to the appendix of one edition; every model stands below."""
        editions = within_reach(request.user, Edition.objects.computed(), "")
        edition = _chosen(request, list(editions))
        steps = feed_steps(request, edition) if edition else []
        context = {"editions": editions, "edition": edition, "steps": steps}
        return super().index(request, {**context, **(extra_context or {})})

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one sign-in page; who is signed in and has no right to enter gets a 403."""
        if request.user.is_authenticated:
            raise PermissionDenied(gettext("Your role does not allow this."))
        target = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('sign-in')}?{urlencode({'next': target})}")

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's own page would go round the trail."""
        return redirect("password")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Django's groups mean nothing here: what a role may do stands in one module."""
        if model_or_iterable not in (Group, [Group], (Group,)):
            super().register(model_or_iterable, admin_class, **options)


def _chosen(request: HttpRequest, editions: list[Edition]) -> Edition | None:
    """The edition of the frame, where the index is computed for it; else the newest such one."""
    found = Shell(request).edition
    return found if found in editions else next(iter(editions), None)
