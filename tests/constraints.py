"""Named constraints of the database, whichever database it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction


def constraint_names(model: type[models.Model]) -> list[str]:
    return [constraint.name for constraint in model._meta.constraints]


def assert_violated(name: str, write: Callable[[], object]) -> None:
    """The write is refused by the constraint of that name, or of a unique column's name.

    SQLite names the columns of a violated unique constraint where others give its name.
    """
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    text = str(caught.value)
    if name in text:
        return
    assert connection.vendor == "sqlite", text
    columns = _unique_columns(name)
    assert columns, text
    assert text == "UNIQUE constraint failed: " + ", ".join(columns)


def _unique_columns(name: str) -> list[str]:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name and isinstance(constraint, models.UniqueConstraint):
                columns = {field.name: field.column for field in model._meta.concrete_fields}
                return [f"{model._meta.db_table}.{columns[field]}" for field in constraint.fields]
    return []
