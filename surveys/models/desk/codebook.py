from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.append_only import AppendOnly, AppendOnlyQuerySet


class CodebookVersion(AppendOnly):
    """The whole codebook as it was published: questions, answers and dated rules; never changed.

    `content` is laid out by `surveys.coding.book.content`. The rows of `Question` are the newest
    version's mirror. `again` names the questions whose answers are to be coded again since
    they were sent by an earlier version.
    """

    number = models.PositiveIntegerField(_("version"), unique=True)
    content = models.JSONField(_("content"))
    codes = models.JSONField(_("questions"), default=list)
    again = models.JSONField(_("to code again"), default=list, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    # Of each question as the reference files had it when they were loaded last.
    loaded = models.JSONField(_("as loaded from files"), default=dict, blank=True)
    reason = models.TextField(_("reason"))
    holds_from = models.DateField(_("holds from"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"))

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("version of the codebook")
        verbose_name_plural = _("versions of the codebook")
        ordering = ("-number",)

    def __str__(self) -> str:
        return str(self.number)


class CodebookDraft(models.Model):
    """The one draft of the next version, which all managers edit question by question."""

    base = models.ForeignKey(
        CodebookVersion,
        on_delete=models.PROTECT,
        related_name="drafts",
        verbose_name=_("version that it began from"),
    )
    content = models.JSONField(_("content"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("saved by"),
    )
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("draft of the codebook")
        verbose_name_plural = _("drafts of the codebook")
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="one_codebook_draft"),)

    def __str__(self) -> str:
        return str(self.base)
