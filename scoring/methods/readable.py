"""A method read aloud: its lines, its overrides, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.index.method.method import Method, method_differences
from scoring.methods.outline import Outline
from scoring.words.method import (
    AS_METHOD,
    CHOICES,
    OPTIONS,
    PARAMETERS,
    STAGE_WORDS,
    number_text,
    step_words,
)

_JSON_PLACES = {
    "rank.decimals": "decimals",
    "types.tau": "tau",
    "types.shares": "type_shares",
    "quadrant.split": "quadrant_split",
    "replies": "replies",
    "availability": "availability",
}


@dataclass(frozen=True)
class Line:
    """A choice in words: what it is about and what holds."""

    label: str
    text: str


@dataclass(frozen=True)
class Difference:
    """A choice that differs; `code` is empty for the method's own."""

    code: str
    label: str
    old: str
    new: str


def method_lines(method: Method) -> list[Line]:
    """Everything that holds for the whole method, in the order of the chain."""
    lines = [
        Line(str(label), step_words(stage, getattr(method, stage)))
        for stage, label in STAGE_WORDS.items()
    ]
    return lines + [Line(str(OPTIONS[name]), _option(method, name)) for name in OPTIONS]


def overrides(method: Method, code: str) -> list[Line]:
    """What one indicator or node does differently from the method."""
    rules = method.indicators.get(code) or method.nodes.get(code)
    if rules is None:
        return []
    return [
        Line(str(STAGE_WORDS[name]), step_words(name, value))
        if name in STAGE_WORDS
        else Line(str(OPTIONS[name]), number_text(value))
        for name, value in vars(rules).items()
        if value is not None
    ]


def differences(old: Method, new: Method, outline: Outline) -> list[Difference]:
    """One row per step, weight or option that differs: the method's own, then down the tree."""
    places = dict.fromkeys(_place(path) for path, _old, _new in method_differences(old, new))
    order = {item.code: i for i, item in enumerate(outline.root.walk(), start=1)}
    found = [_difference(place, old, new, outline) for place in places]
    return sorted(found, key=lambda row: order.get(row.code, 0))


def _place(path: str) -> tuple[str, str, str]:
    """(section, code, stage) of a JSON path; codes hold dots themselves."""
    section, _dot, rest = path.partition(".")
    if section == "weights":
        return section, rest, ""
    if section in ("indicators", "nodes"):
        for stage in (*STAGE_WORDS, "availability"):
            code, found, after = rest.rpartition(f".{stage}")
            if found and (not after or after.startswith(".")):
                return section, code, stage
    if section in STAGE_WORDS:
        return "", "", section
    return "", "", _JSON_PLACES.get(path, path)


def _difference(
    place: tuple[str, str, str], old: Method, new: Method, outline: Outline
) -> Difference:
    section, code, stage = place
    if section == "weights":
        before, after = (_weight(method.weights, code) for method in (old, new))
        return Difference(code, _labelled(outline, code, _("Local weight")), before, after)
    before, after = (_choice(method, section, code, stage) for method in (old, new))
    word = str(STAGE_WORDS.get(stage, OPTIONS.get(stage, stage)))
    return Difference(code, _labelled(outline, code, word), before, after)


def _labelled(outline: Outline, code: str, word: str) -> str:
    return f"{outline.label(code)} · {word}" if code else word


def _weight(weights: Mapping[str, float], code: str) -> str:
    return number_text(weights[code]) if code in weights else _("1 (the tree's)")


def _choice(method: Method, section: str, code: str, stage: str) -> str:
    if not section:
        if stage in STAGE_WORDS:
            return step_words(stage, getattr(method, stage))
        return _option(method, stage)
    rules = getattr(method, section).get(code)
    value = getattr(rules, stage, None) if rules else None
    if stage in STAGE_WORDS:
        return step_words(stage, value)
    return str(AS_METHOD) if value is None else number_text(value)


def _option(method: Method, name: str) -> str:
    value = getattr(method, name)
    if isinstance(value, str):
        return str(CHOICES[name].get(value, value))
    return number_text(float(value))


def field_words(name: str, outline: Outline) -> str:
    """What a field of the editor is called, such as “R1.1.1 Paddy field area · Min–max”."""
    words: Mapping[str, object] = {**STAGE_WORDS, **OPTIONS, **PARAMETERS}
    parts = []
    for part in name.split(":"):
        if part in outline.items:
            parts.append(outline.label(part))
        elif part in words:
            parts.append(str(words[part]))
    return " · ".join(parts)
