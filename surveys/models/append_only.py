"""Rows that are written once and never changed: what happened, and what was sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db import models


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Refuses what would rewrite history, as the database's triggers do; a synthetic edition
    takes its rows along by name."""

    def update(self, **kwargs: Any) -> int:
        raise _refusal(self.model)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise _refusal(self.model)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        if kwargs.get("update_conflicts") or kwargs.get("ignore_conflicts"):
            raise _refusal(self.model)
        return super().bulk_create(*args, **kwargs)


class AppendOnly(models.Model):
    """Saved once; neither changed nor deleted by itself."""

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise _refusal(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise _refusal(type(self))


def _refusal(model: type[models.Model]) -> PermissionDenied:
    return PermissionDenied(f"{model._meta.label} is append-only.")
