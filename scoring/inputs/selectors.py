"""What stands in a cell, and what stood there before."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from scoring.models import ImportBatch, Indicator, IndicatorValue
from surveys.models import City, Edition, TrailEntry

Cell = tuple[int, int, int]


def value_in_force(edition: Edition, city: City, indicator: Indicator) -> IndicatorValue | None:
    """The current value, else the approved one."""
    rows = IndicatorValue.objects.in_force(edition).filter(city=city, indicator=indicator)
    return rows.order_by("-current", "-pk").first()


def values_replaced(rows: Collection[IndicatorValue]) -> dict[int, IndicatorValue]:
    """By the key of a row: the value that it replaced, where there was one.

    That is the row before it in its cell. A discarded table's rows replaced nothing, and after
    a withdrawal there was nothing to replace.
    """
    before: dict[int, IndicatorValue] = {}
    cells = {_cell(row): row for row in rows}
    for earlier in _of_cells(rows):
        row = cells.get(_cell(earlier))
        if row is not None and earlier.pk < row.pk:
            before[row.pk] = earlier
    withdrawn = _withdrawn(before.values())
    return {key: earlier for key, earlier in before.items() if earlier.pk not in withdrawn}


def _cell(row: IndicatorValue) -> Cell:
    return row.edition_id, row.city_id, row.indicator_id


def _of_cells(rows: Collection[IndicatorValue]) -> QuerySet[IndicatorValue]:
    """Of these cells and, as three lists are one query, of others; the oldest first."""
    found = IndicatorValue.objects.filter(
        edition__in={row.edition_id for row in rows},
        city__in={row.city_id for row in rows},
        indicator__in={row.indicator_id for row in rows},
    )
    kept = Q(batch=None) | ~Q(batch__state=ImportBatch.State.DISCARDED) | Q(approved=True)
    ordered: QuerySet[IndicatorValue] = found.filter(kept).order_by("pk")
    return ordered.select_related("indicator", "entered_by")


def _withdrawn(rows: Collection[IndicatorValue]) -> set[int]:
    entries = TrailEntry.objects.filter(
        action="value.withdraw",
        subject_type=IndicatorValue._meta.label_lower,
        subject_id__in=[str(row.pk) for row in rows],
    )
    return {int(key) for key in entries.values_list("subject_id", flat=True)}
