"""Reader of the reference numbers in tests/data/oracle (COINr 1.1.14 on its ASEM data)."""

import csv
from functools import cache
from pathlib import Path

import numpy as np

from scoring.index.tree.tree import Branch, Leaf, Tree, build_tree

FOLDER = Path(__file__).resolve().parent.parent / "data" / "oracle"


@cache
def rows(name: str) -> list[dict[str, str]]:
    """All rows of a reference file as text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def matrix(name: str, codes: tuple[str, ...], key: str = "uCode") -> np.ndarray:
    """The columns ``codes`` as float64, units in the order of A_raw, empty as NaN."""
    order = {row[key]: row for row in rows(name)}
    return np.array([[float(order[unit][code] or "nan") for code in codes] for unit in units()])


@cache
def units() -> tuple[str, ...]:
    return tuple(row["uCode"] for row in rows("A_raw"))


@cache
def asem_tree(weights_file: str | None = None) -> Tree:
    """49 indicators, 8 pillars, 2 sub-indices, 1 index; all weights 1 unless a file says."""
    own = {row["iCode"]: float(row["Weight"]) for row in rows(weights_file)} if weights_file else {}
    leaves, branches = [], []
    for row in rows("asem_iMeta"):
        weight = own.get(row["iCode"], 1.0)
        if row["Type"] == "Indicator":
            leaves.append(Leaf(row["iCode"], row["Parent"], int(row["Direction"]), weight))
        elif row["Type"] == "Aggregate":
            branches.append(Branch(row["iCode"], row["Parent"] or None, weight))
    return build_tree(leaves, branches)


def asem_raw() -> np.ndarray:
    return matrix("A_raw", asem_tree().leaf_codes)


def assert_close(actual: np.ndarray, expected: np.ndarray, relative: float = 1e-9) -> None:
    """Equal to a relative tolerance, missing in the same cells."""
    np.testing.assert_array_equal(np.isnan(actual), np.isnan(expected))
    np.testing.assert_allclose(actual, expected, rtol=relative, atol=1e-12)
