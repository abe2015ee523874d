from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.edition import Edition


class RoundStatistics(models.Model):
    """What takes long to count of an edition's rounds, computed by a worker: the time to reply
    and the forecast.

    `stamp` is the hash of what it was computed from; a page that finds another one asks for it
    anew. Nothing of it is decided, so the history does not keep it.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="statistics", verbose_name=_("edition")
    )
    # 0 for all rounds together.
    number = models.PositiveSmallIntegerField(_("round"), default=0)
    stamp = models.CharField(_("hash of the inputs"), max_length=64)
    content = models.JSONField(_("content"))
    computed_at = models.DateTimeField(_("computed at"), auto_now=True)

    class Meta:
        verbose_name = _("statistics of a round")
        verbose_name_plural = _("statistics of rounds")
        ordering = ("edition", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "number"], name="one_statistics_per_edition_and_round"
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} · {self.number}"
