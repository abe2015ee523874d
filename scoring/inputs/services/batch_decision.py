"""What becomes of a stored batch: a manager's sign-off, or its removal."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.inputs.batch.batch_sense import BatchDoubtful, sign_off_findings
from scoring.models import ImportBatch, IndicatorValue
from surveys.errors import Refused
from surveys.history.services import trail_write
from surveys.models import Edition, User
from surveys.open_edition import edition_hold_open, edition_touch

CHUNK = 500
Cell = tuple[int, int]


@dataclass(frozen=True)
class SignedOff:
    """How many values the sign-off approved, and how many were replaced or withdrawn before."""

    approved: int
    passed_over: int


def batch_sign_off(*, actor: User | None, batch: ImportBatch, confirmed: bool = False) -> SignedOff:
    """Approve what the file says: its new values and those it found unchanged.

    A value that was replaced or withdrawn since is passed over: signing off an older
    file never brings it back. `BatchDoubtful` where a column is doubtful and not `confirmed`.
    """
    if not confirmed and batch.state == ImportBatch.State.STORED:
        found = sign_off_findings(batch).doubts
        if found:
            raise BatchDoubtful(found)
    return _sign_off(actor, batch)


@transaction.atomic
def _sign_off(actor: User | None, batch: ImportBatch) -> SignedOff:
    edition = batch.edition
    edition_touch(edition=edition)
    moved = ImportBatch.objects.filter(pk=batch.pk, state=ImportBatch.State.STORED).update(
        state=ImportBatch.State.SIGNED_OFF, signed_off_by=actor, signed_off_at=timezone.now()
    )
    if not moved:
        raise Refused(_("Only a batch that is stored and not yet signed off can be signed off."))
    batch.refresh_from_db()
    stated = _stated(edition, batch)
    approved = _approve(edition, stated)
    wanted = batch.good_values + batch.unchanged_values
    result = SignedOff(approved=approved, passed_over=wanted - len(stated))
    _trail(actor, "batch.sign_off", batch, approved=approved, passed_over=result.passed_over)
    return result


@transaction.atomic
def batch_discard(*, actor: User | None, batch: ImportBatch) -> int:
    """Drop a batch that is not signed off; the number of cells that went back is returned.

    Where its value is the current one, the cell goes back to the value before it, else
    to the approved one, else it is missing. The rows stay as history.
    """
    edition = batch.edition
    before = ImportBatch.objects.values_list("state", flat=True).get(pk=batch.pk)
    if before == ImportBatch.State.STORED:
        edition_touch(edition=edition)
    else:
        edition_hold_open(edition=edition)
    moved = (
        ImportBatch.objects.filter(pk=batch.pk, state=before)
        .exclude(state__in=(ImportBatch.State.SIGNED_OFF, ImportBatch.State.DISCARDED))
        .update(state=ImportBatch.State.DISCARDED)
    )
    if not moved:
        raise Refused(_("A batch that is signed off or discarded cannot be discarded."))
    batch.refresh_from_db()
    returned = _take_back(edition, batch) if before == ImportBatch.State.STORED else 0
    _trail(actor, "batch.discard", batch, cells=returned)
    return returned


def _stated(edition: Edition, batch: ImportBatch) -> dict[Cell, int]:
    """The rows that the file stands behind, new and unchanged ones, as far as still current."""
    confirmed = set(batch.report.get("confirmed", ()))
    rows = IndicatorValue.objects.filter(edition=edition, current=True).order_by()
    return {
        (city, indicator): pk
        for city, indicator, pk, batch_id in rows.values_list(
            "city_id", "indicator_id", "pk", "batch_id"
        )
        if batch_id == batch.pk or pk in confirmed
    }


def _approve(edition: Edition, stated: dict[Cell, int]) -> int:
    """Move the mark of approval to these rows; the number of rows that did not have it.

    Two plain lists of keys: one statement that finds them by comparing the table with
    itself takes the database a minute for a whole edition.
    """
    rows = IndicatorValue.objects.filter(edition=edition, approved=True)
    marked = _by_cell(rows, set(stated))
    _mark([pk for cell, pk in marked.items() if pk != stated[cell]], approved=False)
    gained = [pk for cell, pk in stated.items() if marked.get(cell) != pk]
    _mark(gained, approved=True)
    return len(gained)


def _mark(keys: list[int], **flags: bool) -> None:
    for start in range(0, len(keys), CHUNK):
        IndicatorValue.objects.filter(pk__in=keys[start : start + CHUNK]).update(**flags)


def _take_back(edition: Edition, batch: ImportBatch) -> int:
    """Clear the batch's current values and let each cell's earlier value count again."""
    own = IndicatorValue.objects.filter(edition=edition, batch=batch, current=True)
    cells = set(own.order_by().values_list("city_id", "indicator_id"))
    fallback = _by_cell(IndicatorValue.objects.filter(edition=edition, approved=True), cells)
    fallback |= _replaced(batch, cells)
    own.update(current=False)
    _mark(list(fallback.values()), current=True)
    return len(cells)


def _replaced(batch: ImportBatch, cells: set[Cell]) -> dict[Cell, int]:
    """The values that this batch replaced, unless they came from a discarded batch themselves."""
    keys = batch.report.get("replaced", [])
    valid = Q(batch=None) | ~Q(batch__state=ImportBatch.State.DISCARDED) | Q(approved=True)
    found: dict[Cell, int] = {}
    for start in range(0, len(keys), CHUNK):
        rows = IndicatorValue.objects.filter(valid, pk__in=keys[start : start + CHUNK])
        found |= _by_cell(rows, cells)
    return found


def _by_cell(rows: QuerySet[IndicatorValue], cells: set[Cell]) -> dict[Cell, int]:
    return {
        (city, indicator): pk
        for city, indicator, pk in rows.order_by().values_list("city_id", "indicator_id", "pk")
        if (city, indicator) in cells
    }


def _trail(actor: User | None, action: str, batch: ImportBatch, **counts: int) -> None:
    trail_write(
        actor=actor,
        action=action,
        subject=batch,
        edition=batch.edition,
        new={"state": batch.state, "sha256": batch.file.sha256, **counts},
    )
