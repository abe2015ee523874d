"""What belongs to an edition, found by following every key that leads to it."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db.models import ForeignKey, Model

from surveys.models import Edition


def of_edition(edition: Edition) -> Iterable[Model]:
    """The edition and all rows that hang on it, its history included."""
    found: dict[tuple[str, object], Model] = {(edition._meta.label, edition.pk): edition}
    fresh: list[Model] = [edition]
    while fresh:
        reached = [row for above in fresh for row in _below(above)]
        fresh = [row for row in reached if (row._meta.label, row.pk) not in found]
        found |= {(row._meta.label, row.pk): row for row in fresh}
    return list(found.values())


def _below(above: Model) -> list[Model]:
    return [
        row
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is type(above)
        for row in model._base_manager.filter(**{field.name: above})
    ]
