from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scoring.models.run import Basis
from surveys.models import Edition


class ComputeFault(models.Model):
    """Why a basis of an edition cannot be computed at present; gone once it can.

    Such as a zero under a geometric mean: people have to see it, or the ranking would
    stay behind without a word.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="faults", verbose_name=_("edition")
    )
    basis = models.CharField(_("basis"), max_length=12, choices=Basis.choices)
    inputs_version = models.PositiveBigIntegerField(_("inputs version"))
    # A reason of `scoring.index`, or one that is kept as text; see `scoring.kept_reason`.
    code = models.CharField(_("fault"), max_length=40)
    details = models.JSONField(_("details"), default=dict)
    noticed_at = models.DateTimeField(_("noticed at"), auto_now=True)

    class Meta:
        verbose_name = _("fault of a computation")
        verbose_name_plural = _("faults of computations")
        ordering = ("edition", "basis")
        constraints = (
            models.UniqueConstraint(fields=["edition", "basis"], name="one_fault_per_basis"),
        )

    def __str__(self) -> str:
        return f"{self.edition} · {self.get_basis_display()}"
