"""Index arrays of a tree: siblings together, slices where they are consecutive."""

import numpy as np

from scoring.index.tree.layout import levels_of
from tests.index.sample import TREE


def test_siblings_stand_together_at_every_level() -> None:
    for level in TREE.layout.levels:
        assert (np.diff(level.owner) >= 0).all()
        assert level.owner[level.starts].tolist() == list(range(len(level.branches)))
        parents = TREE.layout.parent[level.children]
        np.testing.assert_array_equal(parents, level.branches[level.owner])


def test_children_that_are_not_consecutive_keep_their_index() -> None:
    # leaves 0, 1, 2 under branches 1, 2, 1; both branches under the root
    (bottom, top) = levels_of(np.array([1, 2, 1, -1, 0, 0]), 3)
    assert bottom.children.tolist() == [0, 2, 1]
    assert isinstance(bottom.child_span, np.ndarray)
    assert top.child_span == slice(4, 6)
    assert top.branch_span == slice(0, 1)


def test_sums_over_siblings_go_from_the_first_child_to_the_last() -> None:
    rng = np.random.default_rng(1)
    for level in TREE.layout.levels:
        terms = rng.lognormal(0.0, 3.0, (len(level.children), 50))
        expected = np.zeros((len(level.branches), 50))
        for child, owner in enumerate(level.owner):
            expected[owner] += terms[child]
        np.testing.assert_array_equal(level.sums(terms), expected)
