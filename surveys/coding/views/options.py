"""The answers of a question on the coding screen, each with its key."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.models import Question
from surveys.models.code import Choice

# The single key of each answer on the coding screen; digits are their own keys.
KEYS: dict[str, str] = {
    Choice.YES: "y",
    Choice.NO: "n",
    Choice.IN_PREPARATION: "p",
    Choice.UNKNOWN: "u",
}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    key: str
    words: str = ""


def options_of(question: Question) -> tuple[Option, ...]:
    """The answers to click or press; a count is typed as a number instead."""
    return tuple(_option(value, words) for value, words in question.words.items())


def _option(value: str, words: str) -> Option:
    """A grade has its number for a label, and its words beside it."""
    if value.isdecimal():
        return Option(value, value, value, words)
    return Option(value, words, KEYS[value])
