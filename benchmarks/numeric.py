"""Benchmarks of the numeric package: arrays in, arrays out, no database."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import compute
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.index.sensitivity.design import Design, Plan, draw_block, only_weights
from scoring.index.sensitivity.leave_one_out import leave_one_out
from scoring.index.sensitivity.monte_carlo import simulate
from scoring.index.sensitivity.rank_statistics import summarise
from scoring.index.sensitivity.weight_draws import composite_scores
from scoring.index.sensitivity.wrong_answers import CodedCells
from scoring.index.statistics.rank import rank_rounded
from scoring.index.tree.tree import Branch, Leaf, Tree, build_tree

from . import plain
from .entry import Entry, measure

INDICATORS = Path(__file__).resolve().parent.parent / "fixtures/reference/indicators.csv"
MISSING_SHARE = 0.03
CODED = ("G1.1.1", "G1.3.1", "G3.1.1", "G3.1.2", "G4.1.1", "G4.2.1", "G4.2.2")


def index_tree() -> Tree:
    """The project's own tree, from the reference data."""
    branches: dict[str, str | None] = {"index": None}
    leaves = []
    with INDICATORS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            branches.setdefault(row["domain_code"], "index")
            branches.setdefault(row["first_code"], row["domain_code"])
            branches.setdefault(row["second_code"], row["first_code"])
            leaves.append(Leaf(row["code"], row["second_code"], int(row["direction"])))
    return build_tree(leaves, [Branch(code, parent) for code, parent in branches.items()])


def sample(units: int, indicators: int = 0) -> FloatArray:
    """Skewed values with a few missing cells, the same on every machine; of as many
    indicators as the tree has, where no number is given."""
    indicators = indicators or len(index_tree().leaf_codes)
    rng = np.random.default_rng(20231130)
    raw = rng.lognormal(0.0, 0.8, (units, indicators))
    raw[rng.random(raw.shape) < MISSING_SHARE] = np.nan
    return raw


def chain_337x72() -> Entry:
    """Default chain from matrix to ranks."""
    tree, raw, method = index_tree(), sample(337), Method.default()
    return measure(
        lambda: compute(raw, tree, method),
        runs=200,
        bar_seconds=0.002,
        reference=lambda: plain.chain(raw, tree),
    )


def chain_skew_337x72() -> Entry:
    """The same with stepwise winsorising by skewness and kurtosis."""
    tree, raw = index_tree(), sample(337)
    method = replace(Method(), treat=make_step("treat", "winsorise_skew"))
    return measure(
        lambda: compute(raw, tree, method),
        runs=50,
        bar_seconds=0.012,
        reference=lambda: plain.chain(raw, tree, skewed=True),
    )


def chain_3000x72() -> Entry:
    """Default chain for as many units as there are counties."""
    tree, raw, method = index_tree(), sample(3000), Method.default()
    return measure(
        lambda: compute(raw, tree, method),
        runs=40,
        bar_seconds=0.015,
        reference=lambda: plain.chain(raw, tree),
    )


def weight_draws_1000() -> Entry:
    """A thousand weight vectors around the nominal ones, with rank statistics."""
    tree, method = index_tree(), Method.default()
    result = compute(sample(337), tree, method)
    plan = Plan(sample(337), tree, method, only_weights(method), seed=1)
    nominal = result.ranks[:, 0]
    drawn = np.ascontiguousarray(draw_block(plan, 0).local.T)

    def own() -> object:
        local = draw_block(plan, 0).local
        scores = composite_scores(result.normalised, tree.layout, local, method)
        ranks = rank_rounded(np.ascontiguousarray(scores.T), method.decimals)
        return summarise(ranks, nominal)

    return measure(
        own,
        runs=20,
        bar_seconds=0.2,
        reference=lambda: plain.weight_draws(result.normalised, tree, drawn),
    )


def leave_one_out_72() -> Entry:
    """The ranks without each indicator in turn."""
    tree, method = index_tree(), Method.default()
    result = compute(sample(337), tree, method)
    return measure(lambda: leave_one_out(result, tree, method), runs=100, bar_seconds=0.01)


def mixed_draws_10000() -> Entry:
    """Ten thousand draws of weights, method choices and coding errors, with statistics."""
    plan = mixed_plan(337)
    nominal = compute(plan.raw, plan.tree, plan.method).ranks[:, 0]
    return measure(
        lambda: summarise(simulate(plan, 10_000, workers=2), nominal),
        runs=3,
        bar_seconds=8.0,
        memory=True,
    )


def mixed_plan(units: int) -> Plan:
    """A study of everything at once, with 7 coded yes/no columns at an error rate of 3 %."""
    tree, raw = index_tree(), sample(units)
    rng = np.random.default_rng(7)
    columns = [tree.leaf_codes.index(code) for code in CODED]
    raw[:, columns] = np.where(np.isnan(raw[:, columns]), np.nan, rng.random((units, 7)) < 0.4)
    rows, at = np.nonzero(~np.isnan(raw[:, columns]))
    ones = np.ones(len(rows))
    cells = CodedCells(rows, np.array(columns)[at], 0.03 * ones, 0.0 * ones, ones)
    return Plan(raw, tree, Method.default(), Design(coding=cells), seed=1)


ENTRIES: Mapping[str, Callable[[], Entry]] = {
    "chain_337x72": chain_337x72,
    "chain_skew_337x72": chain_skew_337x72,
    "chain_3000x72": chain_3000x72,
    "weight_draws_1000": weight_draws_1000,
    "mixed_draws_10000": mixed_draws_10000,
    "leave_one_out_72": leave_one_out_72,
}
