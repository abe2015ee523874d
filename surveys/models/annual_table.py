from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.city import Organ
from surveys.models.edition import Edition


class AnnualTable(models.Model):
    """What an organ printed of its disclosure requests of a calendar year, all of them; entered
    for an edition, beside whose letters to the organ it stands.

    `cells` are numbers by row and column of `surveys.annual.layout`; only a table that balances
    is stored.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="annual_tables", verbose_name=_("edition")
    )
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, related_name="annual_tables", verbose_name=_("organ")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    cells = models.JSONField(_("table"))
    source = models.CharField(_("source"), max_length=300)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now=True)

    class Meta:
        verbose_name = _("annual table of an organ")
        verbose_name_plural = _("annual tables of organs")
        ordering = ("edition", "organ__city__adcode", "organ", "-year")
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "organ", "year"], name="one_annual_table_per_organ_and_year"
            ),
            models.CheckConstraint(
                condition=~models.Q(source=""), name="annual_table_has_a_source"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organ} · {self.year}"
