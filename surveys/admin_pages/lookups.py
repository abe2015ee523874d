"""Which parameters an administration list takes from its address: those of its own links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ChangeList, ChangeListSearchForm
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import CharField
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.criteria import CriteriaFilter
from surveys.numbers import GREATEST_KEY, whole_number

LONGEST_SEARCH = 100
# What a date in the address may say; other years overflow somewhere between here and the database.
BOUNDS = {"year": (1900, 2200), "month": (1, 12), "day": (1, 31)}


class SearchForm(ChangeListSearchForm):
    """Every word is one more condition on every searched column: not thousands of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"] = CharField(
            required=False,
            strip=False,
            max_length=LONGEST_SEARCH,
            error_messages={"max_length": _("The search text is too long.")},
        )


class OwnChangeList(ChangeList):
    """`impossible` where the address names what can be no date or no value of a filter; `note`
    is what a reader of the rows has to know."""

    search_form_class = SearchForm
    impossible = False
    note: Any = ""

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request, *args)
        self.title = capfirst(str(self.opts.verbose_name_plural))

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """Nothing where the address asks for the impossible; Django would show everything."""
        try:
            return super().get_queryset(request, exclude_parameters)
        except IncorrectLookupParameters:
            self.impossible = True
            self.filter_specs, self.has_filters = [], False
            self.clear_all_filters_qs = "?"
            return self.root_queryset.none()

    def get_filters(self, request: HttpRequest) -> Any:
        dates = f"{self.date_hierarchy}__"
        for name, values in self.get_filters_params().items():
            if self.date_hierarchy and name.startswith(dates):
                part = name.removeprefix(dates)
                if part in BOUNDS and not all(_is_date_part(part, value) for value in values):
                    raise IncorrectLookupParameters(name)
        return super().get_filters(request)

    @property
    def criteria(self) -> CriteriaFilter | None:
        """The form that narrows this list, where it has one."""
        found = (spec for spec in self.filter_specs if isinstance(spec, CriteriaFilter))
        return next(found, None)

    @property
    def is_narrowed(self) -> bool:
        """Whether rows may be left out: by the search, a filter or a date."""
        return bool(self.query) or any(map(any, self.get_filters_params().values()))

    def get_results(self, request: HttpRequest) -> None:
        """A page beyond the last is the last, with its filters. Beside the search stands how many
        rows were found, where something was narrowed and all of them were counted."""
        try:
            super().get_results(request)
        except IncorrectLookupParameters:
            admin = self.model_admin
            pages = admin.get_paginator(request, self.queryset, self.list_per_page)
            self.page_num = pages.num_pages
            super().get_results(request)
        if not self.is_narrowed or getattr(self.paginator, "has_more", False):
            self.full_result_count = self.result_count


def is_key(model: type[Model], text: str) -> bool:
    """Whether a row could have this key: what a check box says that no list has shown."""
    try:
        key = model._meta.pk.to_python(text)
    except ValidationError:
        return False
    return not isinstance(key, int) or 0 <= key <= GREATEST_KEY


def is_offered(
    model: type[Model], list_filter: Sequence[Any], date_hierarchy: str | None, name: str
) -> bool:
    """Whether a link of the page could name this, whatever its value.

    Any other field or comparison is refused: a pattern (`__regex`) keeps the database busy for
    hours, and a range feels its way along a column that is not shown.
    """
    if date_hierarchy and name.startswith(f"{date_hierarchy}__"):
        return name.removeprefix(f"{date_hierarchy}__") in BOUNDS
    return name in set(_filter_parameters(model, list_filter))


def _is_date_part(part: str, value: str) -> bool:
    low, high = BOUNDS[part]
    number = whole_number(value, most=high)
    return number is not None and number >= low


def _filter_parameters(model: type[Model], list_filter: Sequence[Any]) -> Iterator[str]:
    """As Django's filters of relations, choices, flags and stored values name them."""
    for item in list_filter:
        if isinstance(item, type) and issubclass(item, CriteriaFilter):
            yield from item.parameters()
            continue
        path = item[0] if isinstance(item, tuple) else item
        field: Any = get_fields_from_path(model, path)[-1]
        yield f"{path}__isnull"
        if field.is_relation:
            yield f"{path}__{field.target_field.name}__exact"
        elif isinstance(item, tuple):
            yield path
        elif field.choices or field.get_internal_type() == "BooleanField":
            yield f"{path}__exact"
        else:
            yield path
