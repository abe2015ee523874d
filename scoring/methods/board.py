"""The editor's controls: what stands in each field, what stood there, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scoring.index.method.method import QUADRANT_SPLITS, REPLIES, TYPE_SHARES, Method
from scoring.index.method.rules import RULES, parameters_of
from scoring.index.rules.rule import Parameter
from scoring.index.tree.tree import local_weights
from scoring.methods.fields import (
    INDICATOR_STAGES,
    NODE_STAGES,
    STAGES,
    Fault,
    field_id,
    fields_from_method,
)
from scoring.methods.outline import Item, Outline, shares
from scoring.words.method import (
    AS_METHOD,
    CHOICES,
    GROUPS,
    NO,
    OPTIONS,
    PARAMETERS,
    RULE_WORDS,
    STAGE_WORDS,
    YES,
    number_text,
)

NAMING = ("name", "note")
Choices = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Control:
    """A text field, or a choice where there are `choices`; `was` is the version's value."""

    name: str
    label: Any
    value: str
    was: str
    fault: str = ""
    choices: Choices = ()

    @property
    def id(self) -> str:
        return field_id(self.name)

    @property
    def changed(self) -> bool:
        return self.value.strip() != self.was

    @property
    def needed(self) -> bool:
        """Whether it may not be left empty; a number of a rule has its default then."""
        typed = not self.choices
        return typed and (self.name in (*OPTIONS, *NAMING) or self.name.startswith("w:"))


@dataclass(frozen=True)
class StepControl:
    """The choice of a rule and the numbers of the chosen one."""

    name: str
    label: Any
    rule: Control
    parameters: tuple[Control, ...]

    @property
    def id(self) -> str:
        return "s" + field_id(self.name)

    @property
    def own(self) -> bool:
        return bool(self.rule.value)

    @property
    def controls(self) -> tuple[Control, ...]:
        return (self.rule, *self.parameters)


@dataclass(frozen=True)
class Rules:
    """What one indicator or node may do differently."""

    code: str
    steps: tuple[StepControl, ...]
    availability: Control | None

    @property
    def controls(self) -> list[Control]:
        found = [control for step in self.steps for control in step.controls]
        return [*found, self.availability] if self.availability else found

    @property
    def own(self) -> bool:
        own = self.availability is not None and bool(self.availability.value)
        return own or any(step.own for step in self.steps)


@dataclass(frozen=True)
class Row:
    """One line of the tree; `share` is its effective weight in the index."""

    item: Item
    weight: Control | None
    share: float | None
    rules: Rules

    @property
    def key(self) -> str:
        return self.item.code.replace(".", "-")

    @property
    def share_percent(self) -> str:
        return "–" if self.share is None else f"{100 * self.share:.2f}%"

    @property
    def changed(self) -> bool:
        controls = [*self.rules.controls, *([self.weight] if self.weight else [])]
        return any(control.changed for control in controls)

    @property
    def open_rules(self) -> bool:
        """Drawn at once where it says something or said something; else loaded when asked."""
        return self.rules.own or any(control.changed for control in self.rules.controls)


@dataclass(frozen=True)
class Board:
    """Controls over `fields`, with `was` of the version that the draft began from."""

    fields: Mapping[str, str]
    was: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, fields: Mapping[str, str], base: Method, outline: Outline, faults: Iterable[Fault] = ()
    ) -> Board:
        said = {fault.field: fault.text for fault in faults}
        return cls(fields, fields_from_method(base, outline.tree), said)

    def control(self, name: str, label: Any, choices: Choices = (), default: str = "") -> Control:
        return Control(
            name=name,
            label=label,
            value=self.fields.get(name, default),
            was=self.was.get(name, ""),
            fault=self.faults.get(name, ""),
            choices=choices,
        )

    def options(self) -> list[Control]:
        """The method's numbers and choices that are no step."""
        values = {
            "type_shares": TYPE_SHARES,
            "quadrant_split": QUADRANT_SPLITS,
            "replies": REPLIES,
        }
        return [
            self.control(name, label, tuple((v, CHOICES[name][v]) for v in values.get(name, ())))
            for name, label in OPTIONS.items()
        ]

    def steps(self) -> list[StepControl]:
        return [self.step(stage, stage) for stage in STAGES]

    def step(self, name: str, stage: str) -> StepControl:
        """`name` is the prefix of its fields, such as `treat` or `i:R1.1.1:treat`."""
        optional = name != stage
        rules = tuple((rule, RULE_WORDS[stage][rule]) for rule in RULES[stage])
        choices = (("", AS_METHOD), *rules) if optional else rules
        rule = self.control(f"{name}:rule", STAGE_WORDS[stage], choices)
        allowed = parameters_of(stage, rule.value)
        parameters = tuple(self._parameter(name, parameter) for parameter in allowed)
        return StepControl(name, STAGE_WORDS[stage], rule, parameters)

    def _parameter(self, name: str, parameter: Parameter) -> Control:
        default = parameter.default
        words: Choices = ()
        if isinstance(default, bool):
            words, shown = (("false", NO), ("true", YES)), str(default).lower()
        elif isinstance(default, str):
            words, shown = tuple(GROUPS.items()), default
        else:
            shown = "" if default is None else number_text(default)
        return self.control(f"{name}:{parameter.name}", PARAMETERS[parameter.name], words, shown)

    def rules(self, item: Item) -> Rules:
        kind, stages = ("i", INDICATOR_STAGES) if item.is_leaf else ("n", NODE_STAGES)
        steps = tuple(self.step(f"{kind}:{item.code}:{stage}", stage) for stage in stages)
        availability = None
        if not item.is_leaf:
            availability = self.control(f"n:{item.code}:availability", OPTIONS["availability"])
        return Rules(item.code, steps, availability)

    def rows(self, outline: Outline, method: Method | None) -> list[Row]:
        """The whole tree in reading order, the index first; shares where the method is sound."""
        found = {}
        if method is not None:
            found = shares(outline.tree, local_weights(outline.tree, method.weights))
        return [
            Row(
                item=item,
                weight=self.weight(item.code) if item.parent else None,
                share=found.get(item.code),
                rules=self.rules(item),
            )
            for item in outline.root.walk()
        ]

    def weight(self, code: str) -> Control:
        return self.control(f"w:{code}", code)
