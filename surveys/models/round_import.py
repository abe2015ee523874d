from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.models.edition import Edition
from surveys.models.evidence import StoredFile


class RoundImport(models.Model):
    """A round that a team kept elsewhere, from its check to its storing: the workbook, the files
    that came along, what was refused, and who brought it.

    Its rows name it, so that what nobody noted of them is known to be unknown.
    """

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, nothing stored")
        STORING = "storing", _("Being stored")
        STORED = "stored", _("Stored")
        DISCARDED = "discarded", _("Discarded")

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="round_imports", verbose_name=_("edition")
    )
    workbook = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    name = models.CharField(_("file name"), max_length=200)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.CHECKING
    )
    partial = models.BooleanField(_("the right rows alone"), default=False)
    # Of the files that are read: how many are done, and of how many.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # By whoever works on it; one that nobody touched for long was lost, and is begun anew.
    touched_at = models.DateTimeField(default=timezone.now, editable=False)
    counts = models.JSONField(_("counts"), default=dict)
    report = models.JSONField(_("report"), default=dict)
    # Why the last check or storing came to nothing; empty where it did not.
    refusal = models.TextField(_("refused"), blank=True)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("brought in by"),
    )
    brought_at = models.DateTimeField(_("brought in at"), auto_now_add=True)
    stored_at = models.DateTimeField(_("stored at"), null=True, blank=True)

    class Meta:
        verbose_name = _("round brought in")
        verbose_name_plural = _("rounds brought in")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="stored") ^ models.Q(stored_at__isnull=True),
                name="stored_round_import_has_a_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} · {self.edition}"

    @property
    def is_working(self) -> bool:
        """Whether a worker has it in hand."""
        return self.state in (self.State.CHECKING, self.State.STORING)


class RoundImportFile(models.Model):
    """A file that came along, by the name that the workbook's rows call it."""

    batch = models.ForeignKey(
        RoundImport, on_delete=models.CASCADE, related_name="files", verbose_name=_("round")
    )
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    name = models.CharField(_("file name"), max_length=400)

    class Meta:
        verbose_name = _("file of a round brought in")
        verbose_name_plural = _("files of a round brought in")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["batch", "name"], name="one_file_per_name_of_a_round_import"
            ),
        )

    def __str__(self) -> str:
        return self.name
