"""A method: every choice that turns raw values into ranks, as one immutable object."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.index.codes import Reason
from scoring.index.method.rules import (
    is_number,
    make_step,
    shown,
    step_from_json,
    step_to_json,
)
from scoring.index.refusals import MethodError
from scoring.index.rules.rule import Step

FORMAT = 1
"""Version of the JSON form; a reader refuses any other."""

QUADRANT_SPLITS = ("median", "mean")
TYPE_SHARES = ("plain", "relative")
REPLIES = ("all", "first")


@dataclass(frozen=True)
class IndicatorRules:
    """Choices for one indicator; None means the method's own."""

    treat: Step | None = None
    normalise: Step | None = None
    missing: Step | None = None


@dataclass(frozen=True)
class NodeRules:
    """Choices for one aggregate; None means the method's own."""

    aggregate: Step | None = None
    renormalise: Step | None = None
    availability: float | None = None


@dataclass(frozen=True)
class Method:
    """All parameters of a run; equal methods give equal results for equal inputs.

    ``availability`` is the least share of a node's child weight that must be present,
    ``weights`` replace the tree's local weights by code, ``decimals`` rounds scores before
    ranking, ``tau`` is the balance threshold of the city types (a share of the domains' sum),
    ``type_shares`` compares a domain's share as it is or relative to the national mean,
    ``quadrant_split`` says where the quadrant's axes cross, and ``replies`` which letters'
    replies the inputs count: of all, or of each city's first letter.
    """

    treat: Step = field(default_factory=lambda: make_step("treat", "winsorise_sd"))
    normalise: Step = field(default_factory=lambda: make_step("normalise", "minmax"))
    missing: Step = field(default_factory=lambda: make_step("missing", "rescale"))
    availability: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict)
    aggregate: Step = field(default_factory=lambda: make_step("aggregate", "arithmetic"))
    renormalise: Step = field(default_factory=lambda: make_step("renormalise", "none"))
    indicators: Mapping[str, IndicatorRules] = field(default_factory=dict)
    nodes: Mapping[str, NodeRules] = field(default_factory=dict)
    decimals: int = 9
    tau: float = 0.05
    type_shares: str = "plain"
    quadrant_split: str = "median"
    replies: str = "all"

    @classmethod
    def default(cls) -> "Method":
        """The stated default: winsorise at 3 sd, min-max 0-100, equal weights, arithmetic."""
        return cls()

    def indicator_step(self, stage: str, code: str) -> Step:
        """The step that holds for one indicator: its own, else the method's."""
        rules = self.indicators.get(code)
        own = getattr(rules, stage) if rules else None
        step: Step = own or getattr(self, stage)
        return step

    def node_step(self, stage: str, code: str) -> Step:
        """The step that holds for one aggregate: its own, else the method's."""
        rules = self.nodes.get(code)
        own = getattr(rules, stage) if rules else None
        step: Step = own or getattr(self, stage)
        return step

    def node_availability(self, code: str) -> float:
        """The availability threshold that holds for one aggregate."""
        rules = self.nodes.get(code)
        own = rules.availability if rules else None
        return self.availability if own is None else own


def method_to_json(method: Method) -> dict[str, object]:
    """Every parameter as plain JSON data, keys in a fixed order, codes sorted.

    ``replies`` is written where it is not the default, so that older methods keep their hash.
    """
    replies = {} if method.replies == "all" else {"replies": method.replies}
    return {
        "format": FORMAT,
        "treat": step_to_json(method.treat),
        "normalise": step_to_json(method.normalise),
        "missing": step_to_json(method.missing),
        "availability": method.availability,
        "weights": {code: method.weights[code] for code in sorted(method.weights)},
        "aggregate": step_to_json(method.aggregate),
        "renormalise": step_to_json(method.renormalise),
        "indicators": {
            code: _rules_to_json(method.indicators[code]) for code in sorted(method.indicators)
        },
        "nodes": {code: _rules_to_json(method.nodes[code]) for code in sorted(method.nodes)},
        "rank": {"decimals": method.decimals},
        "types": {"tau": method.tau, "shares": method.type_shares},
        "quadrant": {"split": method.quadrant_split},
        **replies,
    }


def method_to_text(method: Method) -> str:
    """The JSON form as one canonical line: equal methods have equal text."""
    return json.dumps(method_to_json(method), ensure_ascii=False, separators=(",", ":"))


