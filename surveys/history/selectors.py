"""Reads of the history that must not grow with it."""

from __future__ import annotations

from django.db import connection

from surveys.models import TrailEntry

# From one action to the next by the index, where DISTINCT would read every entry.
_ACTIONS = """
WITH RECURSIVE found(action) AS (
    SELECT MIN(action) FROM {table}
    UNION ALL
    SELECT (SELECT MIN(action) FROM {table} WHERE action > found.action)
    FROM found WHERE found.action IS NOT NULL
)
SELECT action FROM found WHERE action IS NOT NULL
"""


def stored_actions() -> list[str]:
    """The actions that any entry has, in the order of their names; a look-up for each."""
    table = connection.ops.quote_name(TrailEntry._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(_ACTIONS.format(table=table))
        return [action for (action,) in cursor.fetchall()]
