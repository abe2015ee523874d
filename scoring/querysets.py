"""Adjectives on one model, chainable; reads across models are in `selectors`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from surveys.models import Edition

if TYPE_CHECKING:
    from scoring.models import Indicator, IndicatorValue, MethodVersion, ScoreRun  # noqa: F401


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def coded(self) -> Self:
        """Indicators whose values come from reviewed answers."""
        return self.filter(source__in=("survey", "policy_document"))


class ValueQuerySet(models.QuerySet["IndicatorValue"]):
    def in_force(self, edition: Edition) -> Self:
        """Values that a basis reads: the newest submitted and the last signed off ones."""
        return self.filter(Q(current=True) | Q(approved=True), edition=edition).order_by()


class RunQuerySet(models.QuerySet["ScoreRun"]):
    def of(self, edition: Edition, basis: str, method: MethodVersion) -> Self:
        """Runs of one series, newest inputs first."""
        return self.filter(edition=edition, basis=basis, method=method).order_by("-inputs_version")

    def without_block(self) -> Self:
        """Headers alone: the block is some hundred kilobytes that a list never shows."""
        return self.defer("block")
