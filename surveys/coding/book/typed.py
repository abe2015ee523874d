"""A part of the codebook as the fields of a form, and back.

Fields are called as in an entry; `answer-yes-zh` are words of an answer, `rule-2-until` a part of
the third rule. One rule more than there are is offered; one without a case, or with `drop`
ticked, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from surveys.coding.book.checks import MOST_RULES
from surveys.coding.book.content import EXTRAS, GENERAL, RULE_FACTS, Entry, Rule
from surveys.coding.book.reading import ruling_words
from surveys.models import Question
from surveys.models.code import Choice
from surveys.models.question import Worded

NAMES = ("name_zh", "name_en", "guidance_zh", "guidance_en", *EXTRAS)
LONG = frozenset({"guidance_zh", "guidance_en", "evidence_zh", "evidence_en"})
# A derived question is a rule of the program; it is added with the reference files.
KINDS = (Question.Kind.BINARY, Question.Kind.ORDINAL, Question.Kind.COUNT)
LOWEST, HIGHEST = 0, 4
RULE_LABELS = {
    "case": _("case (code)"),
    "name_zh": _("Chinese name"),
    "name_en": _("English name"),
    "ruling": _("ruling"),
    "from": _("holds from (day)"),
    "until": _("holds until (day)"),
    "text_zh": _("ruling in Chinese words"),
    "text_en": _("ruling in English words"),
    "example": _("made-up example from a letter"),
    "source": _("source"),
    "ruled_on": _("ruled on (day)"),
}
RULE_LONG = frozenset({"text_zh", "text_en", "example"})


@dataclass(frozen=True)
class Control:
    """A field of the form; one with `options` is chosen from, a `long` one has several lines."""

    name: str
    label: str
    value: str
    fault: str = ""
    long: bool = False
    options: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        return f"f-{self.name}"


def blank_entry(code: str, kind: str, source: str, position: int) -> Entry:
    """A question that is new, with the answers of its kind and no words yet."""
    grades = [str(n) for n in range(LOWEST, HIGHEST + 1)] if kind == Question.Kind.ORDINAL else []
    values = Choice.values if kind == Question.Kind.BINARY else [*grades, Choice.UNKNOWN.value]
    words = {choice.value: choice for choice in Choice} if kind == Question.Kind.BINARY else {}
    blank = dict.fromkeys((*NAMES, "organ", "rule"), "")
    low = None if kind == Question.Kind.BINARY else LOWEST
    return {
        **blank,
        "code": code,
        "kind": kind,
        "source": source,
        "choices": [Worded(value=value, zh="", en=_english(words, value)) for value in values],
        "counts_as_one": "yes" if kind == Question.Kind.BINARY else "",
        "minimum": low,
        "maximum": HIGHEST if grades else None,
        "position": position,
        "rules": [],
    }


def _english(words: Mapping[str, Any], value: str) -> str:
    return value.replace("_", " ").capitalize() if value in words else ""


def entry_typed(post: QueryDict, entry: Entry) -> Entry:
    """The entry with what a form says; what the form lacks stays as it is."""
    rules = rules_typed(post)
    if entry["code"] == GENERAL:
        return {**entry, "rules": rules}
    texts = {name: _clean(post, name, entry[name]) for name in NAMES}
    choices = [
        Worded(
            value=row["value"],
            zh=_clean(post, f"answer-{row['value']}-zh", row["zh"]),
            en=_clean(post, f"answer-{row['value']}-en", row["en"]),
        )
        for row in entry["choices"]
    ]
    counting = entry["counts_as_one"]
    if entry["kind"] == Question.Kind.BINARY:
        ticked = set(post.getlist("counts_as_one"))
        counting = " ".join(row["value"] for row in choices if row["value"] in ticked)
    return {**entry, **texts, "choices": choices, "counts_as_one": counting, "rules": rules}


def rules_typed(post: QueryDict) -> list[Rule]:
    found = []
    for number in range(MOST_RULES + 1):
        if f"rule-{number}-case" not in post:
            break
        rule = {name: _clean(post, f"rule-{number}-{name}", "") for name in RULE_FACTS}
        if any(rule.values()) and f"rule-{number}-drop" not in post:
            found.append(rule)
    return found


def _clean(post: QueryDict, name: str, otherwise: str) -> str:
    return post.get(name, otherwise).replace("\r\n", "\n").strip()


def controls_of(
    entry: Entry, labels: Mapping[str, str], faults: Mapping[str, str]
) -> list[Control]:
    """Of the question itself; none for what holds for all of them."""
    names = () if entry["code"] == GENERAL else NAMES
    return [
        Control(name, labels[name], entry[name], faults.get(name, ""), name in LONG)
        for name in names
    ]


def answers_of(entry: Entry, faults: Mapping[str, str]) -> list[tuple[str, Control, Control, bool]]:
    """Of each answer its value, words in both languages and whether it counts as 1."""
    counting = entry.get("counts_as_one", "").split()
    return [
        (
            row["value"],
            _answer(row["value"], "zh", row["zh"], faults),
            _answer(row["value"], "en", row["en"], faults),
            row["value"] in counting,
        )
        for row in entry.get("choices", ())
    ]


def _answer(value: str, language: str, words: str, faults: Mapping[str, str]) -> Control:
    name = f"answer-{value}-{language}"
    return Control(name, f"{value} ({language})", words, faults.get(name, ""))


def rule_controls(
    entry: Entry, question: Question | None, faults: Mapping[str, str]
) -> list[list[Control]]:
    """A list of controls a rule, and an empty one at the end."""
    values = list(question.words) if question and question.words else Choice.values
    options = (("", "–"), *((value, ruling_words(value, question)) for value in values))
    blank: Rule = dict.fromkeys(RULE_FACTS, "")
    return [
        [
            Control(
                f"rule-{number}-{name}",
                str(label),
                rule[name],
                faults.get(f"rule-{number}-{name}", ""),
                name in RULE_LONG,
                options if name == "ruling" else (),
            )
            for name, label in RULE_LABELS.items()
        ]
        for number, rule in enumerate([*entry["rules"], blank])
    ]
