from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.request import InfoRequest


class DueMove(models.Model):
    """A due day of an open letter that moved because the calendar changed; `calendar` is the
    version that moved it."""

    request = models.ForeignKey(
        InfoRequest, on_delete=models.CASCADE, related_name="moves", verbose_name=_("request")
    )
    calendar = models.CharField(_("calendar version"), max_length=16)
    old_due = models.DateField(_("due before"), null=True, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    old_due_local = models.DateField(
        _("due before with the area's own days"), null=True, blank=True
    )
    due_local = models.DateField(_("due with the area's own days"), null=True, blank=True)
    at = models.DateTimeField(_("moved at"), auto_now_add=True)

    class Meta:
        verbose_name = _("due day that moved")
        verbose_name_plural = _("due days that moved")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["request", "calendar"], name="one_move_per_request_and_calendar"
            ),
        )

    def __str__(self) -> str:
        return f"{self.request} · {self.old_due} → {self.due}"
