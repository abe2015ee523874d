"""The words of a grade, which the codebook gives in its guidance: "0 nothing; 1 empty; …"."""

from __future__ import annotations

import re

from surveys.models import Question
from surveys.models.code import CodedValue
from surveys.numbers import number_text

_GRADE = re.compile(r"(?<!\d)(\d)\s+([^\d；;。.]+)")


def grade_words(question: Question) -> dict[int, str]:
    """Of a graded question: what each number stands for, in the reader's language."""
    if question.kind != Question.Kind.ORDINAL:
        return {}
    low, high = question.minimum or 0, question.maximum or 0
    found = ((int(number), words.strip()) for number, words in _GRADE.findall(question.guidance))
    return {number: words for number, words in found if low <= number <= high}


def value_words(question: Question, value: CodedValue) -> str:
    """The answer as its reader should see it: "3 · direct but incomplete", "Yes"."""
    if value.number is None or not float(value.number).is_integer():
        return value.value_display
    words = grade_words(question).get(int(value.number), "")
    number = number_text(value.number)
    return f"{number} · {words}" if words else number