def method_from_json(data: object) -> Method:
    """Read the JSON form; keys left out take the default.

    Raises MethodError with the path of the fault: an unknown key, a wrong type, a value out
    of range, another format version.
    """
    known = method_to_json(Method())
    top = _object(data, "method", (*known, "replies"))
    form = top.get("format", FORMAT)
    if type(form) is not int or form != FORMAT:
        raise MethodError("format", Reason.WRONG_FORMAT, value=shown(form), format=FORMAT)
    rank = _object(top.get("rank", {}), "rank", ("decimals",))
    types = _object(top.get("types", {}), "types", ("tau", "shares"))
    quadrant = _object(top.get("quadrant", {}), "quadrant", ("split",))
    steps = {
        stage: step_from_json(stage, top.get(stage, known[stage]))
        for stage in ("treat", "normalise", "missing", "aggregate", "renormalise")
    }
    return Method(
        **steps,
        availability=checked_share(top.get("availability", 0.0), "availability"),
        weights=_weights(top.get("weights", {})),
        indicators=_indicators(top.get("indicators", {})),
        nodes=_nodes(top.get("nodes", {})),
        decimals=checked_decimals(rank.get("decimals", 9), "rank.decimals"),
        tau=checked_share(types.get("tau", 0.05), "types.tau"),
        type_shares=_choice(types.get("shares", "plain"), TYPE_SHARES, "types.shares"),
        quadrant_split=_choice(quadrant.get("split", "median"), QUADRANT_SPLITS, "quadrant.split"),
        replies=_choice(top.get("replies", "all"), REPLIES, "replies"),
    )


def method_differences(old: Method, new: Method) -> list[tuple[str, object, object]]:
    """Paths whose values differ with the old and new value (None: absent), in stable order."""
    before = dict(_flat("", method_to_json(old)))
    after = dict(_flat("", method_to_json(new)))
    paths = [*before, *(path for path in after if path not in before)]
    return [
        (path, before.get(path), after.get(path))
        for path in paths
        if before.get(path) != after.get(path)
    ]


def _flat(prefix: str, data: object) -> list[tuple[str, object]]:
    if not isinstance(data, Mapping):
        return [(prefix, data)]
    return [
        pair
        for key, value in data.items()
        for pair in _flat(f"{prefix}.{key}" if prefix else str(key), value)
    ]


def _rules_to_json(rules: IndicatorRules | NodeRules) -> dict[str, object]:
    return {
        name: step_to_json(value) if isinstance(value, Step) else value
        for name, value in vars(rules).items()
        if value is not None
    }


def _object(data: object, path: str, keys: tuple[str, ...] | None) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise MethodError(path, Reason.OBJECT_EXPECTED)
    for key in data:
        if not isinstance(key, str) or (keys is not None and key not in keys):
            place = f"{key}" if path == "method" else f"{path}.{key}"
            raise MethodError(place, Reason.UNKNOWN_KEY, known=", ".join(keys or ()))
    return data


def _number(value: object, path: str) -> float:
    if not is_number(value):
        raise MethodError(path, Reason.NOT_FINITE, value=shown(value))
    return float(value)


def checked_share(value: object, path: str) -> float:
    """A number from 0 to 1; raises MethodError with the path."""
    number = _number(value, path)
    if not 0.0 <= number <= 1.0:
        raise MethodError(path, Reason.NO_SHARE, value=shown(value))
    return number


def checked_decimals(value: object, path: str) -> int:
    """A whole number from 0 to 12; raises MethodError with the path."""
    number = _number(value, path)
    if number != int(number) or not 0 <= number <= 12:
        raise MethodError(path, Reason.NO_DECIMALS, value=shown(value))
    return int(number)


def _choice(value: object, choices: tuple[str, ...], path: str) -> str:
    if not isinstance(value, str) or value not in choices:
        raise MethodError(path, Reason.NONE_OF, value=shown(value), known=", ".join(choices))
    return value


def _weights(data: object) -> dict[str, float]:
    weights = {}
    for code, value in sorted(_object(data, "weights", None).items()):
        weights[code] = _number(value, f"weights.{code}")
        if weights[code] < 0:
            raise MethodError(f"weights.{code}", Reason.NEGATIVE, value=shown(value))
    return weights


def _indicators(data: object) -> dict[str, IndicatorRules]:
    result = {}
    for code, rules in sorted(_object(data, "indicators", None).items()):
        path = f"indicators.{code}"
        given = _object(rules, path, ("treat", "normalise", "missing"))
        steps = {stage: step_from_json(stage, given[stage], f"{path}.{stage}") for stage in given}
        result[code] = IndicatorRules(**steps)
    return result


def _nodes(data: object) -> dict[str, NodeRules]:
    result = {}
    for code, rules in sorted(_object(data, "nodes", None).items()):
        path = f"nodes.{code}"
        given = _object(rules, path, ("aggregate", "renormalise", "availability"))
        steps = {
            stage: step_from_json(stage, given[stage], f"{path}.{stage}")
            for stage in ("aggregate", "renormalise")
            if stage in given
        }
        share = given.get("availability")
        result[code] = NodeRules(
            **steps,
            availability=None if share is None else checked_share(share, f"{path}.availability"),
        )
    return result
