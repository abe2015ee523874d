"""Rescoring along a path equals a chain with the other column."""

import numpy as np
import pytest

from scoring.index.chain.chain import compute
from scoring.index.chain.rescoring import base_of, column_variants, path_scores
from scoring.index.method.method import Method
from tests.index.sample import TREE, sample


@pytest.mark.parametrize("code", ["a1", "a3", "b3", "c2"])
def test_ancestors_follow_the_changed_column(code: str) -> None:
    raw = sample()
    base = base_of(compute(raw, TREE, Method()), TREE, Method())
    column = TREE.leaf_codes.index(code)
    variants = np.column_stack([raw[:, column], raw[:, column] ** 2, raw[::-1, column]])
    path = path_scores(base, {code: column_variants(variants, code, base, {})})
    parents = {
        "a1": ["A1", "A", "I"],
        "a3": ["A2", "A", "I"],
        "b3": ["B2", "B", "I"],
        "c2": ["C", "I"],
    }
    assert [TREE.node_codes[branch] for branch in path.scores] == parents[code]
    for i in range(3):
        changed = raw.copy()
        changed[:, column] = variants[:, i]
        alone = compute(changed, TREE, Method())
        for branch, scores in path.scores.items():
            np.testing.assert_allclose(scores[:, i], alone.scores[:, branch], rtol=1e-12)
