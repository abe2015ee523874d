"""An answer in words."""

from __future__ import annotations

from django import template

from surveys.coding.grades import value_words
from surveys.models import Answer

register = template.Library()


@register.filter
def in_words(answer: Answer) -> str:
    """The value with what its grade stands for."""
    return value_words(answer.question, answer)
