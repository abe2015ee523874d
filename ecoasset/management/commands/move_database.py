"""From SQLite to PostgreSQL: every row as it is, into a database that holds none."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model, QuerySet

SOURCE, TARGET = "source", "default"
# Made anew by `migrate`, or worthless in another place: everybody signs in again.
LEFT_BEHIND = {"admin", "auth", "contenttypes", "sessions"}
ROWS = 50  # at a time; a run carries its arrays


class Command(BaseCommand):
    help = "Copy a stopped product's SQLite file into the empty PostgreSQL of DATABASE_URL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the db.sqlite3 to copy from")

    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing: each row is compared with its copy before the commit."""
        if connection.vendor != "postgresql":
            raise CommandError("DATABASE_URL does not name a PostgreSQL")
        _open(options["file"].absolute())
        for alias, name in ((SOURCE, str(options["file"])), (TARGET, "the PostgreSQL database")):
            _require_migrated(alias, name)
        models = list(_models())
        _require_empty(models)
        with transaction.atomic(using=SOURCE), transaction.atomic(using=TARGET):
            count = sum(_copy(model) for model in models)
            for model in models:
                _compare(model)
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), models):
                    cursor.execute(statement)
        self.stdout.write(f"{count} objects of {len(models)} kinds")


def _open(file: Path) -> None:
    if not file.is_file():
        raise CommandError(f"{file} is not there")
    connections.databases[SOURCE] = {
        **connections.databases[TARGET],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "OPTIONS": {},
    }


def _require_migrated(alias: str, name: str) -> None:
    executor = MigrationExecutor(connections[alias])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(f"{name} is not migrated to this version: run `manage.py migrate` on it")


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.managed and not options.proxy and options.app_label not in LEFT_BEHIND:
            yield model


def _require_empty(models: list[type[Model]]) -> None:
    for model in models:
        if _rows(model, TARGET).exists():
            raise CommandError(
                f"the PostgreSQL database holds {model._meta.label} already; name an empty one, "
                "with `migrate` and nothing else"
            )


def _rows(model: type[Model], alias: str) -> QuerySet[Model]:
    return model._base_manager.using(alias).order_by("pk")


def _copy(model: type[Model]) -> int:
    count = 0
    for row in _rows(model, SOURCE).iterator(chunk_size=ROWS):
        try:
            # Raw: no field sets its own time again, and no model that never changes objects.
            row.save_base(raw=True, force_insert=True, using=TARGET)
        except (DatabaseError, ValueError) as error:
            reason = (str(error).strip().splitlines() or ["?"])[0]
            raise CommandError(f"{model._meta.label} {row.pk}: {reason}") from error
        count += 1
    return count


def _compare(model: type[Model]) -> None:
    """Field by field; binary fields come as `memoryview` from one side."""
    pairs = zip(
        _rows(model, SOURCE).values_list().iterator(chunk_size=ROWS),
        _rows(model, TARGET).values_list().iterator(chunk_size=ROWS),
        strict=True,
    )
    for there, here in pairs:
        if _plain(there) != _plain(here):
            raise CommandError(f"{model._meta.label} {there[0]} differs from its copy")


def _plain(row: tuple[Any, ...]) -> list[Any]:
    return [bytes(value) if isinstance(value, memoryview) else value for value in row]
