from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferenceLoad(models.Model):
    """When rows of the reference tables last changed; one row, raised with every change.

    Whatever is kept of what pages show of these tables holds for this state of them alone.
    """

    number = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("state of the reference tables")
        verbose_name_plural = _("states of the reference tables")
        constraints = (
            models.CheckConstraint(condition=models.Q(pk=1), name="one_reference_state"),
        )

    def __str__(self) -> str:
        return str(self.number)
