"""The codebook's rules as pure functions: which answers are allowed, what they count as."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.models import Question
from surveys.models.code import Choice

# What a question asks and what its answers count as; its place in the list is no part of it.
QUESTION_FACTS = (
    "code",
    "kind",
    "source",
    "choices",
    "minimum",
    "maximum",
    "counts_as_one",
    "rule",
    "name_zh",
    "name_en",
    "guidance_zh",
    "guidance_en",
)
_RULE = re.compile(r"^(?P<question>[a-z][a-z0-9_]*)>=(?P<least>[0-9]+)$")


@dataclass(frozen=True)
class Value:
    """An answer to a question: a choice, or a number; `Value()` is "not answered yet"."""

    choice: str = ""
    number: float | None = None

    @property
    def is_empty(self) -> bool:
        return not self.choice and self.number is None


@dataclass(frozen=True)
class Proof:
    """How much evidence a code brings: numbers of citations and search records."""

    citations: int = 0
    searches: int = 0


@dataclass(frozen=True)
class DerivedRule:
    """`question >= least` counts as 1, anything below as 0 (silence too, once it is known)."""

    question: str
    least: int


def rule_parse(text: str) -> DerivedRule:
    """The rule of a derived question, such as `reply_quality>=2`; ValueError otherwise."""
    match = _RULE.match(text)
    if match is None:
        raise ValueError(f"not a rule of a derived question: {text!r}")
    return DerivedRule(match["question"], int(match["least"]))


def question_hash(question: Question) -> str:
    """SHA-256 of `QUESTION_FACTS`: another one where an answer may have to be read anew.

    PostgreSQL gives the parts of an answer in an order of its own, so they are sorted. Empty
    facts are left out, so that a fact which is added later changes no hash until it is
    filled in.
    """
    facts = [[name, getattr(question, name)] for name in QUESTION_FACTS]
    kept = [fact for fact in facts if fact[1] not in (None, "", [])]
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def score_value(question: Question, value: Value) -> float | None:
    """What an answer counts as in the index: 0 or 1, a grade, a count; None is missing.

    "Unknown" and "not answered" are missing, never a "no".
    """
    if value.number is not None:
        return float(value.number)
    if value.choice in ("", Choice.UNKNOWN):
        return None
    return 1.0 if value.choice in question.counts_as_one.split() else 0.0


def value_check(question: Question, value: Value) -> None:
    """Refuse a value that the question does not allow; an empty one passes (a draft)."""
    if question.kind == Question.Kind.DERIVED:
        raise Refused(_("This question is derived from other answers and is not coded."))
    if value.is_empty:
        return
    if question.is_numeric:
        _number_check(question, value)
    elif value.number is not None or value.choice not in question.words:
        raise Refused(_("Choose one of the answers."), field="choice")


def _number_check(question: Question, value: Value) -> None:
    if value.choice == Choice.UNKNOWN and value.number is None:
        return
    low = question.minimum or 0
    high = question.maximum
    number = value.number
    wrong = (
        value.choice != ""
        or number is None
        or not float(number).is_integer()
        or number < low
        or (high is not None and number > high)
    )
    if not wrong:
        return
    if high is None:
        message = _("Enter a whole number, %(low)d or more.") % {"low": low}
    else:
        message = _("Enter a whole number from %(low)d to %(high)d.") % {"low": low, "high": high}
    raise Refused(message, field="number")


def proof_check(question: Question, value: Value, proof: Proof) -> None:
    """What a submitted code must bring: a value, and the evidence its value needs.

    A "yes", "in preparation" or number above zero rests on a citation; a "no" or a zero
    on a citation or on the record of a search; "unknown" needs neither.
    """
    if value.is_empty:
        raise Refused(_("Choose an answer before you send it to review."), field="choice")
    if value.choice == Choice.UNKNOWN:
        return
    negative = value.choice == Choice.NO or value.number == 0
    if negative and not (proof.citations or proof.searches):
        text = _("A “no” needs a quotation, a box on a page, or the record of a search.")
        if value.choice != Choice.NO:
            text = _("The number 0 needs a quotation, a box on a page, or the record of a search.")
        raise Refused(text, field="proof")
    if not negative and not proof.citations:
        raise Refused(
            _("This answer needs at least one quotation from the evidence, or a box on a page."),
            field="proof",
        )
