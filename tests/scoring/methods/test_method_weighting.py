from __future__ import annotations

import numpy as np
import pytest

from scoring.index.chain.chain import compute
from scoring.index.method.method import Method
from scoring.index.tree.weight_schemes import SCHEMES
from scoring.methods.outline import Item, Outline
from scoring.methods.weighting import (
    SCHEME_WORDS,
    ahp_fill,
    equal_fill,
    parents_of,
    scheme_fill,
)
from tests.index.sample import GROUPS, TREE, sample

pytestmark = pytest.mark.usefixtures("english")

INDEX = compute(sample(), TREE, Method.default(), groups=GROUPS)


def outline() -> Outline:
    """The sample tree as an outline: I, then A B C, then A1 A2 B1 B2, then the leaves."""
    depth = {"I": 0, "A": 1, "B": 1, "C": 1}
    items: dict[str, Item] = {}
    for branch in TREE.branches:
        level = depth.get(branch.code, 2)
        items[branch.code] = Item(branch.code, branch.code, branch.parent or "", level, False)
    for leaf in TREE.leaves:
        level = items[leaf.parent].level + 1
        items[leaf.code] = Item(leaf.code, leaf.code, leaf.parent, level, True)
    for item in items.values():
        if item.parent:
            items[item.parent].children.append(item)
    return Outline(items["I"], items)


def node(code: str) -> Item:
    return outline().items[code]


def judged(cells: dict[str, str], *, confirmed: bool = False) -> dict[str, str]:
    filled = ahp_fill(node("I"), cells, confirmed=confirmed)
    assert not filled.weights
    return {fault.field: fault.text for fault in filled.faults}


def test_every_scheme_has_words() -> None:
    assert set(SCHEME_WORDS) == {*SCHEMES, "ahp"}


def test_a_scope_is_one_node_or_all_above_a_level() -> None:
    assert [item.code for item in parents_of("A", outline())] == ["A"]
    assert [item.code for item in parents_of("level:1", outline())] == ["I"]
    assert {item.code for item in parents_of("level:2", outline())} == {"A", "B", "C"}
    for wrong in ("a1", "nothing", "", "level:9"):
        assert parents_of(wrong, outline()) == []


def test_a_scheme_reads_normalised_columns_and_node_scores() -> None:
    leaves = scheme_fill("standard_deviation", [node("C")], INDEX, TREE)
    spread = np.nanstd(INDEX.normalised[:, [6, 7, 8]], axis=0, ddof=1)
    assert list(leaves.values()) == pytest.approx(spread / spread.sum(), abs=1e-6)
    domains = scheme_fill("standard_deviation", [node("I")], INDEX, TREE)
    at = [INDEX.node_codes.index(code) for code in ("A", "B", "C")]
    scores = np.nanstd(INDEX.scores[:, at], axis=0, ddof=1)
    assert list(domains.values()) == pytest.approx(scores / scores.sum(), abs=1e-6)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_weights_are_numbers_that_a_person_can_type(scheme: str) -> None:
    weights = scheme_fill(scheme, parents_of("level:2", outline()), INDEX, TREE)
    assert set(weights) == {"A1", "A2", "B1", "B2", "c1", "c2", "c3"}
    assert all(weight >= 0 and weight == round(weight, 6) for weight in weights.values())


def test_equal_weights_are_written_as_one() -> None:
    assert equal_fill([node("C")]) == {"c1": 1.0, "c2": 1.0, "c3": 1.0}
    assert scheme_fill("equal", [node("C")], INDEX, TREE) == equal_fill([node("C")])


def test_consistent_judgements_give_their_proportions() -> None:
    """A : B : C = 6 : 3 : 2, so A/B = 2, A/C = 3, B/C = 3/2."""
    cells = {"a:0:1": "2", "a:2:0": "1/3", "a:1:2": "3/2"}
    filled = ahp_fill(node("I"), cells, confirmed=False)
    assert filled.faults == ()
    assert filled.weights == pytest.approx({"A": 6 / 11, "B": 3 / 11, "C": 2 / 11}, abs=1e-6)
    assert filled.ratio == pytest.approx(0, abs=1e-9)


def test_an_empty_pair_is_named() -> None:
    assert list(judged({"a:0:1": "2", "a:0:2": "2"})) == ["a:1:2"]


@pytest.mark.parametrize("text", ["0", "-2", "x", "1/0", "nan", "1e999999999", "9" * 400])
def test_a_judgement_that_is_no_positive_number_is_named(text: str) -> None:
    found = judged({"a:0:1": text, "a:0:2": "2", "a:1:2": "2"})
    assert list(found) == ["a:0:1"]


def test_mirror_cells_that_are_not_reciprocal_are_named() -> None:
    found = judged({"a:0:1": "3", "a:1:0": "3", "a:0:2": "2", "a:1:2": "2"})
    assert set(found) <= {"a:0:1", "a:1:0"}
    assert len(found) == 1


def test_inconsistent_judgements_have_to_be_confirmed() -> None:
    """Round a circle: A over B over C over A, each three times."""
    circle = {"a:0:1": "3", "a:1:2": "3", "a:2:0": "3"}
    found = judged(circle)
    assert list(found) == ["confirm"]
    assert "above 0.1" in found["confirm"]
    filled = ahp_fill(node("I"), circle, confirmed=True)
    assert filled.weights == {"A": 1.0, "B": 1.0, "C": 1.0}
    assert filled.ratio is not None
    assert filled.ratio > 0.1
