"""Values and spreadsheets of values."""

from __future__ import annotations

from scoring.inputs.services import batch, batch_decision, value
from scoring.models import ImportBatch, IndicatorValue
from surveys.files.document import Document
from surveys.models import StoredFile, TrailEntry
from tests.builders import TODAY
from tests.scoring.inputs.sheets import text_document
from tests.services.case import Case
from tests.services.results import Full

SHEET = "城市,R1.1.1,R1.1.2\n甲市,7.5,8.5\n乙市,9.5,10.5\n"


def _document() -> Document:
    return text_document(SHEET)


def _values(world: Full, *codes: str, **flags: bool) -> list[IndicatorValue]:
    """Of the first two cities, which the spreadsheets of the world fill."""
    rows = IndicatorValue.objects.filter(edition=world.edition, city__in=world.cities[:2])
    return list(rows.filter(indicator__code__in=codes, **flags))


def _set(world: Full) -> IndicatorValue:
    return value.value_set(
        actor=world.cast.manager,
        edition=world.edition,
        city=world.city,
        indicator=world.indicator,
        value=12.5,
        reason="年鉴",
    )


def _withdraw(world: Full) -> IndicatorValue:
    return value.value_withdraw(
        actor=world.cast.manager,
        edition=world.edition,
        city=world.city,
        indicator=world.indicator,
        reason="有误",
    )


def _in_sheet(world: Full, **flags: bool) -> IndicatorValue:
    """Of the cell that the stored spreadsheet filled anew: its row, and the one before it."""
    return IndicatorValue.objects.get(
        edition=world.edition, city=world.city, indicator__code="R1.1.1", **flags
    )


def _restore(world: Full) -> IndicatorValue:
    return value.value_restore(
        actor=world.cast.manager,
        shown=_in_sheet(world, current=True),
        earlier=_in_sheet(world, approved=True),
        reason="误传",
    )


def _in_stored(world: Full) -> list[IndicatorValue]:
    """The two rows that the stored batch still stands behind, and those that it replaced."""
    return [row for row in _values(world, "R1.1.1") if row.current or row.approved]


def _cell(world: Full) -> IndicatorValue:
    return IndicatorValue.objects.get(
        edition=world.edition, city=world.city, indicator=world.indicator
    )


CASES = (
    Case(
        value.value_set,
        _set,
        changed=lambda world: [_cell(world), world.edition],
        added={IndicatorValue: 1, TrailEntry: 1},
    ),
    Case(
        value.value_withdraw,
        _withdraw,
        changed=lambda world: [_cell(world), world.edition],
        returns=_cell,
        added={TrailEntry: 1},
    ),
    Case(
        value.value_restore,
        _restore,
        changed=lambda world: [
            _in_sheet(world, current=True),
            _in_sheet(world, approved=True),
            world.edition,
        ],
        added={IndicatorValue: 1, TrailEntry: 1},
    ),
    Case(
        batch.batch_check,
        lambda world: batch.batch_check(edition=world.edition, document=_document(), today=TODAY),
    ),
    Case(
        batch.batch_fates,
        lambda world: batch.batch_fates(batch=world.own.checked, today=TODAY),
    ),
    Case(
        batch.batch_sheets,
        lambda world: batch.batch_sheets(batch=world.own.checked),
    ),
    Case(
        batch.batch_upload,
        lambda world: batch.batch_upload(
            actor=None, edition=world.edition, document=_document(), today=TODAY
        ),
        added={ImportBatch: 1, TrailEntry: 1},
        before={StoredFile: 1},
    ),
    Case(
        batch.batch_store,
        lambda world: batch.batch_store(
            actor=None, edition=world.edition, document=_document(), partial=False, today=TODAY
        ),
        changed=lambda world: [*_values(world, "R1.1.1", "R1.1.2", current=True), world.edition],
        added={ImportBatch: 1, IndicatorValue: 4, TrailEntry: 1},
        before={StoredFile: 1},
        anywhere=True,
    ),
    Case(
        batch.batch_store_checked,
        lambda world: batch.batch_store_checked(
            actor=None, batch=world.own.checked, partial=False, today=TODAY
        ),
        changed=lambda world: [
            *_values(world, "R1.1.2", current=True),
            world.own.checked,
            world.edition,
        ],
        added={IndicatorValue: 2, TrailEntry: 1},
        anywhere=True,
    ),
    Case(
        batch_decision.batch_sign_off,
        lambda world: batch_decision.batch_sign_off(actor=None, batch=world.own.stored),
        changed=lambda world: [*_in_stored(world), world.own.stored, world.edition],
        added={TrailEntry: 1},
        returns=lambda world: batch_decision.SignedOff(approved=2, passed_over=1),
    ),
    Case(
        batch_decision.batch_discard,
        lambda world: batch_decision.batch_discard(actor=None, batch=world.own.stored),
        changed=lambda world: [*_in_stored(world), world.own.stored, world.edition],
        added={TrailEntry: 1},
        returns=lambda world: 2,
        how="that is stored",
    ),
    Case(
        batch_decision.batch_discard,
        lambda world: batch_decision.batch_discard(actor=None, batch=world.own.checked),
        changed=lambda world: [world.own.checked],
        added={TrailEntry: 1},
        returns=lambda world: 0,
        how="that is only checked",
    ),
)
