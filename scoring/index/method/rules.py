"""The table of all rules, and steps of them read from what people write."""

from collections.abc import Callable, Mapping
from reprlib import Repr
from sys import float_info
from typing import TypeGuard

from scoring.index.rules.impute import MISSING
from scoring.index.rules.means import AGGREGATE
from scoring.index.rules.normalise import NORMALISE
from scoring.index.rules.rescale import RENORMALISE
from scoring.index.rules.rule import MethodError, Parameter, Rule, Step, Value
from scoring.index.rules.treat import TREAT

RULES: Mapping[str, Mapping[str, Rule[Callable[..., object]]]] = {
    "treat": TREAT,
    "normalise": NORMALISE,
    "missing": MISSING,
    "aggregate": AGGREGATE,
    "renormalise": RENORMALISE,
}
"""Stage, rule: everything a method may say about one step of the chain."""


def parameters_of(stage: str, rule: str) -> tuple[Parameter, ...]:
    """The parameters of a rule, in order; none of a name that is no rule."""
    known = RULES[stage].get(rule)
    return known.parameters if known else ()


def make_step(
    stage: str, rule: str, given: Mapping[str, object] | None = None, *, path: str | None = None
) -> Step:
    """Check a rule's parameters, fill in the defaults, and return the step.

    Raises MethodError with ``path`` (default: the stage) for an unknown rule or parameter, a
    missing one, or a value of the wrong type or out of range.
    """
    path = path or stage
    if rule not in RULES[stage]:
        raise MethodError(path, f"unknown rule {rule!r}; choose from {', '.join(RULES[stage])}")
    allowed = RULES[stage][rule].parameters
    given = given or {}
    for name in given:
        if name not in {parameter.name for parameter in allowed}:
            raise MethodError(f"{path}.{name}", f"{rule} has no such parameter")
    values = tuple(
        (parameter.name, _checked(parameter, given.get(parameter.name), path, rule))
        for parameter in allowed
    )
    step = Step(rule, values)
    ranged = any(parameter.name == "lower" for parameter in allowed)
    if ranged and not step.number("lower") < step.number("upper"):
        raise MethodError(path, "lower must be less than upper")
    return step


def step_from_json(stage: str, data: object, path: str | None = None) -> Step:
    """Read ``{"rule": ..., parameter: ...}``; raises MethodError with the path."""
    path = path or stage
    if not isinstance(data, Mapping) or not isinstance(data.get("rule"), str):
        raise MethodError(path, 'an object with a "rule" is expected')
    rest = {str(key): value for key, value in data.items() if key != "rule"}
    return make_step(stage, data["rule"], rest, path=path)


def step_to_json(step: Step) -> dict[str, Value]:
    """The inverse of ``step_from_json``, with every parameter written out."""
    return {"rule": step.rule, **dict(step.parameters)}


def step_from_text(stage: str, text: str, path: str | None = None) -> Step:
    """Read the command line's short form, ``winsorise_sd:k=3`` or ``minmax:0:100``."""
    path = path or stage
    rule, *words = text.split(":")
    names = [parameter.name for parameter in parameters_of(stage, rule)]
    given: dict[str, object] = {}
    for i, word in enumerate(words):
        name, equals, value = word.partition("=")
        if not equals:
            if i >= len(names):
                raise MethodError(path, f"{rule} takes {len(names)} parameters: {text!r}")
            name, value = names[i], word
        if name in given:
            raise MethodError(f"{path}.{name}", "given twice")
        given[name] = _from_word(value)
    return make_step(stage, rule, given, path=path)


def _from_word(word: str) -> Value:
    if word in ("true", "false"):
        return word == "true"
    try:
        return float(word)
    except ValueError:
        return word


def _checked(parameter: Parameter, value: object, path: str, rule: str) -> Value:
    place = f"{path}.{parameter.name}"
    if value is None:
        if parameter.default is None:
            raise MethodError(place, f"{rule} needs this parameter")
        return parameter.default
    if isinstance(parameter.default, bool) or isinstance(value, bool):
        if not (isinstance(value, bool) and isinstance(parameter.default, bool)):
            raise MethodError(place, f"{shown(value)} is not of the right type")
        return value
    if isinstance(parameter.default, str):
        if not isinstance(value, str) or not value:
            raise MethodError(place, f"{shown(value)} is not a name")
        return value
    return _checked_number(parameter, value, place)


def _checked_number(parameter: Parameter, value: object, place: str) -> float:
    if not is_number(value):
        raise MethodError(place, f"{shown(value)} is not a finite number")
    if not parameter.low < value < parameter.high:
        bounds = f"{parameter.low} and {parameter.high}"
        raise MethodError(place, f"{shown(value)} is not between {bounds}")
    if parameter.whole and value != int(value):
        raise MethodError(place, f"{shown(value)} is not a whole number")
    return float(value)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a JSON value is a number that float64 holds; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= float_info.max


def shown(value: object) -> str:
    """A value for a message, cut where it is long: a JSON number may have hundreds of digits."""
    return _SHORT.repr(value)


_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxlong = _SHORT.maxother = 60
