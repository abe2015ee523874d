"""What a rule is: a function with its parameters; and one choice of a method, a step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = float | bool | str
Function = TypeVar("Function", bound=Callable[..., object], covariant=True)


@dataclass(frozen=True)
class Parameter:
    """A named parameter with its default (None: must be given) and its allowed open range."""

    name: str
    default: Value | None
    low: float = float("-inf")
    high: float = float("inf")
    whole: bool = False


@dataclass(frozen=True)
class Step:
    """A rule's name with every parameter of it, in the order of its row."""

    rule: str
    parameters: tuple[tuple[str, Value], ...] = ()

    def value(self, name: str) -> Value:
        """The parameter ``name``; KeyError where the rule has none of that name."""
        for key, value in self.parameters:
            if key == name:
                return value
        raise KeyError(name)

    def number(self, name: str) -> float:
        """The numeric parameter ``name``."""
        return float(self.value(name))

    def __str__(self) -> str:
        return ":".join([self.rule, *(f"{key}={_plain(value)}" for key, value in self.parameters)])


def _plain(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else value


@dataclass(frozen=True)
class Rule(Generic[Function]):
    """A row of a stage's table: the function, and what a method may say of it."""

    function: Function
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class ScaleRule(Rule[Function]):
    """A rule that puts values on a scale; ``least`` is the least value it can give."""

    least: Callable[[Step], float] = lambda step: float("-inf")


# Far beyond any use, and small enough for scores to stay numbers whatever is done to them.
SCALE, RAW = 1e9, 1e100

LOWER_UPPER = (
    Parameter("lower", 0.0, -SCALE, SCALE),
    Parameter("upper", 100.0, -SCALE, SCALE),
)
MEAN_SD = (Parameter("mean", 0.0, -SCALE, SCALE), Parameter("sd", 1.0, 0.0, SCALE))
