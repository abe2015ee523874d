from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.city import City
from surveys.models.edition import Edition


class CaseNote(models.Model):
    """What a person notes of a city in an edition for his or her own eyes: no list, file or
    history of anybody else's shows it."""

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="+", verbose_name=_("edition")
    )
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="+", verbose_name=_("city")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    words = models.TextField(_("note"), blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("private note")
        verbose_name_plural = _("private notes")
        ordering = ("edition", "city__adcode", "author")
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "city", "author"], name="one_note_per_city_and_person"
            ),
        )

    def __str__(self) -> str:
        return f"{self.city} · {self.author}"
