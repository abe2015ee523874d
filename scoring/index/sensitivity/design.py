"""What a Monte Carlo study varies, and the random draws of it: seeded per block, replayable."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import sqrt

import numpy as np

from scoring.index.arrays import BoolArray, FloatArray, IntArray
from scoring.index.chain.chain import method_weights
from scoring.index.codes import Reason
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.index.refusals import DataError, MethodError
from scoring.index.rules.rule import Step
from scoring.index.sensitivity.scales import Scale, clash, default_scales
from scoring.index.sensitivity.wrong_answers import CodedCells, changed_cells, no_coded_cells
from scoring.index.tree.layout import Layout
from scoring.index.tree.tree import Tree

FACTORS = ("treatment", "scale", "missing", "weights", "coding", "replies")
"""What a study can vary, in the order of ``Draws``."""


BLOCK = 1000
"""Draws per block: each block has a random stream of its own, whoever computes it."""


@dataclass(frozen=True)
class OtherReplies:
    """The method's other way to count replies, and its columns float64[n, a] of the inputs.

    A coded cell that differs between the two is no reading of one answer: leave it out of
    ``CodedCells``.
    """

    replies: str
    columns: IntArray
    raw: FloatArray


def default_treatments() -> tuple[Step, ...]:
    """Winsorising at 2, 2.5 and 3 sd, and none."""
    bounds = tuple(make_step("treat", "winsorise_sd", {"k": k}) for k in (2.0, 2.5, 3.0))
    return (*bounds, make_step("treat", "none"))


def default_missing() -> tuple[Step, ...]:
    """Rescaled weights, and the worst value."""
    return (make_step("missing", "rescale"), make_step("missing", "worst"))


@dataclass(frozen=True)
class Design:
    """The choices to draw from, each with equal probability, and the size of weight noise.

    A local weight w becomes w (1 + f U(-1, 1)), then siblings are rescaled to sum 1. With
    ``other``, each draw counts replies in the method's way or in the other one.
    """

    weight_noise: float = 0.25
    treatments: tuple[Step, ...] = field(default_factory=default_treatments)
    scales: tuple[Scale, ...] = field(default_factory=default_scales)
    missing: tuple[Step, ...] = field(default_factory=default_missing)
    coding: CodedCells = field(default_factory=no_coded_cells)
    other: OtherReplies | None = None


def only_weights(method: Method, weight_noise: float = 0.25) -> Design:
    """The study that keeps the method and moves nothing but weights."""
    return Design(
        weight_noise,
        (method.treat,),
        (Scale(method.normalise, method.aggregate),),
        (method.missing,),
    )


def error_rate(disagreement: float) -> float:
    """Error rate e of one coder from the disagreement d of two independent ones.

    d = 2 e (1 - e), so e = (1 - sqrt(1 - 2 d)) / 2; at d >= 1/2 the answers are as good as
    guessed, e = 1/2. Raises ValueError outside 0..1.
    """
    if not 0.0 <= disagreement <= 1.0:
        raise ValueError(f"a disagreement rate is from 0 to 1, not {disagreement!r}")
    return (1.0 - sqrt(max(0.0, 1.0 - 2.0 * disagreement))) / 2.0


@dataclass(frozen=True)
class Plan:
    """A study ready to run: inputs, nominal method, design and seed."""

    raw: FloatArray
    tree: Tree
    method: Method
    design: Design
    seed: int
    groups: Mapping[str, IntArray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_design(self.design, self.method, self.tree, self.raw)

    def inputs(self, replies: int) -> FloatArray:
        """The matrix float64[n, m] as the method counts replies (0), or the other way (1)."""
        other = self.design.other
        if other is None or not replies:
            return self.raw
        raw = self.raw.copy()
        raw[:, other.columns] = other.raw
        return raw


@dataclass(frozen=True)
class Draws:
    """Parameters of B draws: indices into the design's choices, weights, wrong answers, and
    whether replies are counted the other way.

    ``local`` float64[m+k, B] sums to 1 among siblings; ``wrong`` and ``upward`` bool[c, B]
    say which coded cells are off and which of those on a longer scale go up.
    """

    treatment: IntArray
    scale: IntArray
    missing: IntArray
    local: FloatArray
    wrong: BoolArray
    upward: BoolArray
    replies: IntArray

    def __len__(self) -> int:
        return len(self.treatment)


def varied_factors(design: Design) -> tuple[str, ...]:
    """Which of ``FACTORS`` the design varies at all."""
    several = {
        "treatment": len(design.treatments) > 1,
        "scale": len(design.scales) > 1,
        "missing": len(design.missing) > 1,
        "weights": design.weight_noise > 0,
        "coding": len(design.coding) > 0,
        "replies": design.other is not None,
    }
    return tuple(name for name in FACTORS if several[name])


def check_design(design: Design, method: Method, tree: Tree, raw: FloatArray) -> None:
    """Refuse what no draw could compute: MethodError (choices), DataError (coded cells)."""
    if not 0.0 <= design.weight_noise <= 1.0:
        raise MethodError("weight_noise", Reason.NOISE, value=repr(design.weight_noise))
    if not (design.treatments and design.scales and design.missing):
        raise MethodError("design", Reason.NO_OPTION)
    for scale in design.scales:
        found = clash(scale, method, tree)
        if found is not None:
            raise found
    cells = design.coding
    empty = np.flatnonzero(np.isnan(raw[cells.row, cells.column]))
    if len(empty):
        row, column = int(cells.row[empty[0]]), int(cells.column[empty[0]])
        code = tree.leaf_codes[column]
        raise DataError(Reason.CODED_CELL_EMPTY, row=row, column=column, place=code)


def draw_block(plan: Plan, block: int) -> Draws:
    """The parameters of one block, from the seed and the block's number alone."""
    rng = np.random.default_rng([plan.seed, block])
    design, cells = plan.design, plan.design.coding
    local = method_weights(plan.method, plan.tree)
    noise = 1.0 + design.weight_noise * rng.uniform(-1.0, 1.0, (len(local), BLOCK))
    return Draws(
        treatment=rng.integers(0, len(design.treatments), BLOCK),
        scale=rng.integers(0, len(design.scales), BLOCK),
        missing=rng.integers(0, len(design.missing), BLOCK),
        local=rescale_siblings(local[:, None] * noise, plan.tree.layout),
        wrong=rng.random((len(cells), BLOCK)) < cells.probability[:, None],
        upward=rng.random((len(cells), BLOCK)) < 0.5,
        replies=_other_way(rng, design),
    )


