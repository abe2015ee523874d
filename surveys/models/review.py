from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.answer import Answer


class ReviewDecision(models.Model):
    """A reviewer's verdict on one revision of an answer.

    An approval that was undone stays as a row that counts for nothing: the revision waits for a
    verdict again.
    """

    class Verdict(models.TextChoices):
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned")

    answer = models.ForeignKey(
        Answer, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("answer")
    )
    revision = models.PositiveIntegerField(_("revision"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="decisions",
        verbose_name=_("reviewer"),
    )
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    class Meta:
        verbose_name = _("review decision")
        verbose_name_plural = _("review decisions")
        ordering = ("-decided_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["answer", "revision"],
                condition=models.Q(undone_at__isnull=True),
                name="one_decision_per_answer_revision",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(verdict="approved", undone_at__isnull=False, undone_by__isnull=False),
                name="approval_is_undone_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict="returned") | ~models.Q(reason=""),
                name="return_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.answer} · {self.get_verdict_display()}"
