"""A version of the codebook as people read it: sections with words in their language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.coding.book.content import (
    GENERAL,
    Content,
    Entry,
    Rule,
    entries_of,
    in_language,
    question_of,
    skip_parse,
)
from surveys.models import Question
from surveys.models.code import Choice


@dataclass(frozen=True)
class ShownRule:
    """How one hard case is decided; `ruling` is the answer, empty where the words decide."""

    rule: Rule
    ruling: str

    @property
    def name(self) -> str:
        return in_language(self.rule, "name")

    @property
    def text(self) -> str:
        return in_language(self.rule, "text")

    @property
    def since(self) -> str:
        return self.rule["from"]

    @property
    def until(self) -> str:
        return self.rule["until"]


@dataclass(frozen=True)
class Answer:
    value: str
    words: str
    counts: bool


@dataclass(frozen=True)
class Section:
    """A question with all that decides it; without a question the cases that any may meet."""

    code: str
    title: str
    rules: list[ShownRule]
    question: Question | None = None
    evidence: str = ""
    skip: str = ""

    @property
    def answers(self) -> list[Answer]:
        if self.question is None:
            return []
        counting = self.question.counts_as_one.split()
        words = self.question.words.items()
        return [Answer(value, text, value in counting) for value, text in words]

    def holds(self, text: str) -> bool:
        """Whether its words, in the reader's language, hold the text."""
        question = self.question
        said = [self.code, self.title, self.evidence, question.guidance if question else ""]
        said += [answer.words for answer in self.answers]
        for row in self.rules:
            said += [row.name, row.text, row.rule["example"], row.rule["source"]]
        return text.casefold() in "\n".join(said).casefold()


def sections_of(content: Content) -> list[Section]:
    """In the order of the questions, what holds for all of them first."""
    entries = entries_of(content)
    general = Section(GENERAL, _("For every question"), shown_rules(content["general"], None))
    return [general, *(section_of(entry, entries) for entry in content["questions"])]


def section_of(entry: Entry, entries: dict[str, Entry]) -> Section:
    question = question_of(entry)
    return Section(
        code=question.code,
        title=question.name,
        rules=shown_rules(entry["rules"], question),
        question=question,
        evidence=in_language(entry, "evidence"),
        skip=skip_words(entry, entries),
    )


def shown_rules(rules: Iterable[Rule], question: Question | None) -> list[ShownRule]:
    return [ShownRule(rule, ruling_words(rule["ruling"], question)) for rule in rules]


def ruling_words(value: str, question: Question | None) -> str:
    """The answer that a rule names; a derived question and the general cases have no words of
    their own for it."""
    words = {choice.value: str(choice.label) for choice in Choice}
    if question is not None and value in question.words:
        return question.answer_words(value)
    return words.get(value, value)


def skip_words(entry: Entry, entries: dict[str, Entry]) -> str:
    """When the question is not asked; empty where it always is."""
    skip = skip_parse(entry["skip_when"])
    if skip is None or skip.question not in entries:
        return ""
    other = question_of(entries[skip.question])
    said = {"question": other.name, "answer": _(" or ").join(map(other.answer_words, skip.answers))}
    return _("Not asked where “%(question)s” is answered: %(answer)s") % said
