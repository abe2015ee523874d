"""A method as form fields and back: every field checked by itself, every fault at its field.

Names of fields: `treat:rule`, `treat:k` … for the method's own steps, `availability`,
`decimals`, `tau`, `type_shares`, `quadrant_split`, `replies`; `w:CODE` for a local weight;
`i:CODE:treat:rule` and `n:CODE:aggregate:rule` … for what one indicator or node overrides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from scoring.index.method.method import (
    QUADRANT_SPLITS,
    REPLIES,
    TYPE_SHARES,
    IndicatorRules,
    Method,
    NodeRules,
)
from scoring.index.method.rules import make_step, parameters_of
from scoring.index.refusals import MethodError
from scoring.index.rules.rule import Parameter, Step
from scoring.index.tree.tree import Tree
from scoring.words.reasons import reason_words
from surveys.numbers import number_text

INDICATOR_STAGES = ("treat", "normalise", "missing")
NODE_STAGES = ("aggregate", "renormalise")
STAGES = (*INDICATOR_STAGES, *NODE_STAGES)
Fields = Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What is wrong and the name of the field where it stands."""

    field: str
    text: str

    @property
    def id(self) -> str:
        return field_id(self.field)


@dataclass(frozen=True)
class Draft:
    """The method that the fields say, or None and the faults."""

    method: Method | None
    faults: tuple[Fault, ...]


def fields_from_method(method: Method, tree: Tree) -> dict[str, str]:
    """Every field of the editor; overrides only where the method has them."""
    fields = {
        "availability": number_text(method.availability),
        "decimals": str(method.decimals),
        "tau": number_text(method.tau),
        "type_shares": method.type_shares,
        "quadrant_split": method.quadrant_split,
        "replies": method.replies,
    }
    for stage in STAGES:
        fields |= step_fields(f"{stage}:", getattr(method, stage))
    for code in tree.layout.codes:
        if code != tree.node_codes[0]:
            fields[f"w:{code}"] = number_text(method.weights.get(code, 1.0))
    for code, rules in method.indicators.items():
        fields |= _rule_fields(f"i:{code}:", INDICATOR_STAGES, rules)
    for code, node_rules in method.nodes.items():
        fields |= _rule_fields(f"n:{code}:", NODE_STAGES, node_rules)
        if node_rules.availability is not None:
            fields[f"n:{code}:availability"] = number_text(node_rules.availability)
    return fields


def step_fields(prefix: str, step: Step | None) -> dict[str, str]:
    if step is None:
        return {}
    values = {f"{prefix}{name}": _text(value) for name, value in step.parameters}
    return {f"{prefix}rule": step.rule, **values}


def method_from_fields(fields: Fields, tree: Tree, base: Method) -> Draft:
    """Read the fields; a weight of 1 is left out unless `base` has it, since 1 is the tree's.

    A name that no field of this tree has is a fault, so an unknown key cannot enter.
    """
    reader = _Reader(fields, tree)
    values: dict[str, Any] = {
        **{stage: reader.step(f"{stage}:", stage, needed=True) for stage in STAGES},
        "weights": reader.weights(base),
        "indicators": reader.indicators(),
        "nodes": reader.nodes(),
        "availability": reader.share("availability"),
        "decimals": reader.decimals(),
        "tau": reader.share("tau"),
        "type_shares": reader.choice("type_shares", TYPE_SHARES),
        "quadrant_split": reader.choice("quadrant_split", QUADRANT_SPLITS),
        "replies": reader.choice("replies", REPLIES),
    }
    reader.refuse_unknown_names()
    if reader.faults:
        return Draft(None, tuple(reader.faults))
    return Draft(Method(**values), ())


