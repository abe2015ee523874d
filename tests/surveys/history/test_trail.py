from __future__ import annotations

import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from surveys.deletion_mark import edition_being_deleted
from surveys.history.services import personal_digest, trail_write
from surveys.models import Edition, TrailEntry
from surveys.people.services.user import user_change, user_create, user_set_password
from tests.builders import Cast, make_city, make_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(edition: Edition) -> TrailEntry:
    return trail_write(
        actor=None, action="test", subject=edition, edition=edition, new={"code": "a"}
    )


def test_an_entry_is_never_written_again(entry: TrailEntry) -> None:
    entry.reason = "another one"
    for write in (entry.save, entry.delete):
        with pytest.raises(PermissionDenied):
            write()
    assert TrailEntry.objects.get(pk=entry.pk).reason == ""


def test_neither_by_a_query(entry: TrailEntry) -> None:
    rows = TrailEntry.objects.filter(pk=entry.pk)
    with pytest.raises(PermissionDenied):
        rows.update(reason="another one")
    with pytest.raises(PermissionDenied):
        rows.delete()
    with pytest.raises(PermissionDenied):
        TrailEntry.objects.all().delete()
    entry.reason = "another one"
    with pytest.raises(PermissionDenied), transaction.atomic():
        TrailEntry.objects.bulk_update([entry], ["reason"])
    assert list(rows.values_list("reason", flat=True)) == [""]


def test_neither_by_a_door_beside_the_model(entry: TrailEntry) -> None:
    forged = TrailEntry(pk=entry.pk, action="forged", subject_type="x", subject_id="1")
    with pytest.raises(PermissionDenied):
        TrailEntry.objects.bulk_create(
            [forged], update_conflicts=True, unique_fields=["id"], update_fields=["action"]
        )
    with pytest.raises(PermissionDenied):
        TrailEntry._base_manager.filter(pk=entry.pk).update(action="forged")
    statement = "UPDATE surveys_trailentry SET action = 'forged'"
    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert TrailEntry.objects.get(pk=entry.pk).action == "test"


def test_a_chain_goes_only_with_its_synthetic_edition(entry: TrailEntry, edition: Edition) -> None:
    with pytest.raises(PermissionDenied), edition_being_deleted(edition.pk, using="default"):
        TrailEntry.objects.filter(edition=edition)._raw_delete("default")
    synthetic = make_edition("2025-synthetic", synthetic=True)
    trail_write(actor=None, action="test", subject=synthetic, edition=synthetic)
    with edition_being_deleted(synthetic.pk, using="default"):
        assert TrailEntry.objects.filter(edition=synthetic)._raw_delete("default") == 1
    assert list(TrailEntry.objects.all()) == [entry]


def test_only_what_changed_is_kept(edition: Edition) -> None:
    city = make_city()
    entry = trail_write(
        actor=None,
        action="test",
        subject=edition,
        edition=edition,
        city=city,
        old={"same": 1, "changed": "a", "gone": datetime.date(2025, 1, 2)},
        new={"same": 1, "changed": "b", "new": city},
        reason="because",
    )
    entry.refresh_from_db()
    assert entry.changes == {
        "changed": ["a", "b"],
        "gone": ["2025-01-02", None],
        "new": [None, str(city.pk)],
    }
    assert (entry.city_adcode, entry.reason, entry.actor) == (city.adcode, "because", None)
    assert (entry.subject_type, entry.subject_id) == ("surveys.edition", str(edition.pk))


def test_personal_data_is_kept_as_a_keyed_digest(edition: Edition, settings: Settings) -> None:
    entry = trail_write(
        actor=None,
        action="test",
        subject=edition,
        edition=edition,
        old={"contact": "", "full_name": None},
        new={"contact": "王小明 13800000000", "full_name": "王小明"},
    )
    assert "王小明" not in json.dumps(entry.changes, ensure_ascii=False)
    assert entry.changes["contact"] == ["", personal_digest("王小明 13800000000")]
    before = personal_digest("王小明")
    assert entry.changes["full_name"] == [None, before]
    settings.DIGEST_KEY = "another key of another installation"
    assert personal_digest("王小明") != before, "without the key nobody can try names"


def test_accounts_leave_no_name_in_the_trail(cast: Cast) -> None:
    user = user_create(
        actor=cast.administrator,
        username="zhangsan",
        password="first-password",
        role="assistant",
        full_name="张三",
    )
    user_change(actor=cast.administrator, user=user, full_name="张三丰", is_active=False)
    user_set_password(actor=cast.administrator, user=user, password="second-password")
    entries = TrailEntry.objects.filter(subject_id=str(user.pk)).order_by("pk")
    assert [entry.action for entry in entries] == [
        "user.create",
        "user.change",
        "user.set_password",
    ]
    assert entries[1].changes["is_active"] == [True, False]
    text = " ".join(f"{entry.subject} {entry.changes} {entry.reason}" for entry in entries)
    for secret in ("zhangsan", "张三", "password"):
        assert secret not in text.replace("set_password", "")
    user.refresh_from_db()
    assert user.check_password("second-password")
    assert not user.is_active
