"""Back to an earlier state of the tables, and forth again."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate_to(app: str, name: str) -> Any:
    """The models as they are there. Go on to the newest in the end, so that the tests that
    follow find the tables as they are."""
    MigrationExecutor(connection).migrate([(app, name)])
    return MigrationExecutor(connection).loader.project_state([(app, name)]).apps


def newest_migration(app: str) -> str:
    """The last migration of an app."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes(app)
    return str(leaves[0][1])
