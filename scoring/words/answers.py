"""What a number of the index stands for as an answer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scoring.templatetags.figures import figure
from surveys.models import Question


def counted_words(question: Question, value: float | None) -> str:
    """`yes` and `no` for 1 and 0 of a yes-or-no question; a grade with its words; a count."""
    if value is None:
        return _("not answered")
    if question.kind == Question.Kind.BINARY:
        return _("yes") if value else _("no")
    named = value.is_integer() and str(int(value)) in question.words
    return question.answer_words(value) if named else figure(value)