class _Reader:
    """Collects faults while it reads, so that all of them show at once."""

    def __init__(self, fields: Fields, tree: Tree) -> None:
        self.fields = fields
        self.tree = tree
        self.faults: list[Fault] = []

    def fault(self, name: str, text: str) -> None:
        self.faults.append(Fault(name, text))

    def number(self, name: str) -> float | None:
        text = self.fields.get(name, "").strip()
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if isfinite(value):
            return value
        said = _("“%(text)s” is not a number.") % {"text": text[:40]}
        self.fault(name, said if text else _("A number is needed."))
        return None

    def share(self, name: str) -> float:
        value = self.number(name)
        if value is not None and not 0.0 <= value <= 1.0:
            self.fault(name, _("A share from 0 to 1 is needed."))
        return value or 0.0

    def decimals(self) -> int:
        value = self.number("decimals")
        if value is not None and (value != int(value) or not 0 <= value <= 12):
            self.fault("decimals", _("A whole number from 0 to 12 is needed."))
        return int(value or 0)

    def choice(self, name: str, choices: Iterable[str]) -> str:
        value = self.fields.get(name, "")
        if value not in choices:
            self.fault(name, _("Choose one of the list."))
        return value

    def step(self, prefix: str, stage: str, *, needed: bool = False) -> Step | None:
        """The step of one select and the numbers of its rule; other rules' numbers are unread."""
        rule = self.fields.get(f"{prefix}rule", "")
        if not rule and not needed:
            return None
        given: dict[str, object] = {}
        before = len(self.faults)
        for parameter in parameters_of(stage, rule):
            value = self._parameter(f"{prefix}{parameter.name}", parameter)
            if value is not None:
                given[parameter.name] = value
        if len(self.faults) > before:
            return None
        try:
            return make_step(stage, rule, given, path=prefix)
        except MethodError as error:
            place = error.path.removeprefix(f"{prefix}.") if error.path != prefix else "rule"
            known = [parameter.name for parameter in parameters_of(stage, rule)]
            lower = "lower" if place == "rule" and "lower" in known else place
            self.fault(f"{prefix}{lower}", reason_words(error))
            return None

    def _parameter(self, name: str, parameter: Parameter) -> object | None:
        text = self.fields.get(name, "").strip()
        if not text:
            return None
        if isinstance(parameter.default, bool):
            return text == "true"
        return text if isinstance(parameter.default, str) else self.number(name)

    def weights(self, base: Method) -> dict[str, float]:
        """All-zero siblings are a fault at the first of them, which names their parent."""
        weights: dict[str, float] = {}
        for code in (*self.tree.leaf_codes, *self.tree.node_codes[1:]):
            value = self.number(f"w:{code}")
            if value is not None and value < 0:
                self.fault(f"w:{code}", _("A weight cannot be negative."))
            elif value is not None:
                weights[code] = value
        self._refuse_zero_siblings(weights)
        return {code: w for code, w in weights.items() if w != 1.0 or code in base.weights}

    def _refuse_zero_siblings(self, weights: Mapping[str, float]) -> None:
        layout = self.tree.layout
        for parent in layout.node_codes:
            children = [layout.codes[i] for i in layout.children_of(parent)]
            if all(weights.get(code, 1.0) == 0.0 for code in children):
                self.fault(
                    f"w:{children[0]}",
                    _("The weights below %(parent)s are all zero.") % {"parent": parent},
                )
            elif not isfinite(sum(weights.get(code, 1.0) for code in children)):
                self.fault(
                    f"w:{children[0]}",
                    _("The weights below %(parent)s are too large to add up.") % {"parent": parent},
                )

    def indicators(self) -> dict[str, IndicatorRules]:
        found = {}
        for code in self.tree.leaf_codes:
            steps = {s: self.step(f"i:{code}:{s}:", s) for s in INDICATOR_STAGES}
            if any(steps.values()):
                found[code] = IndicatorRules(**steps)
        return dict(sorted(found.items()))

    def nodes(self) -> dict[str, NodeRules]:
        found = {}
        for code in self.tree.node_codes:
            steps = {s: self.step(f"n:{code}:{s}:", s) for s in NODE_STAGES}
            name = f"n:{code}:availability"
            own = self.share(name) if self.fields.get(name, "").strip() else None
            if any(steps.values()) or own is not None:
                found[code] = NodeRules(**steps, availability=own)
        return dict(sorted(found.items()))

    def refuse_unknown_names(self) -> None:
        leaves, branches = set(self.tree.leaf_codes), set(self.tree.node_codes)
        for name in self.fields:
            kind, _colon, rest = name.partition(":")
            code, _colon, place = rest.partition(":")
            stage = place.partition(":")[0]
            known = {
                "w": rest in leaves | branches and rest != self.tree.node_codes[0],
                "i": code in leaves and stage in INDICATOR_STAGES,
                "n": code in branches and stage in (*NODE_STAGES, "availability"),
            }
            if not known.get(kind, True):
                self.fault(name, _("The tree has no such field: %(name)s") % {"name": name[:60]})


def field_id(name: str) -> str:
    """An id without the characters that selectors give a meaning to."""
    return "f-" + name.replace(":", "-").replace(".", "-")


def _rule_fields(
    prefix: str, stages: Iterable[str], rules: IndicatorRules | NodeRules
) -> dict[str, str]:
    fields: dict[str, str] = {}
    for stage in stages:
        fields |= step_fields(f"{prefix}{stage}:", getattr(rules, stage))
    return fields


def _text(value: float | bool | str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else number_text(value)
