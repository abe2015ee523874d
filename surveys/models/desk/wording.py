from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.evidence import StoredFile


class Wording(models.Model):
    """What the words of a file are compared by, and the group of files that say the same.

    Worked out by a worker from the words as the readers of `version` make them, without names of
    places and organs, numbers and dates. `group` is the file whose wording leads the group, which
    may be this one; none where too few letters are left to compare. A file that no open document
    shows (`is_open`) never leads one that does, so that no group of open ones tells of it.
    """

    file = models.OneToOneField(
        StoredFile,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="wording",
        verbose_name=_("file"),
    )
    version = models.CharField(_("version of the readers"), max_length=16)
    is_open = models.BooleanField(_("without personal data"))
    opening = models.CharField(_("first words"), max_length=80, blank=True)
    shingles = models.BinaryField(_("hashes of its runs of letters"))
    group = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="members",
        verbose_name=_("says the same as"),
    )

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ("pk",)
        indexes = (models.Index(fields=["version"], name="wording_version"),)

    def __str__(self) -> str:
        return self.opening or str(self.file)


class WordingBand(models.Model):
    """A part of the MinHash signature of a wording that leads a group: wordings that share one
    are worth comparing."""

    wording = models.ForeignKey(
        Wording, on_delete=models.CASCADE, related_name="bands", verbose_name=_("wording")
    )
    value = models.BigIntegerField(_("hash"))

    class Meta:
        verbose_name = _("band of a wording")
        verbose_name_plural = _("bands of wordings")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["value", "wording"], name="one_band_per_value_and_wording"
            ),
        )

    def __str__(self) -> str:
        return f"{self.wording} · {self.value}"
