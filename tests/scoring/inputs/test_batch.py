"""Spreadsheets into values: what is stored, and what is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from scoring.inputs.services import batch as service
from scoring.inputs.services.batch import (
    BatchRefused,
    batch_check,
    batch_store_checked,
    batch_upload,
)
from scoring.inputs.services.batch_decision import batch_discard, batch_sign_off
from scoring.inputs.table.faults import Note
from scoring.models import ImportBatch, Indicator, IndicatorValue
from surveys.errors import EditionClosed, Refused
from surveys.evidence.store import path_of
from surveys.models import Edition, StoredFile, TrailEntry
from tests.builders import make_edition
from tests.scoring.inputs.batches import (
    TODAY,
    current,
    make_values_edition,
    sheet,
    store,
    version,
)
from tests.surveys.sheets.tables import lines, text_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_values_edition()


def test_a_dry_run_stores_nothing(edition: Edition) -> None:
    text = lines(["城市,R1.1.1", "甲市,1", "乙市,x"])
    checked = batch_check(edition=edition, document=text_document(text), today=TODAY)
    assert checked.counts == {"good": 1, "unchanged": 0, "refused": 1}
    assert (ImportBatch.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert (IndicatorValue.objects.count(), TrailEntry.objects.count()) == (0, 0)
    assert version(edition) == 0


def test_a_file_with_a_refused_cell_is_stored_not_at_all(edition: Edition) -> None:
    with pytest.raises(BatchRefused) as caught:
        store(edition, sheet(甲市=1, 乙市="12.3%"))
    assert [refusal.row for refusal in caught.value.checked.refused] == [3]
    assert (ImportBatch.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert current(edition) == {}


def test_the_good_values_alone_where_the_user_accepts_them(edition: Edition) -> None:
    batch = store(edition, sheet(甲市=1, 乙市="x"), partial=True)
    assert (batch.good_values, batch.refused_values) == (1, 1)
    assert current(edition) == {"甲市": 1.0}
    assert batch.report["refused"][0]["value"] == "x"


def test_nothing_good_is_refused_even_then(edition: Edition) -> None:
    with pytest.raises(BatchRefused):
        store(edition, sheet(甲市="x"), partial=True)


def test_one_trail_entry_per_batch_with_counts_and_hash(edition: Edition) -> None:
    batch = store(edition, sheet(甲市=1, 乙市=2))
    entry = TrailEntry.objects.get()
    assert (entry.action, entry.edition, entry.actor) == ("batch.store", edition, None)
    assert entry.changes["good"] == [None, 2]
    assert entry.changes["sha256"] == [None, batch.file.sha256]
    assert path_of(batch.file.sha256).is_file()


def test_another_source_or_year_is_a_new_row(edition: Edition) -> None:
    long = "城市,指标,数值,来源,年份\n甲市,R1.1.1,1,年鉴,{}\n"
    store(edition, long.format(2020))
    assert store(edition, sheet(甲市=1)).unchanged_values == 1
    assert store(edition, long.format(2020)).unchanged_values == 1
    assert store(edition, long.format(2021)).good_values == 1
    row = IndicatorValue.objects.get(current=True)
    assert (row.source, row.reference_year) == ("年鉴", 2021)


def test_a_checked_upload_is_checked_again_when_it_is_stored(edition: Edition) -> None:
    document = text_document(sheet(甲市=1, 乙市=2))
    batch = batch_upload(actor=None, edition=edition, document=document, today=TODAY)
    assert (batch.state, batch.good_values) == (ImportBatch.State.CHECKED, 2)
    assert (current(edition), version(edition)) == ({}, 0)
    store(edition, sheet(甲市=1))
    batch = batch_store_checked(actor=None, batch=batch, partial=False, today=TODAY)
    assert (batch.good_values, batch.unchanged_values) == (1, 1)
    assert current(edition) == {"甲市": 1.0, "乙市": 2.0}
    with pytest.raises(Refused):
        batch_store_checked(actor=None, batch=batch, partial=False, today=TODAY)


def test_a_checked_upload_with_refusals_stays_checked(edition: Edition) -> None:
    document = text_document(sheet(甲市=1, 乙市="x"))
    batch = batch_upload(actor=None, edition=edition, document=document, today=TODAY)
    with pytest.raises(BatchRefused):
        batch_store_checked(actor=None, batch=batch, partial=False, today=TODAY)
    batch.refresh_from_db()
    assert (batch.state, current(edition)) == (ImportBatch.State.CHECKED, {})
    assert batch_discard(actor=None, batch=batch) == 0
    assert version(edition) == 0


def test_a_stored_file_that_is_gone_is_a_refusal(edition: Edition) -> None:
    document = text_document(sheet(甲市=1))
    batch = batch_upload(actor=None, edition=edition, document=document, today=TODAY)
    path_of(batch.file.sha256).unlink()
    with pytest.raises(Refused):
        batch_store_checked(actor=None, batch=batch, partial=False, today=TODAY)


def test_a_write_between_check_and_store_is_seen(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another upload of the same value commits after our comparison: no second row."""
    seen: list[str] = []

    def slow_file_store(**kwargs: object) -> StoredFile:
        if not seen:
            seen.append("once")
            store(edition, sheet(甲市=1))
        return original(**kwargs)

    original: Callable[..., StoredFile] = service.file_store
    monkeypatch.setattr(service, "file_store", slow_file_store)
    batch = store(edition, sheet(甲市=1, 乙市=2))
    assert (batch.good_values, batch.unchanged_values) == (1, 1)
    assert IndicatorValue.objects.count() == 2


