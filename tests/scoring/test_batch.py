"""Spreadsheets into values: what is stored, what a sign-off approves, what a removal restores."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from django.db import transaction

from scoring.intake.faults import Note
from scoring.models import ImportBatch, Indicator, IndicatorValue
from scoring.services import batch as service
from scoring.services.batch import (
    BatchRefused,
    batch_check,
    batch_store,
    batch_store_checked,
    batch_upload,
)
from scoring.services.batch_decision import batch_discard, batch_sign_off
from scoring.services.reference import tree_load
from scoring.services.value import value_set, value_withdraw
from surveys.errors import EditionClosed, Refused
from surveys.intake.store import path_of
from surveys.models import City, Edition, StoredFile, TrailEntry, User
from surveys.models.user import Role
from tests.builders import make_city, make_edition, make_user
from tests.scoring.sheets import lines, reference_rows, text_document

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)
Cells = dict[str, float]


@pytest.fixture
def edition() -> Edition:
    tree_load(rows=reference_rows("indicators.csv"))
    for name in ("甲市", "乙市", "丙市"):
        make_city(name)
    return make_edition("2025-values")


@pytest.fixture
def manager() -> User:
    return make_user(Role.MANAGER)


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


def test_stored_values_count_as_submitted_until_the_sign_off(
    edition: Edition, manager: User
) -> None:
    batch = store(edition, sheet(甲市=1, 乙市=2))
    assert (current(edition), approved(edition)) == ({"甲市": 1.0, "乙市": 2.0}, {})
    assert version(edition) == 1
    result = batch_sign_off(actor=manager, batch=batch)
    assert (result.approved, result.passed_over) == (2, 0)
    assert approved(edition) == {"甲市": 1.0, "乙市": 2.0}
    assert (batch.state, batch.signed_off_by) == (ImportBatch.State.SIGNED_OFF, manager)
    assert version(edition) == 2


def test_one_trail_entry_per_batch_with_counts_and_hash(edition: Edition) -> None:
    batch = store(edition, sheet(甲市=1, 乙市=2))
    entry = TrailEntry.objects.get()
    assert (entry.action, entry.edition, entry.actor) == ("batch.store", edition, None)
    assert entry.changes["good"] == [None, 2]
    assert entry.changes["sha256"] == [None, batch.file.sha256]
    assert path_of(batch.file.sha256).is_file()


def test_a_newer_batch_waits_beside_the_approved_values(edition: Edition) -> None:
    batch_sign_off(actor=None, batch=store(edition, sheet(甲市=1, 乙市=2)))
    second = store(edition, sheet(甲市=10))
    assert current(edition) == {"甲市": 10.0, "乙市": 2.0}
    assert approved(edition) == {"甲市": 1.0, "乙市": 2.0}
    batch_sign_off(actor=None, batch=second)
    assert approved(edition) == {"甲市": 10.0, "乙市": 2.0}
    assert IndicatorValue.objects.count() == 3


def test_the_same_file_again_changes_nothing(edition: Edition) -> None:
    batch_sign_off(actor=None, batch=store(edition, sheet(甲市=1, 乙市=2)))
    before = version(edition)
    again = store(edition, sheet(甲市=1, 乙市=2))
    assert (again.good_values, again.unchanged_values) == (0, 2)
    assert version(edition) == before
    assert (IndicatorValue.objects.count(), StoredFile.objects.count()) == (2, 1)
    result = batch_sign_off(actor=None, batch=again)
    assert (result.approved, result.passed_over) == (0, 0)
    assert approved(edition) == {"甲市": 1.0, "乙市": 2.0}


def test_a_sign_off_approves_also_what_the_file_found_unchanged(edition: Edition) -> None:
    store(edition, sheet(甲市=1, 乙市=2))
    second = store(edition, sheet(甲市=1, 丙市=3))
    assert (second.good_values, second.unchanged_values) == (1, 1)
    result = batch_sign_off(actor=None, batch=second)
    assert (result.approved, result.passed_over) == (2, 0)
    assert approved(edition) == {"甲市": 1.0, "丙市": 3.0}


def test_another_source_or_year_is_a_new_row(edition: Edition) -> None:
    long = "城市,指标,数值,来源,年份\n甲市,R1.1.1,1,年鉴,{}\n"
    store(edition, long.format(2020))
    assert store(edition, sheet(甲市=1)).unchanged_values == 1
    assert store(edition, long.format(2020)).unchanged_values == 1
    assert store(edition, long.format(2021)).good_values == 1
    row = IndicatorValue.objects.get(current=True)
    assert (row.source, row.reference_year) == ("年鉴", 2021)


def test_signing_off_an_older_file_never_brings_a_replaced_value_back(edition: Edition) -> None:
    first = store(edition, sheet(甲市=1, 乙市=2))
    store(edition, sheet(甲市=10))
    result = batch_sign_off(actor=None, batch=first)
    assert (result.approved, result.passed_over) == (1, 1)
    assert approved(edition) == {"乙市": 2.0}


def test_signing_off_never_brings_a_withdrawn_value_back(edition: Edition) -> None:
    batch = store(edition, sheet(甲市=1, 乙市=2))
    cell = {
        "city": City.objects.get(name="甲市"),
        "indicator": Indicator.objects.get(code="R1.1.1"),
    }
    value_withdraw(actor=None, edition=edition, reason="错误", **cell)
    assert batch_sign_off(actor=None, batch=batch).passed_over == 1
    assert (current(edition), approved(edition)) == ({"乙市": 2.0}, {"乙市": 2.0})


def test_signing_off_twice_is_refused(edition: Edition) -> None:
    batch = store(edition, sheet(甲市=1))
    stale = ImportBatch.objects.get(pk=batch.pk)
    batch_sign_off(actor=None, batch=batch)
    with pytest.raises(Refused):
        batch_sign_off(actor=None, batch=stale)
    with pytest.raises(Refused):
        batch_discard(actor=None, batch=stale)


def test_a_discarded_batch_gives_the_cells_back(edition: Edition) -> None:
    batch_sign_off(actor=None, batch=store(edition, sheet(甲市=1)))
    store(edition, sheet(乙市=2))
    third = store(edition, sheet(甲市=10, 乙市=20, 丙市=30))
    assert batch_discard(actor=None, batch=third) == 3
    assert current(edition) == {"甲市": 1.0, "乙市": 2.0}
    assert approved(edition) == {"甲市": 1.0}
    assert third.state == ImportBatch.State.DISCARDED


def test_discarding_two_batches_falls_back_to_the_approved_value(edition: Edition) -> None:
    batch_sign_off(actor=None, batch=store(edition, sheet(甲市=1)))
    second, third = store(edition, sheet(甲市=2)), store(edition, sheet(甲市=3))
    assert batch_discard(actor=None, batch=second) == 0
    assert current(edition) == {"甲市": 3.0}
    batch_discard(actor=None, batch=third)
    assert (current(edition), approved(edition)) == ({"甲市": 1.0}, {"甲市": 1.0})


def test_discarding_leaves_values_that_were_set_since(edition: Edition) -> None:
    batch = store(edition, sheet(甲市=1))
    value_set(
        actor=None,
        edition=edition,
        city=City.objects.get(name="甲市"),
        indicator=Indicator.objects.get(code="R1.1.1"),
        value=5,
        reason="核对",
    )
    assert batch_discard(actor=None, batch=batch) == 0
    assert current(edition) == approved(edition) == {"甲市": 5.0}


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


@pytest.mark.parametrize("closed", [{"frozen": True}, {"ranks_only": True}])
def test_a_closed_edition_is_refused(edition: Edition, closed: dict[str, bool]) -> None:
    other = make_edition(**closed)
    document = text_document(sheet(甲市=1))
    with pytest.raises(EditionClosed):
        batch_check(edition=other, document=document, today=TODAY)
    with pytest.raises(EditionClosed):
        store(other, sheet(甲市=1))
    assert StoredFile.objects.count() == 0


def test_an_edition_frozen_after_the_upload_refuses_every_decision(edition: Edition) -> None:
    stored = store(edition, sheet(乙市=1))
    document = text_document(sheet(甲市=1))
    checked = batch_upload(actor=None, edition=edition, document=document, today=TODAY)
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    Edition.objects.filter(pk=edition.pk).update(frozen=True, frozen_at=now)
    for decision in (
        lambda: batch_sign_off(actor=None, batch=stored),
        lambda: batch_discard(actor=None, batch=stored),
        lambda: batch_discard(actor=None, batch=checked),
        lambda: batch_store_checked(actor=None, batch=checked, partial=False, today=TODAY),
    ):
        with pytest.raises(EditionClosed):
            decision()
    assert approved(edition) == {}


def test_values_of_coded_indicators_are_announced_as_overrides(edition: Edition) -> None:
    batch = store(edition, "城市,G1.1.1,R1.1.1\n甲市,是,1\n乙市,0,\n")
    assert batch.report["remarks"] == [
        {"note": Note.OVERRIDES, "details": {"count": 2, "codes": "G1.1.1"}}
    ]


def test_a_whole_edition_takes_few_statements(
    edition: Edition, django_assert_max_num_queries: Callable[..., object]
) -> None:
    """3 cities x 70 indicators: the number of statements grows with chunks, not with cells."""
    codes = [i.code for i in Indicator.objects.all() if i.unit != "0-4"]
    rows = [f"{city},{','.join('1' for _ in codes)}" for city in ("甲市", "乙市", "丙市")]
    text = lines([f"城市,{','.join(codes)}", *rows])
    with django_assert_max_num_queries(30):
        batch = store(edition, text)
    with django_assert_max_num_queries(20):
        assert batch_sign_off(actor=None, batch=batch).approved == 3 * len(codes)
