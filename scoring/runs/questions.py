"""Which questions each coded indicator's value is computed from."""

from __future__ import annotations

from functools import lru_cache

from scoring.index.derivation.formula import formula_names, parse_formula
from scoring.models import Indicator
from scoring.rendered.tables import Tables, reference_tables
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
    return _questions_behind(reference_tables())


@lru_cache(maxsize=1)
def _questions_behind(reference: Tables) -> dict[str, tuple[str, ...]]:
    """The codebook is loaded like the tables, and held as long as they are."""
    rules = derived_rules()
    return {
        indicator.code: tuple(
            rules[name].question if name in rules else name for name in operands_of(indicator)
        )
        for indicator in reference.indicators
        if indicator.is_coded
    }
