from __future__ import annotations

import pytest

from scoring.index.method.method import IndicatorRules, Method, NodeRules
from scoring.index.method.rules import make_step
from scoring.methods.fields import fields_from_method, method_from_fields
from tests.index.sample import TREE

pytestmark = pytest.mark.usefixtures("english")

RICH = Method(
    treat=make_step("treat", "winsorise_skew", {"winmax": 3, "two_sided": True}),
    normalise=make_step("normalise", "minmax", {"lower": 1, "upper": 100}),
    missing=make_step("missing", "group_median", {"group": "region"}),
    aggregate=make_step("aggregate", "geometric"),
    availability=0.25,
    weights={"A": 2.0, "a1": 0.125},
    indicators={
        "a2": IndicatorRules(
            treat=make_step("treat", "none"),
            normalise=make_step("normalise", "goalposts", {"lower": -1, "upper": 7.5}),
        )
    },
    nodes={
        "B": NodeRules(aggregate=make_step("aggregate", "generalised", {"p": 0.5})),
        "C": NodeRules(renormalise=make_step("renormalise", "zscore"), availability=0.5),
    },
    decimals=6,
    tau=0.1,
    type_shares="relative",
    quadrant_split="mean",
)


def fields(**changes: str) -> dict[str, str]:
    """The default method's fields; `w__a1` stands for `w:a1`, `i__a1__treat__rule` likewise."""
    named = {name.replace("__", ":"): text for name, text in changes.items()}
    return {**fields_from_method(Method.default(), TREE), **named}


def faults(**changes: str) -> dict[str, str]:
    draft = method_from_fields(fields(**changes), TREE, Method.default())
    assert (draft.method is None) == bool(draft.faults)
    return {fault.field: fault.text for fault in draft.faults}


@pytest.mark.parametrize("method", [Method.default(), RICH])
def test_fields_read_back_as_the_same_method(method: Method) -> None:
    assert method_from_fields(fields_from_method(method, TREE), TREE, method).method == method


def test_every_weight_but_the_roots_has_a_field() -> None:
    named = {name for name in fields() if name.startswith("w:")}
    assert named == {f"w:{code}" for code in TREE.layout.codes} - {"w:I"}


def test_a_weight_of_one_is_the_trees_own_unless_the_version_wrote_it() -> None:
    plain = method_from_fields(fields(w__a1="1.0", w__a2="3"), TREE, Method.default())
    assert plain.method is not None
    assert plain.method.weights == {"a2": 3.0}
    base = Method(weights={"a1": 1.0})
    kept = method_from_fields(fields_from_method(base, TREE), TREE, base)
    assert kept.method == base


@pytest.mark.parametrize(
    ("change", "field", "text"),
    [
        ({"w__a1": "-1"}, "w:a1", "A weight cannot be negative."),
        ({"w__a1": ""}, "w:a1", "A number is needed."),
        ({"w__a1": "viel"}, "w:a1", "“viel” is not a number."),
        ({"w__a1": "nan"}, "w:a1", "“nan” is not a number."),
        ({"w__a1": "inf"}, "w:a1", "“inf” is not a number."),
        ({"w__a1": "1e308", "w__a2": "1e308"}, "w:a1", "too large to add up"),
        ({"w__a1": "0", "w__a2": "0"}, "w:a1", "The weights below A1 are all zero."),
        ({"treat__k": "0"}, "treat:k", "0.0 is not greater than 0"),
        ({"treat__k": "drei"}, "treat:k", "“drei” is not a number."),
        ({"treat__rule": "magic"}, "treat:rule", "unknown rule 'magic'"),
        ({"treat__rule": ""}, "treat:rule", "unknown rule ''"),
        ({"normalise__lower": "100"}, "normalise:lower", "“from” must be less than “to”"),
        ({"availability": "1.5"}, "availability", "A share from 0 to 1 is needed."),
        ({"decimals": "2.5"}, "decimals", "A whole number from 0 to 12 is needed."),
        ({"decimals": "13"}, "decimals", "A whole number from 0 to 12 is needed."),
        ({"tau": "-0.1"}, "tau", "A share from 0 to 1 is needed."),
        ({"type_shares": "x"}, "type_shares", "Choose one of the list."),
        ({"i__a1__normalise__rule": "goalposts"}, "i:a1:normalise:lower", "is needed"),
        ({"i__a1__treat__rule": "x"}, "i:a1:treat:rule", "unknown rule 'x'"),
        ({"n__A__availability": "-1"}, "n:A:availability", "A share from 0 to 1 is needed."),
        ({"n__A__aggregate__rule": "generalised"}, "n:A:aggregate:p", "is needed"),
    ],
)
def test_a_fault_stands_at_its_field(change: dict[str, str], field: str, text: str) -> None:
    found = faults(**change)
    assert list(found) == [field]
    assert text in found[field]


@pytest.mark.parametrize(
    "name", ["w:nothing", "w:I", "i:A:treat:rule", "i:a1:aggregate:rule", "n:a1:aggregate:rule"]
)
def test_a_field_that_the_tree_does_not_have_is_refused(name: str) -> None:
    draft = method_from_fields({**fields(), name: "1"}, TREE, Method.default())
    assert [fault.field for fault in draft.faults] == [name]


def test_all_faults_show_at_once() -> None:
    assert set(faults(w__a1="-1", tau="x", treat__k="-3")) == {"w:a1", "tau", "treat:k"}


def test_numbers_of_another_rule_are_not_read() -> None:
    changed = fields(treat__rule="none", treat__k="not a number any more")
    draft = method_from_fields(changed, TREE, Method.default())
    assert draft.method is not None
    assert draft.method.treat == make_step("treat", "none")
