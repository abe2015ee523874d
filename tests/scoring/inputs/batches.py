"""Batches of one indicator for three cities, and what is in force after them."""

from __future__ import annotations

import datetime

from scoring.inputs.services.batch import batch_store
from scoring.models import ImportBatch, IndicatorValue
from scoring.reference.services import tree_load
from surveys.models import Edition
from tests.builders import make_city, make_edition
from tests.scoring.inputs.sheets import reference_rows
from tests.surveys.sheets.tables import lines, text_document

TODAY = datetime.date(2026, 11, 22)
Cells = dict[str, float]


def make_values_edition() -> Edition:
    """The indicator tree, three cities and an open edition without values."""
    tree_load(rows=reference_rows("indicators.csv"))
    for name in ("甲市", "乙市", "丙市"):
        make_city(name)
    return make_edition("2025-values")


def sheet(**cells: float | str) -> str:
    """One value of R1.1.1 per city."""
    return lines(["城市,R1.1.1", *(f"{city},{value}" for city, value in cells.items())])


def store(edition: Edition, text: str, *, partial: bool = False) -> ImportBatch:
    document = text_document(text)
    return batch_store(actor=None, edition=edition, document=document, partial=partial, today=TODAY)


def current(edition: Edition) -> Cells:
    return _cells(edition, current=True)


def approved(edition: Edition) -> Cells:
    return _cells(edition, approved=True)


def _cells(edition: Edition, **flags: bool) -> Cells:
    rows = IndicatorValue.objects.filter(edition=edition, **flags)
    return dict(rows.order_by("city__adcode").values_list("city__name", "value"))


def version(edition: Edition) -> int:
    edition.refresh_from_db()
    return edition.inputs_version