def test_a_failure_leaves_nothing_behind(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    store(edition, sheet(甲市=1))

    def broken(*args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(service, "_trail", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        store(edition, sheet(甲市=2))
    assert (current(edition), version(edition)) == ({"甲市": 1.0}, 1)
    assert ImportBatch.objects.count() == 1


@pytest.mark.parametrize("closed", ["frozen", "ranks_only"])
def test_a_closed_edition_is_refused(edition: Edition, closed: str) -> None:
    other = make_edition("2025-closed", **{closed: True})
    document = text_document(sheet(甲市=1))
    with pytest.raises(EditionClosed):
        batch_check(edition=other, document=document, today=TODAY)
    with pytest.raises(EditionClosed):
        store(other, sheet(甲市=1))
    assert StoredFile.objects.count() == 0


def test_values_of_coded_indicators_are_announced_as_overrides(edition: Edition) -> None:
    batch = store(edition, "城市,G1.1.1,R1.1.1\n甲市,是,1\n乙市,0,\n")
    assert batch.report["remarks"] == [
        {"note": Note.OVERRIDES, "details": {"count": 2, "codes": "G1.1.1"}}
    ]


def test_a_whole_edition_takes_few_statements(
    edition: Edition, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """3 cities x 70 indicators: the number of statements grows with chunks, not with cells."""
    codes = [i.code for i in Indicator.objects.all() if i.unit != "0-4"]
    rows = [f"{city},{','.join('1' for _ in codes)}" for city in ("甲市", "乙市", "丙市")]
    text = lines([f"城市,{','.join(codes)}", *rows])
    with django_assert_max_num_queries(30):
        batch = store(edition, text)
    with django_assert_max_num_queries(20):
        assert batch_sign_off(actor=None, batch=batch).approved == 3 * len(codes)


@pytest.mark.parametrize("closed", ["frozen", "ranks_only"])
def test_a_closed_edition_is_said_before_anything_else_is_wrong(
    edition: Edition, closed: str
) -> None:
    """Whatever else its file holds: nobody mends a table for an edition that takes none."""
    text = sheet(甲市=1, 乙市="12.3%")
    checked = batch_upload(actor=None, edition=edition, document=text_document(text), today=TODAY)
    with pytest.raises(BatchRefused):
        batch_store_checked(actor=None, batch=checked, partial=False, today=TODAY)
    facts = {closed: True, "frozen_at": timezone.now()}
    Edition.objects.filter(pk=edition.pk).update(**facts)
    batch = ImportBatch.objects.get(pk=checked.pk)
    with pytest.raises(EditionClosed):
        batch_store_checked(actor=None, batch=batch, partial=False, today=TODAY)
    edition.refresh_from_db()
    with pytest.raises(EditionClosed):
        store(edition, text)
    with pytest.raises(EditionClosed):
        batch_upload(actor=None, edition=edition, document=text_document(text), today=TODAY)
    assert ImportBatch.objects.get().state == ImportBatch.State.CHECKED
