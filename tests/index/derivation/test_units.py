"""Units: factors, and refusal to mix what measures other things."""

from fractions import Fraction

import pytest

from scoring.index.derivation.units import conversion, parse_unit
from scoring.index.refusals import FormulaError


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("10k yuan", "yuan", 1e4),
        ("1e8 yuan", "10k yuan", 1e4),
        ("t", "kg", 1e3),
        ("GWh", "kWh", 1e6),
        ("", "%", 100.0),
        ("10k yuan/10k persons", "yuan/person", 1.0),
        ("zones", "zones", 1.0),
        ("yes/no", "yes/no", 1.0),
    ],
)
def test_conversion(source: str, target: str, factor: float) -> None:
    assert conversion(parse_unit(source), parse_unit(target), place="x") == factor


def test_quotient_of_equal_units_is_pure() -> None:
    ratio = parse_unit("10k yuan").over(parse_unit("1e8 yuan"))
    assert conversion(ratio, parse_unit("%"), place="x") == 100 * 1e4 / 1e8


@pytest.mark.parametrize(
    ("source", "target"), [("yuan", "kg"), ("km2", "%"), ("yuan/person", "yuan"), ("t", "t CO2")]
)
def test_other_quantities_do_not_convert(source: str, target: str) -> None:
    with pytest.raises(FormulaError, match="cannot become"):
        conversion(parse_unit(source), parse_unit(target), place="x")


@pytest.mark.parametrize(
    ("unit", "base", "size"),
    [
        ("10k yuan", "yuan", 10**4),
        ("1e8 yuan", "yuan", 10**8),
        ("10k persons", "person", 10**4),
        ("10k visits", "visits", 10**4),
        ("ha", "m2", 10**4),
        ("km2", "m2", 10**6),
        ("1e8 m3", "m3", 10**8),
        ("t", "kg", 1000),
        ("10kt", "t", 10**4),
        ("10kt CO2", "t CO2", 10**4),
        ("MWh", "kWh", 1000),
        ("GWh", "kWh", 10**6),
        ("%", "1", Fraction(1, 100)),
    ],
)
def test_how_many_of_the_smaller_unit_the_larger_one_holds(
    unit: str, base: str, size: Fraction | int
) -> None:
    large, small = parse_unit(unit), parse_unit(base)
    assert large.dimension == small.dimension
    assert large.factor / small.factor == size
    assert parse_unit("m3").factor == parse_unit("kg").factor == parse_unit("yuan").factor == 1
