"""Adjectives on one model, chainable; reads across models are in `selectors`.

Models import this module, so it names none of its own, not even for the types.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from surveys.models import Edition


class IndicatorQuerySet(models.QuerySet[Any]):
    def coded(self) -> Self:
        """Indicators whose values come from reviewed answers."""
        return self.filter(source__in=("survey", "policy_document"))


class ValueQuerySet(models.QuerySet[Any]):
    def in_force(self, edition: Edition) -> Self:
        """Values that a basis reads: the newest submitted and the last signed off ones."""
        return self.filter(Q(current=True) | Q(approved=True), edition=edition).order_by()


class RunQuerySet(models.QuerySet[Any]):
    def of(self, edition: Edition, basis: str, method: models.Model) -> Self:
        """Runs of one series, newest inputs first."""
        return self.filter(edition=edition, basis=basis, method=method).order_by("-inputs_version")

    def headers(self) -> Self:
        """What lists and pages name a run by, without its block."""
        return self.without_block().select_related("edition", "method")

    def without_block(self) -> Self:
        """Headers alone: the block is some hundred kilobytes that a list never shows."""
        return self.defer("block")