def draw_alone(plan: Plan, index: int) -> Draws:
    """Draw ``index`` of the study by itself: the column of its block, without the others' cells.

    The stream is read as in ``draw_block``, row after row; a row of the coded cells at a time,
    for there may be thousands of them. Weights are rescaled in the whole block, because a
    product of one column is summed in another order.
    """
    block, i = divmod(index, BLOCK)
    rng = np.random.default_rng([plan.seed, block])
    design, cells = plan.design, plan.design.coding
    local = method_weights(plan.method, plan.tree)
    noise = 1.0 + design.weight_noise * rng.uniform(-1.0, 1.0, (len(local), BLOCK))
    return Draws(
        treatment=rng.integers(0, len(design.treatments), BLOCK)[[i]],
        scale=rng.integers(0, len(design.scales), BLOCK)[[i]],
        missing=rng.integers(0, len(design.missing), BLOCK)[[i]],
        local=rescale_siblings(local[:, None] * noise, plan.tree.layout)[:, [i]],
        wrong=_column(rng, len(cells), i) < cells.probability[:, None],
        upward=_column(rng, len(cells), i) < 0.5,
        replies=_other_way(rng, design)[[i]],
    )


def _other_way(rng: np.random.Generator, design: Design) -> IntArray:
    """0 or 1 for each draw, last from the stream: without the choice no other number moves."""
    if design.other is None:
        return np.zeros(BLOCK, dtype=np.int64)
    return rng.integers(0, 2, BLOCK)


def _column(rng: np.random.Generator, rows: int, i: int) -> FloatArray:
    """Column ``i`` float64[rows, 1] of ``rng.random((rows, BLOCK))``."""
    row, found = np.empty(BLOCK), np.empty((rows, 1))
    for k in range(rows):
        rng.random(out=row)
        found[k] = row[i]
    return found


def rescale_siblings(weights: FloatArray, layout: Layout) -> FloatArray:
    """Weights float64[m+k, B] divided by the sum over siblings, column by column."""
    slot = layout.parent + 1
    member = np.zeros((len(layout.node_codes) + 1, len(slot)))
    member[slot, np.arange(len(slot))] = 1.0
    totals = member @ weights
    return np.asarray(weights / np.where(totals > 0, totals, 1.0)[slot])


def method_of(plan: Plan, draws: Draws, i: int, *, with_weights: bool = True) -> Method:
    """The ordinary method that draw ``i`` used; single indicators' own rules stay."""
    scale = plan.design.scales[draws.scale[i]]
    method = replace(
        plan.method,
        treat=plan.design.treatments[draws.treatment[i]],
        missing=plan.design.missing[draws.missing[i]],
        normalise=scale.normalise,
        aggregate=scale.aggregate,
    )
    if plan.design.other is not None and draws.replies[i]:
        method = replace(method, replies=plan.design.other.replies)
    if not with_weights:
        return method
    codes = plan.tree.layout.codes
    return replace(method, weights=dict(zip(codes, draws.local[:, i].tolist(), strict=True)))


def replay(plan: Plan, index: int) -> tuple[FloatArray, Method]:
    """Raw matrix and method of draw ``index``: ``compute`` on them gives the draw's ranks."""
    draws = draw_alone(plan, index)
    raw, cells = plan.inputs(int(draws.replies[0])).copy(), plan.design.coding
    if len(cells):
        changed = changed_cells(raw, cells, draws.wrong, draws.upward)
        raw[changed.row, changed.column] = changed.value
    return raw, method_of(plan, draws, 0)
