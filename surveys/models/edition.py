from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.querysets import EditionManager
from surveys.places.names import reads_english

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


class Edition(models.Model):
    """One annual round of the index, opened by a manager; nothing reads today's year.

    `inputs_version` grows in the transaction of every write that the index reads;
    a stored run says which version it came from, so staleness is a comparison.
    """

    code = models.SlugField(
        _("code"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[0-9]{4}[a-z0-9-]*$", _("Start with the year: 2025, 2025-pilot."))
        ],
    )
    year = models.PositiveSmallIntegerField(_("year"))
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    note_zh = models.TextField(_("Chinese note"), blank=True)
    note_en = models.TextField(_("English note"), blank=True)
    synthetic = models.BooleanField(_("synthetic data"), default=False)
    ranks_only = models.BooleanField(_("published ranks only"), default=False)
    frozen = models.BooleanField(_("frozen"), default=False)
    frozen_at = models.DateTimeField(_("frozen at"), null=True, blank=True)
    inputs_version = models.PositiveBigIntegerField(_("inputs version"), default=0)
    # A portal tells nobody that an answer stands in it: so many days after the last look, again.
    look_days = models.PositiveSmallIntegerField(_("days between looks"), default=7)
    # By which its questions are coded; none follows the newest. A newer one is chosen by hand.
    codebook = models.ForeignKey(
        "surveys.CodebookVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="editions",
        verbose_name=_("version of the codebook"),
    )
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
    )

    # An empty edition that was opened by mistake: its history stays, and so its row.
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = EditionManager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-year", "code")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(frozen=False) | models.Q(frozen_at__isnull=False),
                name="frozen_edition_has_a_date",
            ),
        )

    def __str__(self) -> str:
        return self.code

    def clean(self) -> None:
        """The year stands in the code and mostly in the titles too: one and the same."""
        if self.year is None or not self.code[:4].isdecimal():
            return
        if int(self.code[:4]) != self.year:
            text = _("The code %(code)s begins with another year than %(year)d.")
            raise ValidationError({"year": text % {"code": self.code, "year": self.year}})
        for name in ("title_zh", "title_en"):
            years = {int(found) for found in _YEAR.findall(getattr(self, name))}
            if years and self.year not in years:
                text = _("The title names another year than %(year)d.")
                raise ValidationError({name: text % {"year": self.year}})

    @property
    def title(self) -> str:
        """In the reader's language; the Chinese one where there is no English title."""
        return (reads_english() and self.title_en) or self.title_zh

    @property
    def note(self) -> str:
        return (reads_english() and self.note_en) or self.note_zh
