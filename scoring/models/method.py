from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from surveys.models import Edition

DEFAULT_METHOD = "default"
"""Name of the stated method; an edition without a choice of its own takes its newest version."""


def method_name(name: str) -> str:
    return pgettext("method", "default") if name == DEFAULT_METHOD else name


class MethodVersion(models.Model):
    """Every choice of the index as one immutable set of parameters."""

    name = models.CharField(_("name"), max_length=60)
    number = models.PositiveIntegerField(_("version"))
    parameters = models.JSONField(_("parameters"))
    sha256 = models.CharField(max_length=64, unique=True)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    class Meta:
        verbose_name = _("method version")
        verbose_name_plural = _("method versions")
        ordering = ("name", "-number")
        constraints = (
            models.UniqueConstraint(fields=["name", "number"], name="one_method_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise PermissionDenied("A method version never changes; make a new one.")
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """In the reader's language: the stated method has a name that commands know it by."""
        return f"{method_name(self.name)} {self.number}"


class EditionMethod(models.Model):
    """Which method version an edition is computed with."""

    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, related_name="method", verbose_name=_("edition")
    )
    version = models.ForeignKey(
        MethodVersion,
        on_delete=models.PROTECT,
        related_name="editions",
        verbose_name=_("method version"),
    )

    class Meta:
        verbose_name = _("method of an edition")
        verbose_name_plural = _("methods of editions")

    def __str__(self) -> str:
        return f"{self.edition} · {self.version}"
