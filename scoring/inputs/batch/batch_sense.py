"""What makes a batch doubtful: its columns against earlier values, and the audit's findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from scoring.index.audit.unit_slips import unit_slips
from scoring.inputs.batch.comparison import Checked, Current
from scoring.inputs.batch.sense import Before, Cell, Sensed, doubts, matrix
from scoring.models import ImportBatch, Indicator, IndicatorValue
from surveys.errors import Refused
from surveys.models import City, Edition
from surveys.sheets.faults import Remark


class BatchDoubtful(Refused):
    """Columns can hardly be right as they stand, and nobody has confirmed that they are."""

    def __init__(self, found: Sequence[Remark]) -> None:
        super().__init__(
            _("Doubtful, so nothing was done: %(doubts)s Correct the file, or confirm the values.")
            % {"doubts": " ".join(remark.text for remark in found)}
        )


@dataclass(frozen=True)
class Slip:
    """A cell of the batch that the audit takes for one in the wrong unit."""

    city: City
    indicator: Indicator
    value: float
    factor: float


@dataclass(frozen=True)
class SignOffFindings:
    doubts: tuple[Remark, ...]
    slips: tuple[Slip, ...]


def sheet_doubts(edition: Edition, checked: Checked, current: Current) -> list[Remark]:
    """Of a file that is not stored yet, against the values in force."""
    values = [
        Sensed(c.entry.sheet, c.entry.indicator, c.entry.city.pk, c.entry.value)
        for c in checked.good
    ]
    held = {cell: stored.value for cell, stored in current.items()}
    return doubts(values, Before({**_elsewhere(edition, values), **held}, held))


def sign_off_findings(batch: ImportBatch) -> SignOffFindings:
    """Of a stored batch, against what was there before it."""
    rows = IndicatorValue.objects.filter(batch=batch, current=True).order_by()
    own = list(rows.select_related("indicator"))
    values = [Sensed("", row.indicator, row.city_id, row.value) for row in own]
    if not values:
        return SignOffFindings((), ())
    edition = batch.edition
    replaced = batch.report.get("replaced", [])[:_MOST]
    earlier = IndicatorValue.objects.filter(edition=edition).exclude(batch=batch)
    last = _cells(earlier.filter(Q(approved=True) | Q(pk__in=replaced)))
    held = _cells(IndicatorValue.objects.filter(edition=edition, current=True))
    mine = {value.cell for value in values}
    others = {cell: value for cell, value in held.items() if cell not in mine}
    found = doubts(values, Before({**_elsewhere(edition, values), **last}, others))
    return SignOffFindings(tuple(found), tuple(_slips(held, values)))


# Databases bound the parameters of one statement; earlier values beyond are approved ones mostly.
_MOST = 10_000
_SHOWN = 50


def _elsewhere(edition: Edition, values: Iterable[Sensed]) -> dict[Cell, float]:
    """The same cells' values in the newest other edition that has them."""
    indicators = {value.indicator.pk for value in values}
    rows = IndicatorValue.objects.filter(
        indicator__in=indicators, current=True, edition__synthetic=edition.synthetic
    ).exclude(edition=edition)
    found = rows.order_by("edition_id").values_list("city_id", "indicator_id", "value")
    return {(city, indicator): value for city, indicator, value in found}


def _cells(rows: QuerySet[IndicatorValue]) -> dict[Cell, float]:
    found = rows.order_by("pk").values_list("city_id", "indicator_id", "value")
    return {(city, indicator): value for city, indicator, value in found}


def _slips(held: dict[Cell, float], values: list[Sensed]) -> Iterable[Slip]:
    """The audit's search for wrong units over the whole edition, as far as it names the batch."""
    own = {value.cell: value for value in values}
    cities = list(City.objects.all())
    ids = [city.pk for city in cities]
    indicators = sorted({indicator for _city, indicator in held})
    raw = matrix(held, ids, indicators)
    provinces = np.unique([city.province_adcode for city in cities], return_inverse=True)[1]
    found = zip(*unit_slips(raw, provinces.astype(np.int64)), strict=True)
    slips = []
    for row, column, factor in found:
        value = own.get((ids[row], indicators[column]))
        if value is not None:
            slips.append(Slip(cities[row], value.indicator, value.value, float(factor)))
    return slips[:_SHOWN]
