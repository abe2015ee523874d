from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.outcome import Outcome
from surveys.models.reply import Reply
from surveys.models.request import InfoRequest


class LetterOutcome(models.Model):
    """What a reply does with one letter of ours; without a letter, what it says unasked.

    One reply often answers several letters, each in its own way.
    """

    reply = models.ForeignKey(
        Reply, on_delete=models.CASCADE, related_name="outcomes", verbose_name=_("reply")
    )
    request = models.ForeignKey(
        InfoRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("request"),
    )
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, related_name="letters", verbose_name=_("outcome")
    )

    class Meta:
        verbose_name = _("outcome of a letter")
        verbose_name_plural = _("outcomes of letters")
        ordering = ("reply", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["reply", "request"], name="one_outcome_per_reply_and_letter"
            ),
            models.UniqueConstraint(
                fields=["reply"],
                condition=models.Q(request__isnull=True),
                name="one_outcome_of_a_reply_unasked",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request or self.reply} · {self.outcome}"
