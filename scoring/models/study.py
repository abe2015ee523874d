from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from scoring.models.run import ScoreRun


class Study(models.Model):
    """A sensitivity analysis of one run: what was asked for, and its state.

    Everything it computes follows from the run, `parameters` with their seed, and `coding`
    (the cells that coding error may flip), so a block that is computed twice, anywhere, is
    the same block.
    """

    class Kind(models.TextChoices):
        MONTE_CARLO = "monte_carlo", _("Monte Carlo")
        SOBOL = "sobol", _("Sobol indices")
        FLIP = "flip", _("Rank flip")

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    run = models.ForeignKey(
        ScoreRun, on_delete=models.PROTECT, related_name="studies", verbose_name=_("run")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.RUNNING
    )
    parameters = models.JSONField(_("parameters"))
    coding = models.BinaryField(null=True)
    blocks_total = models.PositiveIntegerField(_("blocks"), default=1)
    # As `ComputeFault.code` and its details.
    fault = models.CharField(_("fault"), max_length=40, blank=True)
    fault_details = models.JSONField(_("details of the fault"), default=dict)
    summary = models.BinaryField(null=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="studies",
        verbose_name=_("requested by"),
    )
    requested_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sensitivity study")
        verbose_name_plural = _("sensitivity studies")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(finished_at__isnull=False),
                name="done_study_has_a_date",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class StudyBlock(models.Model):
    """One finished block of a study: an archive of its arrays, stored once."""

    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="blocks", verbose_name=_("study")
    )
    number = models.PositiveIntegerField(_("number"))
    content = models.BinaryField()
    computed_at = models.DateTimeField(_("computed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("block of a study")
        verbose_name_plural = _("blocks of a study")
        ordering = ("study", "number")
        constraints = (
            models.UniqueConstraint(fields=["study", "number"], name="one_block_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.study} · {self.number}"
