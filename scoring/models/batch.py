from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models import Edition, StoredFile


class ImportBatch(models.Model):
    """One spreadsheet of indicator values, from its dry run to a manager's sign-off."""

    class State(models.TextChoices):
        CHECKED = "checked", _("Checked, nothing stored")
        STORED = "stored", _("Stored, not signed off")
        SIGNED_OFF = "signed_off", _("Signed off")
        DISCARDED = "discarded", _("Discarded")

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="batches", verbose_name=_("edition")
    )
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="batches", verbose_name=_("file")
    )
    name = models.CharField(_("file name"), max_length=200)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.CHECKED
    )
    good_values = models.PositiveIntegerField(_("good values"), default=0)
    refused_values = models.PositiveIntegerField(_("refused values"), default=0)
    unchanged_values = models.PositiveIntegerField(_("unchanged values"), default=0)
    report = models.JSONField(_("report"), default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("signed off by"),
    )
    signed_off_at = models.DateTimeField(_("signed off at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import batch")
        verbose_name_plural = _("import batches")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="signed_off") | models.Q(signed_off_at__isnull=False),
                name="signed_off_batch_has_a_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} · {self.edition}"
