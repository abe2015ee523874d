from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scoring.models.method import MethodVersion
from scoring.models.querysets import RunQuerySet
from scoring.models.tree import SCORED_FIELDS
from surveys.models import City, Edition


class Basis(models.TextChoices):
    """Which values enter: all submitted ones, or reviewed and signed-off ones alone."""

    APPROVED = "approved", _("Approved")
    PROVISIONAL = "provisional", _("Provisional")


class ScoreRun(models.Model):
    """One computation of the index, immutable, provable from what it keeps.

    `block` is the compressed archive of its arrays (see `scoring.runs.block`): inputs, every
    node's scores and ranks, treated cells.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="runs", verbose_name=_("edition")
    )
    basis = models.CharField(_("basis"), max_length=12, choices=Basis.choices)
    method = models.ForeignKey(
        MethodVersion, on_delete=models.PROTECT, related_name="runs", verbose_name=_("method")
    )
    inputs_version = models.PositiveBigIntegerField(_("inputs version"))
    input_hash = models.CharField(_("input hash"), max_length=64)
    code_version = models.CharField(_("program version"), max_length=40)
    computed_at = models.DateTimeField(_("computed at"), auto_now_add=True)
    seconds = models.FloatField(_("seconds"))
    cities_ranked = models.PositiveIntegerField(_("cities ranked"))
    # Received after the cut-off; null in runs from before it was kept.
    late_replies = models.PositiveIntegerField(_("late replies"), null=True)
    late_replies_counted = models.PositiveIntegerField(_("late replies that count"), null=True)
    findings = models.JSONField(_("findings"), default=list)
    block = models.BinaryField()

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "basis", "method", "inputs_version"],
                name="one_run_per_inputs_and_method",
            ),
            models.CheckConstraint(
                condition=models.Q(basis__in=Basis.values), name="run_basis_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} · {self.get_basis_display()} · {self.inputs_version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise PermissionDenied("A run never changes.")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("run", args=[self.pk])


class CityScore(models.Model):
    """A city's composite and domain scores and ranks in one run; null where unranked."""

    run = models.ForeignKey(
        ScoreRun, on_delete=models.CASCADE, related_name="cities", verbose_name=_("run")
    )
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="scores", verbose_name=_("city")
    )
    composite = models.FloatField(_("composite index"), null=True)
    resource = models.FloatField(_("resource endowment"), null=True)
    management = models.FloatField(_("government management"), null=True)
    compensation = models.FloatField(_("ecological compensation"), null=True)
    market = models.FloatField(_("market value realisation"), null=True)
    composite_rank = models.PositiveSmallIntegerField(_("composite rank"), null=True)
    resource_rank = models.PositiveSmallIntegerField(_("resource rank"), null=True)
    management_rank = models.PositiveSmallIntegerField(_("management rank"), null=True)
    compensation_rank = models.PositiveSmallIntegerField(_("compensation rank"), null=True)
    market_rank = models.PositiveSmallIntegerField(_("market rank"), null=True)
    # How many indicators the city has a value of; null in runs from before it was kept.
    indicators_present = models.PositiveSmallIntegerField(_("indicators with a value"), null=True)

    class Meta:
        verbose_name = _("city score")
        verbose_name_plural = _("city scores")
        ordering = ("run", "composite_rank")
        constraints = (
            models.UniqueConstraint(fields=["run", "city"], name="one_score_per_run_and_city"),
        )

    def __str__(self) -> str:
        return f"{self.city} · {self.composite_rank}"


def score_labels() -> list[str]:
    """The names of the five published scores, in the order of `SCORED_FIELDS`."""
    fields = {field.name: field for field in CityScore._meta.fields}
    return [str(fields[name].verbose_name) for name in SCORED_FIELDS]
