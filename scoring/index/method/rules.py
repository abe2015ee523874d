"""The table of all rules, and steps of them read from what people write."""

from collections.abc import Callable, Mapping
from math import isinf
from reprlib import Repr
from sys import float_info
from typing import TypeGuard

from scoring.index.codes import Reason
from scoring.index.refusals import MethodError
from scoring.index.rules.impute import MISSING
from scoring.index.rules.means import AGGREGATE
from scoring.index.rules.normalise import NORMALISE
from scoring.index.rules.rescale import RENORMALISE
from scoring.index.rules.rule import Parameter, Rule, Step, Value
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
        raise MethodError(path, Reason.UNKNOWN_RULE, rule=repr(rule), known=", ".join(RULES[stage]))
    allowed = RULES[stage][rule].parameters
    given = given or {}
    for name in given:
        if name not in {parameter.name for parameter in allowed}:
            raise MethodError(f"{path}.{name}", Reason.NO_SUCH_PARAMETER, rule=rule)
    values = tuple(
        (parameter.name, _checked(parameter, given.get(parameter.name), path, rule))
        for parameter in allowed
    )
    step = Step(rule, values)
    ranged = any(parameter.name == "lower" for parameter in allowed)
    if ranged and not step.number("lower") < step.number("upper"):
        raise MethodError(path, Reason.LOWER_NOT_BELOW_UPPER)
    return step


def step_from_json(stage: str, data: object, path: str | None = None) -> Step:
    """Read ``{"rule": ..., parameter: ...}``; raises MethodError with the path."""
    path = path or stage
    if not isinstance(data, Mapping) or not isinstance(data.get("rule"), str):
        raise MethodError(path, Reason.RULE_EXPECTED)
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
                raise MethodError(
                    path,
                    Reason.TOO_MANY_PARAMETERS,
                    rule=rule,
                    parameters=len(names),
                    text=repr(text),
                )
            name, value = names[i], word
        if name in given:
            raise MethodError(f"{path}.{name}", Reason.GIVEN_TWICE)
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
            raise MethodError(place, Reason.PARAMETER_NEEDED, rule=rule)
        return parameter.default
    if isinstance(parameter.default, bool) or isinstance(value, bool):
        if not (isinstance(value, bool) and isinstance(parameter.default, bool)):
            raise MethodError(place, Reason.WRONG_TYPE, value=shown(value))
        return value
    if isinstance(parameter.default, str):
        if not isinstance(value, str) or not value:
            raise MethodError(place, Reason.NO_NAME, value=shown(value))
        return value
    return _checked_number(parameter, value, place)


def _checked_number(parameter: Parameter, value: object, place: str) -> float:
    if not is_number(value):
        raise MethodError(place, Reason.NOT_FINITE, value=shown(value))
    if not parameter.low < value < parameter.high:
        raise _out_of_range(parameter, value, place)
    if parameter.whole and value != int(value):
        raise MethodError(place, Reason.NOT_WHOLE, value=shown(value))
    return float(value)


def _out_of_range(parameter: Parameter, value: float, place: str) -> MethodError:
    bounds = {"low": parameter.low, "high": parameter.high}
    if isinf(parameter.high):
        code, named = Reason.NOT_ABOVE, {"low": parameter.low}
    elif isinf(parameter.low):
        code, named = Reason.NOT_BELOW, {"high": parameter.high}
    else:
        code, named = Reason.NOT_BETWEEN, bounds
    return MethodError(place, code, value=shown(value), **named)


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
