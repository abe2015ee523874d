"""Trees that are none are refused with the place; weights multiply down the tree."""

import numpy as np
import pytest

from scoring.index.tree.tree import (
    Branch,
    Leaf,
    TreeError,
    build_tree,
    effective_weights,
    local_weights,
)

BRANCHES = [Branch("P", "I", 3.0), Branch("I", None), Branch("Q", "I")]
LEAVES = [Leaf("a", "P", 1), Leaf("b", "P", -1, 3.0), Leaf("c", "Q", 1)]


def test_branches_are_ordered_from_the_root_down() -> None:
    tree = build_tree(LEAVES, BRANCHES)
    assert tree.leaf_codes == ("a", "b", "c")
    assert tree.node_codes == ("I", "P", "Q")
    assert tree.layout.leaves_below("P").tolist() == [0, 1]
    assert tree.layout.leaves_below("I").tolist() == [0, 1, 2]
    assert tree.layout.leaves_below("c").tolist() == [2]


def test_levels_run_bottom_up_in_a_tree_of_uneven_depth() -> None:
    tree = build_tree([*LEAVES, Leaf("d", "I", 1)], BRANCHES)
    bottom, top = tree.layout.levels
    assert [tree.node_codes[i] for i in bottom.branches] == ["P", "Q"]
    assert [tree.layout.codes[i] for i in top.children] == ["d", "P", "Q"]


def test_local_weights_sum_to_one_among_siblings() -> None:
    local = local_weights(build_tree(LEAVES, BRANCHES))
    assert local.tolist() == [1 / 4, 3 / 4, 1.0, 1.0, 3 / 4, 1 / 4]


def test_effective_weights_multiply_down_the_tree() -> None:
    effective = effective_weights(build_tree(LEAVES, BRANCHES))
    np.testing.assert_allclose(effective, [3 / 16, 9 / 16, 1 / 4], rtol=1e-15)


def test_override_of_weights_is_checked() -> None:
    tree = build_tree(LEAVES, BRANCHES)
    assert local_weights(tree, {"a": 0.0})[:2].tolist() == [0.0, 1.0]
    with pytest.raises(TreeError, match="zz: no such node"):
        local_weights(tree, {"zz": 1.0})
    with pytest.raises(TreeError, match="a: weight -1"):
        local_weights(tree, {"a": -1.0})
    with pytest.raises(TreeError, match=r"P: .* all zero"):
        local_weights(tree, {"a": 0.0, "b": 0.0})


@pytest.mark.parametrize(
    ("leaves", "branches", "place", "field"),
    [
        ([Leaf("a", "X", 1)], [Branch("I", None)], "a", "parent"),
        ([Leaf("a", "I", 1), Leaf("a", "I", 1)], [Branch("I", None)], "a", "code"),
        ([Leaf("a", "I", 0)], [Branch("I", None)], "a", "direction"),
        ([Leaf("a", "I", 1, -1.0)], [Branch("I", None)], "a", "weight"),
        ([Leaf("a", "I", 1, float("nan"))], [Branch("I", None)], "a", "weight"),
        ([Leaf("a", "I", 1, 0.0)], [Branch("I", None)], "I", "weight"),
        ([Leaf("a", "P", 1)], [Branch("P", "Q"), Branch("Q", "P")], "P", "parent"),
        ([Leaf("a", "P", 1)], [Branch("P", "P")], "P", "parent"),
        (
            [Leaf("a", "P", 1), Leaf("b", "Q", 1)],
            [Branch("P", None), Branch("Q", None)],
            "Q",
            "parent",
        ),
        ([Leaf("a", "I", 1)], [Branch("I", None), Branch("P", "I")], "P", "code"),
        ([], [Branch("I", None)], "tree", "code"),
    ],
)
def test_fault_is_named_with_its_place(
    leaves: list[Leaf], branches: list[Branch], place: str, field: str
) -> None:
    with pytest.raises(TreeError) as caught:
        build_tree(leaves, branches)
    assert (caught.value.place, caught.value.field) == (place, field)
