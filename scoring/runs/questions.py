"""Which questions each coded indicator's value is computed from."""

from __future__ import annotations

from scoring.index.derivation.formula import formula_names, parse_formula
from scoring.models import Indicator
from surveys.coding.codebook import DerivedRule, rule_parse
from surveys.models import Question


def operands_of(indicator: Indicator) -> frozenset[str]:
    """Codes of the questions in a coded indicator's formula, derived ones by their own code."""
    return formula_names(parse_formula(indicator.derivation))


def derived_rules() -> dict[str, DerivedRule]:
    """The rule of every derived question, by its code."""
    derived = Question.objects.filter(kind=Question.Kind.DERIVED)
    return {code: rule_parse(rule) for code, rule in derived.values_list("code", "rule")}


def questions_behind() -> dict[str, tuple[str, ...]]:
    """Codes of the coded questions that each coded indicator is computed from.

    A derived question has no answer of its own; the question of its rule stands for it.
    """
    rules = derived_rules()
    return {
        indicator.code: tuple(
            rules[name].question if name in rules else name for name in operands_of(indicator)
        )
        for indicator in Indicator.objects.coded()
    }
