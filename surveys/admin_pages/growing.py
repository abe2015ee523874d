"""Lists of the administration that grow with every edition, into the millions of rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.base import ReadOnlyAdmin
from surveys.admin_pages.lookups import OwnChangeList

MOST_SEARCHED = 30_000


class GrowingChangeList(OwnChangeList):
    model_admin: GrowingAdmin

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.limits = self._limits(request)

    def _limits(self, request: HttpRequest) -> Any:
        """What this list cannot do without an edition, in words."""
        if self.model_admin.has_chosen(request):
            return ""
        if self.query and _is_more(self.root_queryset):
            return _(
                "Only the newest 30,000 rows were searched: choose an edition to search all of it."
            )
        return _("Choose an edition to sort. Without one, the newest 30,000 rows are searched.")

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Another order only where the headings offer it, whatever an old address says."""
        if not self.model_admin.get_sortable_by(request):
            self.params.pop(ORDER_VAR, None)
        return super().get_ordering(request, queryset)


class GrowingAdmin(ReadOnlyAdmin):
    """Newest first. Sorting a million rows, or reading each of them for a word, takes seconds;
    within an edition it does not, so both come whole once an edition is chosen."""

    ordering: ClassVar[tuple[str, ...]] = ("-pk",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[GrowingChangeList]:
        return GrowingChangeList

    def get_sortable_by(self, request: HttpRequest) -> Any:
        return super().get_sortable_by(request) if self.has_chosen(request) else ()

    def has_chosen(self, request: HttpRequest) -> bool:
        """Whether the address names an edition, as a filter of this list does."""
        paths = [item[0] if isinstance(item, tuple) else item for item in self.list_filter]
        names = [f"{path}__id__exact" for path in paths if str(path).endswith("edition")]
        return any(request.GET.get(name) for name in (*names, "edition"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if search_term and not self.has_chosen(request):
            queryset = _newest(queryset)
        return super().get_search_results(request, queryset, search_term)


def _is_more(rows: QuerySet[Any]) -> bool:
    return bool(rows.order_by("-pk").values("pk")[MOST_SEARCHED : MOST_SEARCHED + 1])


def _newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows after the first ones of `MOST_SEARCHED`; all of them where there are no more."""
    keys = rows.order_by("-pk").values_list("pk", flat=True)
    last = list(keys[MOST_SEARCHED : MOST_SEARCHED + 1])
    return rows.filter(pk__gt=last[0]) if last else rows
