"""What a version of the codebook holds, as plain data: nothing here reads the database.

`{"general": [rule, …], "questions": [entry, …]}`. An entry is a question with `FACTS`, the
evidence that it takes, when it is not asked, and its rules on hard cases. A rule holds from one
day to another, either may be empty; two rules of one case hold one after the other.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.coding.codebook import QUESTION_FACTS
from surveys.models import Question
from surveys.places.names import reads_english

Entry = dict[str, Any]
Rule = dict[str, str]
Content = dict[str, Any]

# The cases that any question may meet stand under this name, which no question can have.
GENERAL = "general"
# Of the row that mirrors an entry.
FACTS = (*QUESTION_FACTS, "organ", "position")
EXTRAS = ("evidence_zh", "evidence_en", "skip_when")
RULE_FACTS = (
    *("case", "from", "until", "ruling", "name_zh", "name_en", "text_zh", "text_en"),
    *("source", "ruled_on", "example"),
)
_SKIP = re.compile(r"^(?P<question>[a-z][a-z0-9_]*)=(?P<answers>[a-z0-9_]+(?: [a-z0-9_]+)*)$")


@dataclass(frozen=True)
class Skip:
    """The question is not asked where another one has one of these answers."""

    question: str
    answers: tuple[str, ...]


def skip_parse(text: str) -> Skip | None:
    """`leading_group=no`; None for an empty text. ValueError for any other."""
    if not text:
        return None
    match = _SKIP.match(text)
    if match is None:
        raise ValueError(f"not a rule of skipping: {text!r}")
    return Skip(match["question"], tuple(match["answers"].split()))


def entry_of(question: Question, extras: Mapping[str, str], rules: Iterable[Rule]) -> Entry:
    """A question as a version keeps it."""
    facts = {name: getattr(question, name) for name in FACTS}
    return {**facts, **{name: extras.get(name, "") for name in EXTRAS}, "rules": list(rules)}


def entries_of(content: Content) -> dict[str, Entry]:
    return {entry["code"]: entry for entry in content["questions"]}


def facts_of(entry: Entry) -> dict[str, Any]:
    """Of the row that mirrors it."""
    return {name: entry[name] for name in FACTS}


def question_of(entry: Entry) -> Question:
    """An unsaved row, for the words that it has for its answers."""
    return Question(**facts_of(entry))


def part_of(content: Content, code: str) -> Entry | None:
    """A question of the content, or what holds for all of them, as a form edits it."""
    if code == GENERAL:
        return {"code": GENERAL, "rules": content["general"]}
    return entries_of(content).get(code)


def rules_of(content: Content, code: str) -> list[Rule]:
    if code == GENERAL:
        found: list[Rule] = content["general"]
        return found
    entry = entries_of(content).get(code)
    return list(entry["rules"]) if entry else []


def digest(part: Any) -> str:
    """SHA-256 of a content or a part of one, whatever the order of its keys."""
    text = json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def in_force(rule: Rule, day: datetime.date) -> bool:
    """Both days of its span are of it; days are compared as they are written."""
    on = day.isoformat()
    return rule["from"] <= on and (not rule["until"] or on <= rule["until"])


def rules_on(rules: Iterable[Rule], days: Collection[datetime.date]) -> list[Rule]:
    """Those that hold on one of the days; all of them where no day is known."""
    return [rule for rule in rules if not days or any(in_force(rule, day) for day in days)]


def in_language(part: Mapping[str, Any], name: str) -> str:
    """`name` of an entry or a rule in the reader's language; the Chinese where there is no
    other."""
    text: str = part[f"{name}_zh"]
    return (reads_english() and part[f"{name}_en"]) or text
