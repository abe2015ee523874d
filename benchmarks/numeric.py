"""Benchmarks of the numeric package: arrays in, arrays out, no database."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from scoring.index.arrays import FloatArray
from scoring.index.chain import compute
from scoring.index.method import Method
from scoring.index.step import make_step
from scoring.index.tree import Branch, Leaf, Tree, build_tree

from . import plain
from .entry import Entry, measure

INDICATORS = Path(__file__).resolve().parent.parent / "fixtures/reference/indicators.csv"
MISSING_SHARE = 0.03


def index_tree() -> Tree:
    """The project's own tree: 4 domains, 16 first, 41 second, 72 third-level nodes."""
    branches: dict[str, str | None] = {"index": None}
    leaves = []
    with INDICATORS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            branches.setdefault(row["domain_code"], "index")
            branches.setdefault(row["first_code"], row["domain_code"])
            branches.setdefault(row["second_code"], row["first_code"])
            leaves.append(Leaf(row["code"], row["second_code"], int(row["direction"])))
    return build_tree(leaves, [Branch(code, parent) for code, parent in branches.items()])


def sample(units: int, indicators: int = 72) -> FloatArray:
    """Skewed values with a few missing cells, the same on every machine."""
    rng = np.random.default_rng(20231130)
    raw = rng.lognormal(0.0, 0.8, (units, indicators))
    raw[rng.random(raw.shape) < MISSING_SHARE] = np.nan
    return raw


def chain_337x72() -> Entry:
    """Default chain from matrix to ranks."""
    tree, raw, method = index_tree(), sample(337), Method.default()
    return measure(lambda: compute(raw, tree, method), runs=200, bar_seconds=0.002,
                   reference=lambda: plain.chain(raw, tree))


def chain_skew_337x72() -> Entry:
    """The same with stepwise winsorising by skewness and kurtosis."""
    tree, raw = index_tree(), sample(337)
    method = replace(Method(), treat=make_step("treat", "winsorise_skew"))
    return measure(lambda: compute(raw, tree, method), runs=50, bar_seconds=0.012,
                   reference=lambda: plain.chain(raw, tree, skewed=True))


def chain_3000x72() -> Entry:
    """Default chain for as many units as there are counties."""
    tree, raw, method = index_tree(), sample(3000), Method.default()
    return measure(lambda: compute(raw, tree, method), runs=40, bar_seconds=0.015,
                   reference=lambda: plain.chain(raw, tree))


ENTRIES: Mapping[str, Callable[[], Entry]] = {
    "chain_337x72": chain_337x72,
    "chain_skew_337x72": chain_skew_337x72,
    "chain_3000x72": chain_3000x72,
}
