"""What a coder has to know of the codebook at each question of one city."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from surveys.coding.book.again import submissions_again
from surveys.coding.book.asked import Book, book_numbered, book_of
from surveys.coding.book.content import in_language, question_of, rules_on, skip_parse
from surveys.coding.book.difference import EntryChange, change_of
from surveys.coding.book.reading import ShownRule, shown_rules, skip_words
from surveys.models import (
    Answer,
    City,
    Code,
    CodebookVersion,
    Edition,
    Question,
    Reply,
    Submission,
    User,
)
from surveys.numbers import number_text


@dataclass(frozen=True)
class Guide:
    """Of one question: the rules of the day, the evidence that it takes, what to mind.

    `added` is the version that brought the question, where the edition began by an earlier one;
    `sent_by` that of the coder's sending which is to be coded again, None where it is not.
    """

    number: int
    rules: list[ShownRule]
    evidence: str
    skip: str
    not_asked: bool = False
    added: int | None = None
    again: bool = False
    sent_by: int | None = None

    def told(self, *, is_open: bool) -> list[str]:
        """What stands above the question; nothing that was typed is hidden by any of it."""
        found = []
        if self.not_asked:
            found.append(_("%(skip)s. What is typed here stays.") % {"skip": self.skip})
        if is_open and self.added:
            text = _(
                "Version %(number)d of the codebook added this question: answer it too. What you"
                " sent before stays as it is."
            )
            found.append(text % {"number": self.added})
        if self.again:
            text = _(
                "A rule of this question was changed since it was sent: code it again by version"
                " %(number)d. Until then what was sent stands."
            )
            found.append(text % {"number": self.number})
        return found


def guides_of(
    edition: Edition, city: City, coder: User, questions: Iterable[Question]
) -> Mapping[int, Guide]:
    """By question; none before there is a codebook. A few queries, whatever the number."""
    book = book_of(edition)
    if book is None:
        return {}
    days = days_of_rules(edition, city)
    found = {
        question.pk: guide
        for question in questions
        if (guide := _guide(book, question, days)) is not None
    }
    values = _own_values(edition, city, coder)
    first = _first_numbers(book)
    again = submissions_again(edition, coder).filter(code__city=city)
    behind = dict(again.values_list("code__question", "codebook_number"))
    codes = {question.pk: question.code for question in questions}
    return {
        pk: replace(
            guide,
            not_asked=_is_skipped(book, codes[pk], values),
            added=first.get(codes[pk]),
            again=pk in behind,
            sent_by=behind.get(pk),
        )
        for pk, guide in found.items()
    }


def _guide(book: Book, question: Question, days: list[datetime.date]) -> Guide | None:
    entry = book.entries.get(question.code)
    if entry is None:
        return None
    rules = shown_rules(rules_on(entry["rules"], days), question_of(entry))
    skip = skip_words(entry, book.entries)
    return Guide(book.number, rules, in_language(entry, "evidence"), skip)


def days_of_rules(edition: Edition, city: City) -> list[datetime.date]:
    """The days by which a city's answers are judged: of its newest reply and of the cut-off."""
    replied = Reply.objects.of(edition).standing().filter(city=city).order_by("-received_on")
    cutoffs = edition.rounds.order_by("-cutoff").values_list("cutoff", flat=True)
    return [
        day
        for day in (replied.values_list("received_on", flat=True).first(), cutoffs.first())
        if day
    ]


def _own_values(edition: Edition, city: City, coder: User) -> dict[str, str]:
    rows = Code.objects.filter(edition=edition, city=city, coder=coder).order_by()
    values = rows.values_list("question__code", "choice", "number")
    return {
        code: choice if number is None else number_text(number) for code, choice, number in values
    }


def _is_skipped(book: Book, code: str, values: Mapping[str, str]) -> bool:
    skip = skip_parse(book.entries[code]["skip_when"])
    return skip is not None and values.get(skip.question) in skip.answers


def _first_numbers(book: Book) -> dict[str, int]:
    """By question the version that brought it, of those that version 1 had not."""
    if book.number == 1:
        return {}
    earlier = CodebookVersion.objects.filter(number__lte=book.number).order_by("-number")
    rows = earlier.values_list("number", "codes")
    brought = {code: number for number, codes in rows for code in codes}
    return {code: number for code, number in brought.items() if number > 1}


@dataclass(frozen=True)
class SentBy:
    """By which version an answer was sent, and what its question's entry says otherwise now;
    `again` where a manager asked to code it again since."""

    guide: Guide | None
    now: int | None = None
    change: EntryChange | None = None
    again: bool = False


def sent_by(sent: Submission, answer: Answer) -> SentBy:
    """For the page of an answer, which shows rules and difference beside it."""
    book = book_of(answer.edition)
    if book is None:
        return SentBy(None)
    days = days_of_rules(answer.edition, answer.city)
    guide = _guide(book, answer.question, days)
    then = book_numbered(sent.codebook_number) if sent.codebook_number != book.number else book
    change = change_of(answer.question.code, then.content, book.content) if then else None
    again = submissions_again(answer.edition).filter(pk=sent.pk).exists()
    return SentBy(guide, book.number, change, again)
