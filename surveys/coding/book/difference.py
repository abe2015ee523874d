"""What differs between two versions of the codebook, question by question and word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from surveys.coding.book.content import (
    EXTRAS,
    FACTS,
    GENERAL,
    Content,
    Entry,
    Rule,
    entries_of,
    in_language,
)
from surveys.models import Question

# Comparing takes the square of the words: a longer text is shown as one removed and one added.
MOST_WORDS = 3000
# Chinese is compared sign by sign, what stands between blanks word by word.
_WORD = re.compile(r"[A-Za-z0-9_]+|\s+|.", re.DOTALL)
# Its place in the list is nothing that a coder reads.
SHOWN = tuple(name for name in (*FACTS, *EXTRAS) if name not in ("code", "position"))


@dataclass(frozen=True)
class Part:
    """`op` is an element of HTML that marks it: `del`, `ins`, or nothing."""

    op: str
    text: str


@dataclass(frozen=True)
class FieldChange:
    label: str
    parts: list[Part]


@dataclass(frozen=True)
class EntryChange:
    """`kind` is `added`, `removed` or `changed`; the fields of a changed one alone differ."""

    code: str
    title: str
    kind: str
    fields: list[FieldChange]

    @property
    def words(self) -> str:
        return {"added": _("Added"), "removed": _("Removed")}.get(self.kind, _("Changed"))

    @property
    def badge(self) -> str:
        return {"added": "ok", "removed": "bad"}.get(self.kind, "info")


def changes_between(old: Content, new: Content) -> list[EntryChange]:
    """In the order of the newer one; what it no longer has comes last."""
    before, after = entries_of(old), entries_of(new)
    found = [_change(GENERAL, _general(old), _general(new))]
    found += [_change(code, before.get(code), entry) for code, entry in after.items()]
    found += [_change(code, entry, None) for code, entry in before.items() if code not in after]
    return [change for change in found if change is not None]


def change_of(code: str, old: Content, new: Content) -> EntryChange | None:
    """Of one question; None where nothing of it differs."""
    return _change(code, entries_of(old).get(code), entries_of(new).get(code))


def _general(content: Content) -> Entry:
    return {"name_zh": _("For every question"), "name_en": "", "rules": content["general"]}


def _change(code: str, old: Entry | None, new: Entry | None) -> EntryChange | None:
    entry = new or old
    if entry is None:
        return None
    before, after = _texts(old), _texts(new)
    fields = [
        FieldChange(label, word_parts(before.get(key, ""), after.get(key, "")))
        for key, label in {**_labels(old), **_labels(new)}.items()
        if before.get(key, "") != after.get(key, "")
    ]
    if not fields and old is not None and new is not None:
        return None
    kind = "added" if old is None else "removed" if new is None else "changed"
    return EntryChange(code, in_language(entry, "name"), kind, fields)


def _texts(entry: Entry | None) -> dict[str, str]:
    """Every field of a question, and every rule as one text, by a key that both versions share."""
    if entry is None:
        return {}
    found = {name: _text(entry[name]) for name in SHOWN if name in entry}
    return {**found, **{_key(rule): _rule_text(rule) for rule in entry["rules"]}}


def _labels(entry: Entry | None) -> dict[str, str]:
    if entry is None:
        return {}
    labels = {name: label for name, label in field_labels().items() if name in entry}
    said = _("Rule: %(case)s")
    return labels | {
        _key(rule): said % {"case": in_language(rule, "name")} for rule in entry["rules"]
    }


def field_labels() -> dict[str, str]:
    """What each field of a question is called."""
    of_rows = {name: Question._meta.get_field(name) for name in SHOWN if name not in EXTRAS}
    return {
        **{name: str(getattr(field, "verbose_name", name)) for name, field in of_rows.items()},
        "evidence_zh": _("Required evidence, Chinese"),
        "evidence_en": _("Required evidence, English"),
        "skip_when": _("Not asked where"),
    }


def _key(rule: Rule) -> str:
    return f"rule:{rule['case']}:{rule['from']}"


def _text(value: Any) -> str:
    """Answers one to a line; an empty bound is no 0."""
    if isinstance(value, list):
        return "\n".join(f"{row['value']} = {row['zh']} / {row['en']}" for row in value)
    return "" if value is None else str(value)


def _rule_text(rule: Rule) -> str:
    span = f"{rule['from'] or '…'} – {rule['until'] or '…'}"
    names = ("name_zh", "name_en", "ruling", "text_zh", "text_en", "source", "example")
    return "\n".join([span, *(rule[name] for name in names if rule[name])])


def word_parts(old: str, new: str) -> list[Part]:
    """Both texts as one, with what was taken out and put in."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return [Part(op, text) for op, text in (("del", old), ("ins", new)) if text]
    found: list[Part] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for op, start, end, first, last in matcher.get_opcodes():
        if op == "equal":
            found.append(Part("", "".join(before[start:end])))
            continue
        gone, came = "".join(before[start:end]), "".join(after[first:last])
        found += [Part(mark, text) for mark, text in (("del", gone), ("ins", came)) if text]
    return found
