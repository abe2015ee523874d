"""A small index for tests: 40 units, 9 indicators, 3 domains, gaps, flags and counts."""

import numpy as np

from scoring.index.tree.tree import Branch, Leaf, build_tree

TREE = build_tree(
    [
        Leaf("a1", "A1", 1),
        Leaf("a2", "A1", -1),
        Leaf("a3", "A2", 1, 2.0),
        Leaf("b1", "B1", 1),
        Leaf("b2", "B1", 1, 3.0),
        Leaf("b3", "B2", -1),
        Leaf("c1", "C", 1),
        Leaf("c2", "C", 1),
        Leaf("c3", "C", -1, 0.5),
    ],
    [
        Branch("I", None),
        Branch("A", "I"),
        Branch("B", "I", 2.0),
        Branch("C", "I"),
        Branch("A1", "A"),
        Branch("A2", "A", 2.0),
        Branch("B1", "B"),
        Branch("B2", "B"),
    ],
)
UNITS = 40
GROUPS = {"province": np.repeat(np.arange(8), 5)}
FLAG = TREE.leaf_codes.index("c1")
COUNT = TREE.leaf_codes.index("c2")


def sample(seed: int = 11, missing: float = 0.06) -> np.ndarray:
    """Skewed positive values; c1 is a flag, c2 a small count; some cells are missing."""
    rng = np.random.default_rng(seed)
    raw = rng.lognormal(0.0, 1.0, (UNITS, len(TREE.leaf_codes)))
    raw[:, FLAG] = rng.random(UNITS) < 0.4
    raw[:, COUNT] = rng.integers(0, 5, UNITS)
    raw[rng.random(raw.shape) < missing] = np.nan
    return raw
