"""The 337 x 72 matrix of `2023-demo`: drawn, moved to the published ranks, put into units."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from ecoasset.demo.making.columns import CONTINUOUS
from ecoasset.demo.making.draw import SAME_EVERYWHERE, Draft, draw, shaped
from ecoasset.demo.making.raw import to_units
from ecoasset.demo.making.reference import CODED, DOMAINS, FIXTURES, Reference
from ecoasset.demo.making.solve import DemoError, Requirement, requirements, solve
from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.chain import compute
from scoring.index.method.method import Method

SETTLING_ROUNDS = 40
STEP = 0.6
TYPICAL_SLOPE = 0.2
"""Change of a beta-shaped standing per unit of its normal score, roughly."""


@dataclass(frozen=True)
class Values:
    """`raw`: float64[337, 72] in the tree's order; `answers`: integers by question code."""

    raw: FloatArray
    answers: dict[str, IntArray]


def published_types() -> dict[str, list[str]]:
    """City names by the type that the report prints for them."""
    path = FIXTURES / "reference" / "published_2023_facts.json"
    types: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))["types"]
    return types


def solve_values(reference: Reference, rng: np.random.Generator) -> Values:
    """All values and coded answers, checked against every published rank.

    Raises DemoError where a rank would not come out.
    """
    draft = draw(reference, rng)
    rows = requirements(reference, published_types(), rng)
    columns = _positions(reference)
    raw = np.zeros((len(reference.cities), len(reference.codes)))
    _fill_discrete(reference, raw, draft)
    x = _standings(reference, raw)
    x[:, columns] = shaped(draft.likely)
    x = _settled(reference, x, draft.likely, rows)
    movable = np.zeros(x.shape[1], dtype=bool)
    movable[columns] = True
    x = solve(x, reference.domain_weights, movable, rows)
    x = _counts_rounded(reference, raw, x)
    movable[columns[[column.count for column in CONTINUOUS]]] = False
    x = solve(x, reference.domain_weights, movable, rows)
    for position, column in zip(columns, CONTINUOUS, strict=True):
        if not column.count:
            raw[:, position] = to_units(x[:, position], column)
    check_ranks(reference, raw)
    return Values(raw=raw, answers=_answers(reference, draft))


def check_ranks(reference: Reference, raw: FloatArray) -> None:
    """Run the real chain; raise DemoError with the count of cells that differ."""
    result = compute(raw, reference.tree, Method.default())
    nodes = [result.node_codes.index(code) for code in ("INDEX", *DOMAINS)]
    wrong = int((result.ranks[:, nodes] != reference.published).sum())
    if wrong:
        raise DemoError(f"{wrong} of {reference.published.size} ranks differ")


def coded_questions(reference: Reference) -> dict[str, str]:
    """Question code by the code of the indicator it feeds."""
    return {
        row["code"]: row["derivation"].split()[0]
        for row in reference.indicators
        if row["source"] in CODED
    }


def _positions(reference: Reference) -> IntArray:
    return np.array([reference.codes.index(column.code) for column in CONTINUOUS])


def _fill_discrete(reference: Reference, raw: FloatArray, draft: Draft) -> None:
    sources = {code: code for code in reference.codes} | coded_questions(reference)
    for position, code in enumerate(reference.codes):
        if sources[code] in draft.discrete:
            raw[:, position] = draft.discrete[sources[code]]
    bases = reference.codes.index("G4.4.1")
    raw[:, bases] *= 100.0 / raw[:, bases].sum()


def _standings(reference: Reference, raw: FloatArray) -> FloatArray:
    """What the real treatment and min-max make of the columns, on 0..1; constant ones 0."""
    normalised = compute(raw, reference.tree, Method.default()).normalised
    return np.nan_to_num(normalised / 100.0)


def _settled(
    reference: Reference, x: FloatArray, likely: FloatArray, rows: list[Requirement]
) -> FloatArray:
    """Shift each city's normal scores per domain until its scores are near feasible ones.

    The linear programme after it then has almost nothing left to move, and no single
    heavy column has to carry the whole correction.
    """
    weights, columns = reference.domain_weights, _positions(reference)
    target = _targets(reference, x @ weights, rows)
    domain = np.array([DOMAINS.index(column.code[0]) for column in CONTINUOUS])
    slope = TYPICAL_SLOPE * weights[columns].sum(axis=0)
    settled, scores = x.copy(), likely.copy()
    for _ in range(SETTLING_ROUNDS):
        wanting = target - settled @ weights
        scores = np.round(scores + STEP * (wanting / slope)[:, domain], SAME_EVERYWHERE)
        settled[:, columns] = shaped(scores)
    return settled


def _targets(reference: Reference, scores: FloatArray, rows: list[Requirement]) -> FloatArray:
    """Domain scores that meet all requirements, close to the drawn ones in rank order."""
    ordered = np.empty_like(scores)
    for d in range(len(DOMAINS)):
        ordered[np.argsort(reference.published[:, d + 1]), d] = -np.sort(-scores[:, d])
    every = np.ones(len(DOMAINS), dtype=bool)
    return solve(ordered, np.eye(len(DOMAINS)), every, rows, pinned=False)


def _counts_rounded(reference: Reference, raw: FloatArray, x: FloatArray) -> FloatArray:
    """Large counts become integers in `raw`, and their standings what the chain makes of them."""
    positions = _positions(reference)
    counts = [(p, c) for p, c in zip(positions, CONTINUOUS, strict=True) if c.count]
    for position, column in counts:
        raw[:, position] = to_units(x[:, position], column)
    chosen = [position for position, _ in counts]
    rounded = x.copy()
    rounded[:, chosen] = _standings(reference, raw)[:, chosen]
    return rounded


def _answers(reference: Reference, draft: Draft) -> dict[str, IntArray]:
    codes = {row["code"] for row in reference.questions}
    return {code: values for code, values in draft.discrete.items() if code in codes}
