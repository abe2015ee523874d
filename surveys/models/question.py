from __future__ import annotations

from typing import TypedDict

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.bilingual import Bilingual
from surveys.models.city import Organ
from surveys.numbers import number_text
from surveys.places.names import reads_english


class Worded(TypedDict):
    """One answer that a question can have: as it is stored, and what it is called."""

    value: str
    zh: str
    en: str


class Question(Bilingual):
    """A question of the codebook; an answer to it is a choice or a number."""

    class Kind(models.TextChoices):
        BINARY = "binary", _("Yes or no")
        ORDINAL = "ordinal", _("Grade")
        COUNT = "count", _("Count")
        DERIVED = "derived", _("Derived")

    class Source(models.TextChoices):
        SURVEY = "survey", _("Replies")
        POLICY_DOCUMENT = "policy_document", _("Policy documents")

    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    source = models.CharField(_("source"), max_length=20, choices=Source.choices)
    # Who can answer it: the kind of organ that a letter with this question naturally goes to.
    organ = models.CharField(
        _("natural organ"), max_length=30, choices=Organ.Kind.choices, blank=True
    )
    choices = models.JSONField(_("answers"), default=list, blank=True)
    minimum = models.PositiveIntegerField(_("minimum"), null=True, blank=True)
    maximum = models.PositiveIntegerField(_("maximum"), null=True, blank=True)
    counts_as_one = models.CharField(_("answers that count as 1"), max_length=60, default="yes")
    rule = models.CharField(_("rule"), max_length=80, blank=True)
    guidance_zh = models.TextField(_("Chinese guidance"), blank=True)
    guidance_en = models.TextField(_("English guidance"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(kind="derived") | ~models.Q(rule=""),
                name="derived_question_has_a_rule",
            ),
        )

    @property
    def guidance(self) -> str:
        return self.guidance_en if reads_english() else self.guidance_zh

    @property
    def words(self) -> dict[str, str]:
        """What each answer is called in the reader's language, by its stored value."""
        worded: list[Worded] = self.choices
        return {answer["value"]: answer["en" if reads_english() else "zh"] for answer in worded}

    @property
    def grades(self) -> list[int]:
        """The numbers among the answers, lowest first; none for a count."""
        return sorted(int(value) for value in self.words if value.isdecimal())

    def answer_words(self, answer: str | float) -> str:
        """A choice or a number as its reader should see it: "Yes", "3 · direct but incomplete"."""
        value = answer if isinstance(answer, str) else number_text(answer)
        words = self.words.get(value)
        if words is None:
            return value
        return f"{value} · {words}" if value.isdecimal() else words

    @property
    def is_numeric(self) -> bool:
        return self.kind in {self.Kind.ORDINAL, self.Kind.COUNT}
