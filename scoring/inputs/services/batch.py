"""Spreadsheets of indicator values: checked, stored whole, signed off or discarded.

Reading and comparing happen outside every transaction; the transactions only write.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from scoring.inputs.batch.batch_sense import BatchDoubtful, sheet_doubts
from scoring.inputs.batch.comparison import Change, Checked, Current, Stored, compare, report_of
from scoring.inputs.table.names import Names, names_of
from scoring.inputs.table.reading import Reading, document_read, document_sheets
from scoring.models import ImportBatch, Indicator, IndicatorValue
from surveys.errors import Refused
from surveys.evidence.services import file_store
from surveys.evidence.store import StoreAway, store_read
from surveys.files.document import Document
from surveys.history.services import trail_write
from surveys.models import City, Edition, User
from surveys.open_edition import edition_hold_open, edition_require_open, edition_touch
from surveys.sheets.cells import Sheet

CHUNK = 500


class BatchRefused(Refused):
    """Cells are refused and only the whole file was wanted; `checked` names each of them."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(
            _(
                "%(refused)d places in the file are refused, so nothing was stored. Correct them,"
                " or store the %(good)d good values alone."
            )
            % checked.counts
        )
        self.checked = checked


def batch_check(*, edition: Edition, document: Document, today: datetime.date) -> Checked:
    """The dry run: the fate of every value, with nothing stored."""
    edition_require_open(edition=edition)
    return _against(edition, _read(document, today))


def batch_upload(
    *, actor: User | None, edition: Edition, document: Document, today: datetime.date
) -> ImportBatch:
    """Keep a checked file and its report for the decision; no value is stored yet."""
    checked = batch_check(edition=edition, document=document, today=today)
    file = file_store(document=document)
    with transaction.atomic():
        edition_hold_open(edition=edition)
        batch = ImportBatch(edition=edition, file=file, name=document.name, uploaded_by=actor)
        _record(batch, checked, ImportBatch.State.CHECKED)
        batch.save()
        _trail(actor, "batch.check", batch)
    return batch


def batch_fates(*, batch: ImportBatch, today: datetime.date) -> Checked:
    """What would become of every value of a checked batch, against the values of now."""
    _require_state(batch, ImportBatch.State.CHECKED)
    return batch_check(edition=batch.edition, document=_document(batch), today=today)


def batch_sheets(*, batch: ImportBatch) -> list[Sheet]:
    """The sheets of a batch's file as they were read; nothing is stored."""
    return document_sheets(_document(batch), _names())


def batch_store(
    *,
    actor: User | None,
    edition: Edition,
    document: Document,
    partial: bool,
    today: datetime.date,
    confirmed: bool = False,
) -> ImportBatch:
    """Store a file's values as one batch: all of them, or with `partial` the good ones.

    `BatchRefused` where a cell is refused and `partial` is not set, `BatchDoubtful` where a
    column is doubtful and not `confirmed`. The values count as submitted; as approved only
    after the sign-off.
    """
    edition_require_open(edition=edition)
    reading = _read(document, today)
    version, checked = _compared(edition, reading)
    _require_storable(checked, partial=partial, confirmed=confirmed)
    file = file_store(document=document)
    batch = ImportBatch(edition=edition, file=file, name=document.name, uploaded_by=actor)
    with transaction.atomic():
        _store(actor, batch, reading, checked, version)
    return batch


def batch_store_checked(
    *,
    actor: User | None,
    batch: ImportBatch,
    partial: bool,
    today: datetime.date,
    confirmed: bool = False,
) -> ImportBatch:
    """Store a batch that was only checked so far; its file is read and checked again."""
    edition_require_open(edition=batch.edition)
    _require_state(batch, ImportBatch.State.CHECKED)
    reading = _read(_document(batch), today)
    version, checked = _compared(batch.edition, reading)
    _require_storable(checked, partial=partial, confirmed=confirmed)
    with transaction.atomic():
        _leave_state(batch, ImportBatch.State.CHECKED, ImportBatch.State.STORED)
        _store(actor, batch, reading, checked, version)
    return batch


def _read(document: Document, today: datetime.date) -> Reading:
    return document_read(document, _names(), this_year=today.year)


def _names() -> Names:
    return names_of(City.objects.all(), Indicator.objects.all())


def _document(batch: ImportBatch) -> Document:
    try:
        content = store_read(batch.file.sha256)
    except StoreAway:
        raise
    except (OSError, ValueError) as error:
        raise Refused(
            _("The stored file %(name)s cannot be read. Upload it again.") % {"name": batch.name}
        ) from error
    return Document(name=batch.name, content=content, media_type=batch.file.media_type)


