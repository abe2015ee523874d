"""The grammar of derivations: what parses, to what, and where the rest is refused."""

import numpy as np
import pytest

from scoring.index.derivation.derive import derive
from scoring.index.derivation.formula import (
    Name,
    Negative,
    Number,
    Operation,
    formula_names,
    parse_formula,
)
from scoring.index.refusals import FormulaError


def test_products_bind_tighter_and_chains_run_from_the_left() -> None:
    assert parse_formula("a - b - c * 2") == Operation(
        "-",
        Operation("-", Name("a"), Name("b")),
        Operation("*", Name("c"), Number(2.0)),
    )
    quotient = parse_formula("(a - b) / c")
    assert isinstance(quotient, Operation)
    assert quotient.operator == "/"
    assert parse_formula("-a * b") == Operation("*", Negative(Name("a")), Name("b"))


def test_total_is_the_only_function() -> None:
    assert parse_formula("a / total(a)") == Operation("/", Name("a"), Name("a", total=True))
    assert parse_formula("total") == Name("total")
    assert formula_names(parse_formula("(a - b) / total(c) + 1e3")) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", 1),
        ("a +", 4),
        ("a b", 3),
        ("(a", 3),
        ("a)", 2),
        ("a ** b", 4),
        ("sum(a)", 1),
        ("total(1)", 7),
        ("total(a + b)", 9),
        ("a % b", 3),
        ("__import__('os')", 12),
        ("a.b", 2),
        ("1e999", 1),
        ("a, b", 2),
        ("a; b", 2),
    ],
)
def test_fault_is_refused_at_its_character(text: str, place: int) -> None:
    with pytest.raises(FormulaError, match=f"character {place}:"):
        parse_formula(text)


def test_deep_nesting_is_refused_before_the_stack_ends() -> None:
    with pytest.raises(FormulaError, match="nested too deeply"):
        parse_formula("(" * 5000 + "a" + ")" * 5000)
    with pytest.raises(FormulaError, match="nested too deeply"):
        parse_formula("-" * 5000 + "a")


def test_a_formula_of_thousands_of_terms_is_refused_and_a_long_one_is_not() -> None:
    with pytest.raises(FormulaError, match="more than 200 operations"):
        parse_formula("+".join(["a"] * 3000))
    long = "+".join(["a"] * 200)
    values = derive(long, {"a": np.array([1.0, 2.0])}, {"a": "km2"}, "km2").values
    assert values.tolist() == [200.0, 400.0]
