from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.city import City
from surveys.models.code import Code, CodedValue, QuotedWords
from surveys.models.edition import Edition
from surveys.models.evidence import Evidence
from surveys.models.question import Question


class CodeProposal(CodedValue, QuotedWords):
    """A coder's own code of one letter, offered to the same coder for another in the same words.

    It is no reading: it counts nowhere, nobody else sees it, and it is gone once its coder made
    it a draft. Dismissed, it stays so that it can be brought back.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("edition")
    )
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("city")
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("question")
    )
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="proposals",
        verbose_name=_("coder"),
    )
    source = models.ForeignKey(
        Code, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("proposed from")
    )
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("evidence")
    )
    detail = models.CharField(_("what exactly"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("proposed at"), auto_now_add=True)
    dismissed_at = models.DateTimeField(_("dismissed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposal of a code")
        verbose_name_plural = _("proposals of codes")
        ordering = ("edition", "city__adcode", "question__position", "coder")
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "city", "question", "coder"],
                name="one_proposal_per_city_question_coder",
            ),
            models.CheckConstraint(
                condition=models.Q(choice="") | models.Q(number__isnull=True),
                name="proposal_is_choice_or_number",
            ),
        )

    def __str__(self) -> str:
        return f"{self.city} · {self.question} · {self.value_display}"
