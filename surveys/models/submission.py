from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.append_only import AppendOnly, AppendOnlyQuerySet
from surveys.models.code import Code, CodedValue, Quoted, Searched, quotation_or_box
from surveys.models.edition import Edition
from surveys.models.evidence import Evidence
from surveys.models.question import Question
from surveys.models.user import User


class SubmissionQuerySet(AppendOnlyQuerySet):
    def standing(self) -> Self:
        """The newest of each code, unless its coder is changing it."""
        newer = self.model.objects.filter(code=OuterRef("code"), sequence__gt=OuterRef("sequence"))
        return self.filter(~Exists(newer), code__state=Code.State.SUBMITTED)


class Submission(AppendOnly, CodedValue):
    """A code as it was sent to review, for good: each sending is a row of its own.

    `sequence` counts the sendings of one code. `question_hash` is of the question as it stood
    then, `codebook_number` the version that its edition was coded by. The edition is its code's:
    the trigger that keeps the rows looks at no other table.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("edition")
    )
    code = models.ForeignKey(
        Code,
        on_delete=models.PROTECT,
        related_name="submissions",
        verbose_name=pgettext_lazy("a coder's reading", "code"),
    )
    sequence = models.PositiveIntegerField(_("sending"))
    detail = models.CharField(_("what exactly"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    # As in its code: not empty for what was sent as unchanged since the edition before.
    unchanged_from = models.BigIntegerField(_("unchanged from"), null=True, blank=True)
    # As in its code.
    checklist = models.JSONField(_("form checklist"), null=True, blank=True)
    question_hash = models.CharField(_("hash of the question"), max_length=64)
    # Of the edition's codebook then; none for what was sent before there were versions.
    codebook_number = models.PositiveIntegerField(
        _("version of the codebook"), null=True, blank=True
    )
    sent_at = models.DateTimeField(_("sent at"))

    objects: ClassVar[Any] = SubmissionQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("edition", "code__city__adcode", "code__question__position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["code", "sequence"], name="one_submission_per_sending"),
            models.CheckConstraint(
                condition=(models.Q(choice="") & models.Q(number__isnull=False))
                | (~models.Q(choice="") & models.Q(number__isnull=True)),
                name="submission_is_choice_or_number",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code.city} · {self.code.question} · {self.value_display}"

    @property
    def coder(self) -> User:
        return self.code.coder

    def _asked(self) -> Question:
        return self.code.question


class SubmissionCitation(AppendOnly, Quoted):
    """A citation as it was sent; `sha256` is of the document's file as it was then, or of the one
    that the box was drawn on."""

    submission = models.ForeignKey(
        Submission,
        on_delete=models.PROTECT,
        related_name="citations",
        verbose_name=_("submission"),
    )
    evidence = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,
        related_name="sent_citations",
        verbose_name=_("evidence"),
    )
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta(AppendOnly.Meta):
        verbose_name = _("sent citation")
        verbose_name_plural = _("sent citations")
        ordering = ("pk",)
        constraints = (quotation_or_box("sent_citation_is_a_quotation_or_a_box"),)


class SubmissionSearch(AppendOnly, Searched):
    """A search record as it was sent."""

    submission = models.ForeignKey(
        Submission,
        on_delete=models.PROTECT,
        related_name="searches",
        verbose_name=_("submission"),
    )

    class Meta(AppendOnly.Meta):
        verbose_name = _("sent search record")
        verbose_name_plural = _("sent search records")
        ordering = ("pk",)
