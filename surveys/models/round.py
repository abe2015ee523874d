from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.edition import Edition


class Round(models.Model):
    """A campaign of letters within an edition.

    Silence counts as an answer only once the round is closed: before its cut-off a city
    that has not replied is pending, which the index reads as missing. A reply after the
    cut-off says nothing about the reply itself unless the round counts late ones.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="rounds", verbose_name=_("edition")
    )
    number = models.PositiveSmallIntegerField(pgettext_lazy("of a round", "number"), default=1)
    opens_on = models.DateField(_("opens on"))
    cutoff = models.DateField(_("cut-off"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    counts_late = models.BooleanField(_("late replies count"), default=False)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ("edition", "number")
        constraints = (
            models.UniqueConstraint(fields=["edition", "number"], name="one_round_per_number"),
            models.CheckConstraint(
                condition=models.Q(cutoff__gt=models.F("opens_on")),
                name="round_cutoff_after_opening",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(closed_on__gt=models.F("cutoff")),
                name="round_closes_after_cutoff",
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} · {self.number}"
