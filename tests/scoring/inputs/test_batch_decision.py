"""What a sign-off approves, and what a removal restores."""

from __future__ import annotations

import datetime

import pytest

from scoring.inputs.services.batch import (
    batch_store_checked,
    batch_upload,
)
from scoring.inputs.services.batch_decision import batch_discard, batch_sign_off
from scoring.inputs.services.value import value_set, value_withdraw
from scoring.models import ImportBatch, Indicator, IndicatorValue
from surveys.errors import EditionClosed, Refused
from surveys.models import City, Edition, StoredFile, User
from surveys.models.user import Role
from tests.builders import make_user
from tests.scoring.inputs.batches import (
    TODAY,
    approved,
    current,
    make_values_edition,
    sheet,
    store,
    version,
)
from tests.surveys.sheets.tables import text_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_values_edition()


@pytest.fixture
def manager() -> User:
    return make_user(Role.MANAGER)


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


def test_signing_off_an_older_file_never_brings_a_replaced_value_back(edition: Edition) -> None:
    first = store(edition, sheet(甲市=1, 乙市=2))
    store(edition, sheet(甲市=10))
    result = batch_sign_off(actor=None, batch=first)
    assert (result.approved, result.passed_over) == (1, 1)
    assert approved(edition) == {"乙市": 2.0}


def test_signing_off_never_brings_a_withdrawn_value_back(edition: Edition) -> None:
    batch = store(edition, sheet(甲市=1, 乙市=2))
    value_withdraw(
        actor=None,
        edition=edition,
        city=City.objects.get(name="甲市"),
        indicator=Indicator.objects.get(code="R1.1.1"),
        reason="错误",
    )
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
