"""The triggers of the history: what is refused in the database itself, by whatever door."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import DatabaseError, connection, transaction

from scoring.deletion.services import edition_delete_synthetic
from surveys.deletion_mark import edition_being_deleted
from surveys.history.services import trail_write
from surveys.models import Edition, TrailEntry
from tests.builders import Cast, make_edition

pytestmark = pytest.mark.django_db

TABLE = TrailEntry._meta.db_table
COLUMNS = "id, at, action, subject_type, subject_id, subject, city_adcode, changes, reason"
FORGED = "(%s, '2026-01-01', 'forged', 'x', '1', 'x', '', '{}', '')"
SQLITE_ONLY = (
    f"INSERT OR REPLACE INTO {TABLE} ({COLUMNS}) VALUES {FORGED}",
    f"INSERT OR IGNORE INTO {TABLE} ({COLUMNS}) VALUES {FORGED}",
    f"REPLACE INTO {TABLE} ({COLUMNS}) VALUES {FORGED}",
    f"INSERT OR REPLACE INTO {TABLE} ({COLUMNS.replace('id,', 'rowid,', 1)}) VALUES {FORGED}",
    f"UPDATE OR REPLACE {TABLE} SET id = %s",
    f"UPDATE OR IGNORE {TABLE} SET action = 'forged' WHERE id = %s",
    f"UPDATE {TABLE} SET rowid = rowid + 1000 WHERE id = %s",
)
POSTGRES_ONLY = (
    f"WITH gone AS (DELETE FROM {TABLE} WHERE id = %s RETURNING 1) SELECT * FROM gone",
    f"MERGE INTO {TABLE} t USING (SELECT %s::bigint AS id) s ON t.id = s.id "
    "WHEN MATCHED THEN DELETE",
    f"TRUNCATE {TABLE} /* %s */",
    "TRUNCATE surveys_edition CASCADE /* %s */",
)
ANYWHERE = (
    f"INSERT INTO {TABLE} ({COLUMNS}) VALUES {FORGED} "
    "ON CONFLICT (id) DO UPDATE SET action = 'forged'",
    f"UPDATE {TABLE} SET id = id + 1000 WHERE id = %s",
    f"DELETE FROM {TABLE} WHERE id = %s",
    f"DELETE FROM {TABLE} WHERE id <> -%s",
)


def _statements() -> tuple[str, ...]:
    return ANYWHERE + (POSTGRES_ONLY if connection.vendor == "postgresql" else SQLITE_ONLY)


def _refused(statement: str, *values: int) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def synthetic(db: None) -> Edition:
    return make_edition("2025-synthetic", synthetic=True)


@pytest.fixture
def entries(edition: Edition, synthetic: Edition) -> list[TrailEntry]:
    """Of a real edition, of a synthetic one and of none."""
    return [
        trail_write(actor=None, action="test", subject=edition, edition=owner)
        for owner in (edition, synthetic, None)
    ]


@pytest.mark.parametrize("recursive", [False, True])
def test_no_statement_changes_replaces_or_deletes_a_row(
    entries: list[TrailEntry], recursive: bool
) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA recursive_triggers = {int(recursive)}")
    before = list(TrailEntry.objects.values())
    for statement in _statements():
        for entry in entries:
            _refused(statement, entry.pk)
    assert list(TrailEntry.objects.values()) == before
    trail_write(actor=None, action="test", subject=entries[0], edition=None)


def test_the_mark_opens_the_chain_of_its_own_edition_alone(
    entries: list[TrailEntry], edition: Edition, synthetic: Edition
) -> None:
    of_real, of_synthetic, of_none = entries
    other = make_edition("2026-synthetic", synthetic=True)
    of_other = trail_write(actor=None, action="test", subject=other, edition=other)
    with edition_being_deleted(synthetic.pk, using="default"):
        for kept in (of_real, of_none, of_other):
            _refused(f"DELETE FROM {TABLE} WHERE id = %s", kept.pk)
        _refused(f"DELETE FROM {TABLE}")
        _refused(f"UPDATE {TABLE} SET action = 'forged' WHERE id = %s", of_synthetic.pk)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE id = %s", [of_synthetic.pk])
    assert set(TrailEntry.objects.all()) == {of_real, of_none, of_other}


def test_after_the_deletion_the_connection_says_nothing_any_more(
    entries: list[TrailEntry], synthetic: Edition
) -> None:
    with edition_being_deleted(synthetic.pk, using="default"):
        pass
    with pytest.raises(RuntimeError), edition_being_deleted(synthetic.pk, using="default"):
        raise RuntimeError("in the middle")
    _refused(f"DELETE FROM {TABLE} WHERE id = %s", entries[1].pk)


def test_a_deletion_by_the_service_leaves_the_neighbours(
    cast: Cast, entries: list[TrailEntry], synthetic: Edition
) -> None:
    edition_delete_synthetic(actor=cast.manager, edition=synthetic)
    kept = TrailEntry.objects.exclude(action="edition.delete")
    assert set(kept) == {entries[0], entries[2]}
    _refused(f"DELETE FROM {TABLE}")


def test_a_real_edition_s_chain_goes_under_no_mark(
    entries: list[TrailEntry], edition: Edition
) -> None:
    """The mark is refused on both engines; on PostgreSQL the trigger looks the edition up too."""
    for key in (edition.pk, 999_999):
        with pytest.raises(PermissionDenied), edition_being_deleted(key, using="default"):
            TrailEntry.objects.filter(edition=edition)._raw_delete("default")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            setting = "ecoasset.synthetic_edition_being_deleted"
            cursor.execute("SELECT set_config(%s, %s, true)", [setting, str(edition.pk)])
        _refused(f"DELETE FROM {TABLE} WHERE id = %s", entries[0].pk)
    assert TrailEntry.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_not_ours_deletes_nothing() -> None:
    synthetic = make_edition("2025-synthetic", synthetic=True)
    trail_write(actor=None, action="test", subject=synthetic, edition=synthetic)
    if connection.vendor == "sqlite":
        stranger = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
        with closing(stranger), pytest.raises(sqlite3.OperationalError, match="no such function"):
            stranger.execute(f"DELETE FROM {TABLE}")
    with pytest.raises(CommandError) as caught:  # as `manage.py flush` runs
        call_command(flush.Command(), interactive=False)
    assert "append-only" in str(caught.value.__cause__)
    assert TrailEntry.objects.count() == 1
