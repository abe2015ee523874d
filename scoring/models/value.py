from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from scoring.models.batch import ImportBatch
from scoring.models.querysets import ValueQuerySet
from scoring.models.tree import Indicator
from surveys.models import City, Edition
from surveys.numbers import number_text


class IndicatorValue(models.Model):
    """A value of one cell, with where it came from; old ones stay as history.

    `current` marks the newest submitted value (what the provisional basis reads),
    `approved` the one signed off last (what the approved basis reads). Both are the
    same row unless a newer batch waits for its sign-off. For a coded indicator a value
    here overrides the answer, with its reason.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="values", verbose_name=_("edition")
    )
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="values", verbose_name=_("city")
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="values", verbose_name=_("indicator")
    )
    value = models.FloatField(_("value"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    reference_year = models.PositiveSmallIntegerField(_("reference year"), null=True, blank=True)
    batch = models.ForeignKey(
        ImportBatch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="values",
        verbose_name=_("import batch"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    current = models.BooleanField(_("current"), default=True)
    approved = models.BooleanField(_("approved"), default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="values",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = ValueQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        ordering = ("edition", "city__adcode", "indicator__position", "-pk")
        indexes = (
            models.Index(
                fields=["edition"],
                condition=models.Q(current=True) | models.Q(approved=True),
                name="value_in_force",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "city", "indicator"],
                condition=models.Q(current=True),
                name="one_current_value_per_cell",
            ),
            models.UniqueConstraint(
                fields=["edition", "city", "indicator"],
                condition=models.Q(approved=True),
                name="one_approved_value_per_cell",
            ),
        )

    def __str__(self) -> str:
        return f"{self.city} · {self.indicator} · {number_text(self.value)}"
