"""Units of measurement: what may be added, and by which factor one converts to another."""

from dataclasses import dataclass
from fractions import Fraction

from scoring.index.codes import Reason
from scoring.index.refusals import FormulaError

Dimension = tuple[tuple[str, int], ...]

_BASE: dict[str, tuple[str, int]] = {
    "yuan": ("yuan", 1),
    "10k yuan": ("yuan", 10**4),
    "1e8 yuan": ("yuan", 10**8),
    "person": ("person", 1),
    "persons": ("person", 1),
    "10k persons": ("person", 10**4),
    "visits": ("visit", 1),
    "10k visits": ("visit", 10**4),
    "m2": ("m2", 1),
    "ha": ("m2", 10**4),
    "km2": ("m2", 10**6),
    "m3": ("m3", 1),
    "1e8 m3": ("m3", 10**8),
    "kg": ("kg", 1),
    "t": ("kg", 10**3),
    "10kt": ("kg", 10**7),
    "t CO2": ("kg CO2", 10**3),
    "10kt CO2": ("kg CO2", 10**7),
    "kWh": ("kWh", 1),
    "MWh": ("kWh", 10**3),
    "GWh": ("kWh", 10**6),
}
"""Unit, what it measures, and how many of that dimension's smallest unit it holds."""

_PURE = {"": Fraction(1), "1": Fraction(1), "%": Fraction(1, 100)}


@dataclass(frozen=True)
class Unit:
    """A dimension (powers of base quantities) and the exact factor to its smallest unit."""

    dimension: Dimension
    factor: Fraction

    def times(self, other: "Unit") -> "Unit":
        """The unit of a product."""
        return Unit(_joined(self.dimension, other.dimension, 1), self.factor * other.factor)

    def over(self, other: "Unit") -> "Unit":
        """The unit of a quotient."""
        return Unit(_joined(self.dimension, other.dimension, -1), self.factor / other.factor)


PURE = Unit((), Fraction(1))


def parse_unit(text: str) -> Unit:
    """Read ``10k yuan``, ``yuan/person``, ``%``; any other word counts things of its own kind.

    So ``zones`` only converts to ``zones``; a mistyped unit is found when it fits nothing.
    """
    top, *below = (part.strip() for part in text.split("/")) if text != "yes/no" else (text,)
    unit = _single(top)
    for part in below:
        unit = unit.over(_single(part))
    return unit


def conversion(source: Unit, target: Unit, *, place: str) -> float:
    """Factor from one unit to another; raises FormulaError where they measure other things."""
    if source.dimension != target.dimension:
        raise FormulaError(
            Reason.UNITS_DIFFER,
            formula=place,
            source=_plain(source.dimension),
            target=_plain(target.dimension),
        )
    return float(source.factor / target.factor)


def _single(text: str) -> Unit:
    if text in _PURE:
        return Unit((), _PURE[text])
    dimension, factor = _BASE.get(text, (text, 1))
    return Unit(((dimension, 1),), Fraction(factor))


def _joined(left: Dimension, right: Dimension, sign: int) -> Dimension:
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _plain(dimension: Dimension) -> str:
    if not dimension:
        return "a pure number"
    return " ".join(name if power == 1 else f"{name}^{power}" for name, power in dimension)