def _compared(edition: Edition, reading: Reading) -> tuple[int, Checked]:
    """The comparison, and the inputs version that was there before it."""
    version = Edition.objects.values_list("inputs_version", flat=True).get(pk=edition.pk)
    return version, _against(edition, reading)


def _against(edition: Edition, reading: Reading) -> Checked:
    """The comparison with the values in force, and what is doubtful about whole columns."""
    current = _current(edition)
    checked = compare(reading, current)
    found = sheet_doubts(edition, checked, current)
    return replace(checked, remarks=(*found, *checked.remarks))


def _current(edition: Edition) -> Current:
    rows = IndicatorValue.objects.filter(edition=edition, current=True).order_by()
    fields = ("city_id", "indicator_id", "pk", "value", "source", "reference_year")
    return {
        (city, indicator): Stored(*rest) for city, indicator, *rest in rows.values_list(*fields)
    }


def _require_storable(checked: Checked, *, partial: bool, confirmed: bool) -> None:
    if checked.refused and not (partial and (checked.good or checked.unchanged)):
        raise BatchRefused(checked)
    if checked.doubts and not confirmed:
        raise BatchDoubtful(checked.doubts)


def _require_state(batch: ImportBatch, state: ImportBatch.State) -> None:
    if not ImportBatch.objects.filter(pk=batch.pk, state=state).exists():
        raise _moved_on(batch)


def _leave_state(batch: ImportBatch, old: ImportBatch.State, new: ImportBatch.State) -> None:
    """Take the batch from one state to the next; refused where somebody was faster."""
    if not ImportBatch.objects.filter(pk=batch.pk, state=old).update(state=new):
        raise _moved_on(batch)
    batch.state = new


def _moved_on(batch: ImportBatch) -> Refused:
    stored = ImportBatch.objects.only("state").get(pk=batch.pk)
    return Refused(
        _("This is not possible any more: the batch %(name)s is now “%(state)s”.")
        % {"name": batch.name, "state": stored.get_state_display()}
    )


def _store(
    actor: User | None, batch: ImportBatch, reading: Reading, checked: Checked, version: int
) -> None:
    """Write the good values, compared anew where the edition changed since the check."""
    edition = batch.edition
    if checked.good:
        edition_touch(edition=edition)
        now = Edition.objects.values_list("inputs_version", flat=True).get(pk=edition.pk)
        if now != version + 1:
            checked = replace(compare(reading, _current(edition)), remarks=checked.remarks)
    else:
        edition_hold_open(edition=edition)
    _record(batch, checked, ImportBatch.State.STORED)
    batch.save()
    replaced = [change.old.pk for change in checked.good if change.old]
    for keys in _chunks(replaced):
        IndicatorValue.objects.filter(pk__in=keys).update(current=False)
    rows = (_row(actor, batch, change) for change in checked.good)
    IndicatorValue.objects.bulk_create(rows, batch_size=CHUNK)
    _trail(actor, "batch.store", batch)


def _record(batch: ImportBatch, checked: Checked, state: ImportBatch.State) -> None:
    counts = checked.counts
    batch.state = state
    batch.good_values = counts["good"]
    batch.unchanged_values = counts["unchanged"]
    batch.refused_values = counts["refused"]
    batch.report = report_of(checked)


def _row(actor: User | None, batch: ImportBatch, change: Change) -> IndicatorValue:
    """By keys: setting five related objects on 24,264 rows takes longer than storing them."""
    entry = change.entry
    return IndicatorValue(
        edition_id=batch.edition_id,
        city_id=entry.city.pk,
        indicator_id=entry.indicator.pk,
        value=entry.value,
        source=entry.source,
        reference_year=entry.year,
        batch_id=batch.pk,
        entered_by_id=actor.pk if actor else None,
    )


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Databases bound the parameters of one statement."""
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def _trail(actor: User | None, action: str, batch: ImportBatch) -> None:
    """One entry for the whole batch: its file's hash is the provenance of every value."""
    trail_write(
        actor=actor,
        action=action,
        subject=batch,
        edition=batch.edition,
        new={
            "state": batch.state,
            "file": batch.name,
            "sha256": batch.file.sha256,
            "good": batch.good_values,
            "unchanged": batch.unchanged_values,
            "refused": batch.refused_values,
        },
    )
