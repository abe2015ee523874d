from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.city import City
from surveys.models.code import CodedValue
from surveys.models.edition import Edition
from surveys.models.querysets import AnswerQuerySet
from surveys.models.question import Question
from surveys.models.submission import Submission


class Answer(CodedValue):
    """The decided answer of a city to a question, apart from the codes that led to it.

    `submission` is what was sent and is judged; `revision` grows with every new one, so that
    a decision or a second save on an older one is noticed. One that its coder took back counts
    nowhere and waits for nobody until it is sent again.
    """

    class State(models.TextChoices):
        IN_REVIEW = "in_review", _("In review")
        TAKEN_BACK = "taken_back", _("Taken back")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="answers", verbose_name=_("edition")
    )
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="answers", verbose_name=_("city")
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="answers", verbose_name=_("question")
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, related_name="answers", verbose_name=_("submission")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.IN_REVIEW
    )
    revision = models.PositiveIntegerField(_("revision"), default=1)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("edition", "city__adcode", "question__position")
        indexes = (models.Index(fields=["edition", "state"], name="answer_edition_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "city", "question"], name="one_answer_per_city_question"
            ),
            models.CheckConstraint(
                condition=(models.Q(choice="") & models.Q(number__isnull=False))
                | (~models.Q(choice="") & models.Q(number__isnull=True)),
                name="answer_is_choice_or_number",
            ),
        )

    def __str__(self) -> str:
        return f"{self.city} · {self.question} · {self.value_display}"
