"""One page of a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def page_of(
    request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = 50, name: str = "page"
) -> Page[Any]:
    """The page that the address asks for; a wrong number gives the nearest one."""
    return Paginator(rows, size).get_page(request.GET.get(name))
