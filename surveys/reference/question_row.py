"""A row of the codebook as `fixtures/reference/questions.csv` holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from surveys.coding.codebook import rule_parse
from surveys.models import Organ, Question
from surveys.models.code import Choice
from surveys.models.question import Worded
from surveys.reference.row import BadCell, Cells

BOUNDS = ("min", "max")
WORDS = ("choices_zh", "choices_en")
# What a screen and its keys have room for.
HIGHEST_GRADE, MOST_COUNTED, LONGEST_WORDS = 9, 10**6, 60
NEEDED = (Choice.YES.value, Choice.NO.value, Choice.UNKNOWN.value)
# Typed by hand, the signs come in the width of the words beside them.
_BETWEEN, _STANDS_FOR = re.compile("[|｜]"), re.compile("[=＝]")
_SHAPE = "a value, = and its words expected, with | between answers, such as yes=是|no=否"


def question_facts(cells: Cells, kinds: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a question; BadCell where the row cannot be answered as its kind says.

    `kinds` holds the kind of every question of the file.
    """
    kind = cells.choice("kind", Question.Kind.values)
    low, high = _bounds(cells, kind)
    choices = _choices(cells, kind, low, high)
    return {
        "code": cells.code("code", r"[a-z][a-z0-9_]*", "a lowercase name"),
        **cells.texts("name_zh", "name_en"),
        **cells.texts("guidance_zh", "guidance_en", empty=True),
        "source": cells.choice("source", Question.Source.values),
        "kind": kind,
        "organ": _organ(cells, kind),
        "choices": choices,
        "rule": _rule(cells, kind, kinds),
        "minimum": low,
        "maximum": high,
        "counts_as_one": _counting(cells, kind, choices),
        "position": cells.position,
    }


def _organ(cells: Cells, kind: str) -> str:
    """Whom a letter asks; nobody where the answer is not asked for in letters."""
    organ = cells.raw("organ").strip()
    if not organ:
        return ""
    if kind == Question.Kind.DERIVED:
        raise BadCell("organ", organ, "a derived question is not asked: leave this cell empty")
    return cells.choice("organ", Organ.Kind.values)


def _bounds(cells: Cells, kind: str) -> tuple[int | None, int | None]:
    most = HIGHEST_GRADE if kind == Question.Kind.ORDINAL else MOST_COUNTED
    low, high = (cells.whole(name, 0, most) if cells.raw(name) else None for name in BOUNDS)
    if kind == Question.Kind.ORDINAL and (low is None or high is None or low >= high):
        raise BadCell("max", cells.raw("max"), "a grade needs a min and a larger max")
    if kind == Question.Kind.BINARY:
        for name in BOUNDS:
            if cells.raw(name):
                raise BadCell(name, cells.raw(name), "a yes-or-no question has no bounds")
    return low, high


def _choices(cells: Cells, kind: str, low: int | None, high: int | None) -> list[Worded]:
    """The answers in the order of the Chinese cell, each with its words in both languages."""
    chinese, english = (_words(cells, column) for column in WORDS)
    needed, allowed = _answers_of(kind, low, high)
    cell = cells.raw("choices_zh")
    for value in chinese:
        if value not in allowed:
            known = ", ".join(allowed) or "none, for it is not coded by hand"
            reason = f"{value} is no answer of this kind ({kind}); allowed: {known}"
            raise BadCell("choices_zh", cell, reason)
    for value in needed:
        if value not in chinese:
            raise BadCell("choices_zh", cell, f"{value} is missing: add {value}= and its words")
    for here, there, column in ((chinese, english, 1), (english, chinese, 0)):
        lacking = next((value for value in here if value not in there), None)
        if lacking is not None:
            name, other = WORDS[column], WORDS[1 - column]
            reason = f"{lacking} has words in {other} and none here: add {lacking}= and its words"
            raise BadCell(name, cells.raw(name), reason)
    return [Worded(value=value, zh=chinese[value], en=english[value]) for value in chinese]


def _answers_of(kind: str, low: int | None, high: int | None) -> tuple[list[str], list[str]]:
    """The stored values that a kind of question needs, and those that it may have."""
    if kind == Question.Kind.BINARY:
        return list(NEEDED), list(Choice.values)
    if kind == Question.Kind.DERIVED:
        return [], []
    grades = range(low or 0, (high or 0) + 1) if kind == Question.Kind.ORDINAL else ()
    every = [*map(str, grades), Choice.UNKNOWN.value]
    return every, every


def _words(cells: Cells, column: str) -> dict[str, str]:
    """What each stored value is called in one language; none for an empty cell."""
    text = cells.text(column, field="choices", empty=True)
    found: dict[str, str] = {}
    for part in _BETWEEN.split(text) if text else ():
        value, *words = (piece.strip() for piece in _STANDS_FOR.split(part, maxsplit=1))
        if not value or not words or not words[0]:
            raise BadCell(column, part, _SHAPE)
        if value in found:
            raise BadCell(column, text, f"{value} occurs twice")
        if words[0] in found.values():
            raise BadCell(column, text, f"{words[0]} stands for two answers")
        if len(words[0]) > LONGEST_WORDS:
            reason = f"at most {LONGEST_WORDS} characters for an answer, not {len(words[0])}"
            raise BadCell(column, words[0], reason)
        found[value] = words[0]
    return found


def _counting(cells: Cells, kind: str, choices: list[Worded]) -> str:
    """The answers of a yes-or-no question that count as 1; numbers count as themselves."""
    values = Choice.values
    if kind == Question.Kind.BINARY:
        values = [answer["value"] for answer in choices if answer["value"] != Choice.UNKNOWN]
    counting = cells.words("counts_as_one", values)
    if kind == Question.Kind.BINARY and not counting:
        raise BadCell("counts_as_one", "", "a yes-or-no question needs an answer that counts as 1")
    if kind in (Question.Kind.ORDINAL, Question.Kind.COUNT) and counting:
        reason = "a grade or a count counts as itself: leave this cell empty"
        raise BadCell("counts_as_one", cells.raw("counts_as_one"), reason)
    return " ".join(counting)


def _rule(cells: Cells, kind: str, kinds: Mapping[str, str]) -> str:
    """Of a derived question only, over a coded question of the file."""
    rule = cells.text("rule", empty=True)
    if kind != Question.Kind.DERIVED:
        if rule:
            raise BadCell("rule", rule, "only a derived question has a rule")
        return rule
    try:
        question = rule_parse(rule).question
    except ValueError as error:
        raise BadCell("rule", rule, "such as reply_quality>=2 expected") from error
    if question not in kinds:
        raise BadCell("rule", rule, f"there is no question {question}")
    if kinds[question] == Question.Kind.DERIVED:
        raise BadCell("rule", rule, f"{question} is derived itself: name a coded question")
    return rule
