"""One page of a list, counted no further than it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

MOST_COUNTED = 10_000


class BoundedPaginator(Paginator):
    """Pages of the first `MOST_COUNTED` rows; `has_more` tells that there are others, which a
    filter reaches. To count a million rows takes longer than to show any page of them."""

    @cached_property
    def _counted(self) -> int:
        rows = self.object_list
        if isinstance(rows, QuerySet):
            return int(rows.order_by().values("pk")[: MOST_COUNTED + 1].count())
        return len(rows)

    @cached_property
    def count(self) -> int:
        return min(self._counted, MOST_COUNTED)

    @property
    def has_more(self) -> bool:
        return self._counted > MOST_COUNTED


def page_of(
    request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = 50, name: str = "page"
) -> Page[Any]:
    """The page that the address asks for; a wrong number gives the nearest one."""
    return BoundedPaginator(rows, size).get_page(request.GET.get(name))
