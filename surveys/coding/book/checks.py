"""What is wrong with a part of the codebook, each fault at its field; pure."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.coding.book.content import GENERAL, Content, Entry, Rule, entries_of, skip_parse
from surveys.models import Question
from surveys.models.code import Choice

LONGEST_NAME, LONGEST_TEXT, LONGEST_ANSWER, MOST_RULES = 200, 10_000, 60, 60
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_BOTH = ("zh", "en")


@dataclass(frozen=True)
class Fault:
    """`field` is the name of the control; of a rule `rule-2-until`, the first has the number 0."""

    field: str
    text: str


def is_code(text: str) -> bool:
    """Whether a question can be called so in files and addresses."""
    return _CODE.fullmatch(text) is not None and text != GENERAL


def content_faults(content: Content) -> list[tuple[str, Fault]]:
    """All of them with the code of their question."""
    entries = entries_of(content)
    found = [(GENERAL, fault) for fault in rules_faults(content["general"], None)]
    for code, entry in entries.items():
        found += [(code, fault) for fault in entry_faults(entry, entries)]
    return found


def entry_faults(entry: Entry, entries: Mapping[str, Entry]) -> list[Fault]:
    """Of one question among all of them."""
    found = []
    if not is_code(entry["code"]):
        found.append(Fault("code", _("Lowercase letters, digits and _, a letter first.")))
    for name in _BOTH:
        found += _text_faults(f"name_{name}", entry[f"name_{name}"], LONGEST_NAME, needed=True)
        for field in ("guidance", "evidence"):
            found += _text_faults(f"{field}_{name}", entry[f"{field}_{name}"], LONGEST_TEXT)
    found += _answer_faults(entry)
    found += _skip_faults(entry, entries)
    derived = entry["kind"] == Question.Kind.DERIVED
    values = Choice.values if derived else [row["value"] for row in entry["choices"]]
    return found + rules_faults(entry["rules"], values)


def _answer_faults(entry: Entry) -> list[Fault]:
    found = []
    for row in entry["choices"]:
        for name in _BOTH:
            field, words = f"answer-{row['value']}-{name}", row[name].strip()
            found += _text_faults(field, words, LONGEST_ANSWER, needed=True)
            if [other[name] for other in entry["choices"]].count(row[name]) > 1 and words:
                found.append(Fault(field, _("Two answers have the same words.")))
    values = {row["value"] for row in entry["choices"]} - {Choice.UNKNOWN.value}
    counting = set(entry["counts_as_one"].split())
    if entry["kind"] == Question.Kind.BINARY and (not counting or not counting <= values):
        text = _("Say which answers count as 1; “unknown” never does.")
        found.append(Fault("counts_as_one", text))
    return found


def _skip_faults(entry: Entry, entries: Mapping[str, Entry]) -> list[Fault]:
    text = entry["skip_when"]
    try:
        skip = skip_parse(text)
    except ValueError:
        return [Fault("skip_when", _("A question = its answers, such as leading_group=no."))]
    if skip is None:
        return []
    other = entries.get(skip.question)
    if other is None or other["code"] == entry["code"]:
        return [Fault("skip_when", _("There is no other question of this code."))]
    if other["skip_when"]:
        return [Fault("skip_when", _("That question may be skipped itself: name another one."))]
    known = {row["value"] for row in other["choices"]}
    if not set(skip.answers) <= known:
        return [Fault("skip_when", _("That question has no such answer."))]
    return []


def rules_faults(rules: Sequence[Rule], values: Collection[str] | None) -> list[Fault]:
    """`values` are the answers of their question; None where they are of any question."""
    known = Choice.values if values is None else values
    if len(rules) > MOST_RULES:
        text = _("At most %(most)d rules fit a question.") % {"most": MOST_RULES}
        return [Fault("rules", text)]
    found = []
    for number, rule in enumerate(rules):
        faults = [*_rule_faults(rule, known), *_span_faults(rule, rules[:number])]
        found += [Fault(f"rule-{number}-{fault.field}", fault.text) for fault in faults]
    return found


def _rule_faults(rule: Rule, known: Collection[str]) -> list[Fault]:
    found = []
    if _CODE.fullmatch(rule["case"]) is None:
        found.append(Fault("case", _("Lowercase letters, digits and _, a letter first.")))
    for name in _BOTH:
        found += _text_faults(f"name_{name}", rule[f"name_{name}"], LONGEST_NAME, needed=True)
        found += _text_faults(f"text_{name}", rule[f"text_{name}"], LONGEST_TEXT, needed=True)
    found += _text_faults("example", rule["example"], LONGEST_TEXT, needed=True)
    found += _text_faults("source", rule["source"], LONGEST_NAME)
    if rule["ruling"] and rule["ruling"] not in known:
        found.append(Fault("ruling", _("The question has no such answer.")))
    return found


def _span_faults(rule: Rule, before: Sequence[Rule]) -> list[Fault]:
    """Of its days, and against the rules of the same case further up."""
    found = []
    for name in ("from", "until", "ruled_on"):
        if rule[name] and not _is_day(rule[name]):
            found.append(Fault(name, _("There is no such day.")))
    if found:
        return found
    if rule["until"] and rule["until"] < rule["from"]:
        return [Fault("until", _("The last day lies before the first."))]
    if any(other["case"] == rule["case"] and overlap(other, rule) for other in before):
        return [Fault("from", _("Another rule of this case holds on the same days."))]
    return []


def overlap(one: Rule, other: Rule) -> bool:
    """Whether both hold on some day."""
    first, second = sorted((one, other), key=lambda rule: rule["from"])
    return not first["until"] or second["from"] <= first["until"]


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _text_faults(field: str, text: str, longest: int, *, needed: bool = False) -> list[Fault]:
    if needed and not text.strip():
        return [Fault(field, _("This field is needed."))]
    if len(text) > longest:
        said = _("%(count)d characters, but only %(limit)d fit: say it in fewer words.")
        return [Fault(field, said % {"count": len(text), "limit": longest})]
    return []
