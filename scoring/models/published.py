from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import City, Edition


class PublishedRank(models.Model):
    """The ranks of one city as a report printed them; never computed here."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="published", verbose_name=_("edition")
    )
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="published", verbose_name=_("city")
    )
    composite = models.PositiveSmallIntegerField(_("composite rank"))
    resource = models.PositiveSmallIntegerField(_("resource rank"))
    management = models.PositiveSmallIntegerField(_("management rank"))
    compensation = models.PositiveSmallIntegerField(_("compensation rank"))
    market = models.PositiveSmallIntegerField(_("market rank"))

    class Meta:
        verbose_name = _("published rank")
        verbose_name_plural = _("published ranks")
        ordering = ("edition", "composite")
        constraints = (
            models.UniqueConstraint(fields=["edition", "city"], name="one_published_row_per_city"),
        )

    def __str__(self) -> str:
        return f"{self.city} · {self.composite}"
