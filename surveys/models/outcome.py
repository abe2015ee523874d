from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.bilingual import Bilingual


class Outcome(Bilingual):
    """A leaf of the outcome taxonomy: what an organ did with a letter.

    Disclosure leaves follow the official annual-report table, so that its sums hold;
    consultations have leaves of their own. Reference data, loaded from `fixtures/`.
    """

    code = models.CharField(_("code"), max_length=60, primary_key=True)
    channel = models.CharField(_("channel"), max_length=20)
    group_zh = models.CharField(_("group in Chinese"), max_length=60, blank=True)
    group_en = models.CharField(_("group in English"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    effective = models.BooleanField(_("reply with substance"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("position",)
