"""A method tried on the stored inputs of an edition's newest run, and what it would change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain.chain import Result, compute
from scoring.index.findings import Finding
from scoring.index.method.method import Method, method_from_json
from scoring.index.refusals import DataError, MethodError, Refusal
from scoring.index.statistics.correlation import kendall, spearman
from scoring.index.tree.tree import Tree
from scoring.models import ScoreRun
from scoring.models.tree import SCORED_CODES
from scoring.runs.block import BrokenBlock, block_unpack

MOVES = (5, 10, 20)
MOST_MOVED = 20
TOP = 10


@dataclass(frozen=True)
class Ground:
    """What a trial runs on: raw float64[n, m] in the tree's order, NaN missing.

    `other` is the same where replies are counted in another way than `replies`, the run's own.
    `ranks` int64[n, 5] are the run's own (composite, then the domains; 0 = unranked).
    """

    run: ScoreRun
    adcodes: tuple[str, ...]
    raw: FloatArray
    other: FloatArray
    replies: str
    groups: dict[str, IntArray]
    ranks: IntArray

    def inputs(self, method: Method) -> FloatArray:
        """As the method counts replies."""
        return self.raw if method.replies == self.replies else self.other


@dataclass(frozen=True)
class Stop:
    """Why the method cannot score the data, with the node, child and city where it failed."""

    error: Refusal
    node: str = ""
    child: str = ""
    adcode: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Trial:
    """A result, or the stop that prevented one."""

    result: Result | None
    stop: Stop | None

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.result.findings if self.result else ()


@dataclass(frozen=True)
class Move:
    """A city's rank before and after; 0 where it is unranked."""

    adcode: str
    before: int
    after: int

    @property
    def places(self) -> int:
        """Places gained; negative where the city falls. 0 where it is unranked on a side."""
        return self.before - self.after if self.before and self.after else 0


@dataclass(frozen=True)
class ColumnEffect:
    """How one ranking changes; `moved` counts cities beyond each of `MOVES` places."""

    code: str
    spearman: float
    kendall: float
    moved: tuple[int, ...]
    largest: int


@dataclass(frozen=True)
class Effect:
    columns: tuple[ColumnEffect, ...]
    movers: tuple[Move, ...]
    top_before: tuple[Move, ...]
    top_after: tuple[Move, ...]
    lost: tuple[Move, ...]
    gained: tuple[Move, ...]


def ground_of(run: ScoreRun, tree: Tree) -> Ground | None:
    """The stored inputs of a run; None where they cannot be read or the tree has others now."""
    content = ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk)
    try:
        block = block_unpack(bytes(content))
    except BrokenBlock:
        return None
    other_tree = set(block.indicator_codes) != set(tree.leaf_codes)
    if other_tree or set(SCORED_CODES) - set(block.node_codes):
        return None
    order = [block.indicator_codes.index(code) for code in tree.leaf_codes]
    return Ground(
        run=run,
        adcodes=block.adcodes,
        raw=block.raw[:, order],
        other=block.other_inputs()[:, order],
        replies=method_from_json(run.method.parameters).replies,
        groups=block.group_labels(),
        ranks=block.ranks[:, [block.node_codes.index(code) for code in SCORED_CODES]],
    )


def method_try(ground: Ground, tree: Tree, method: Method) -> Trial:
    """Runs the chain; what the numeric package refuses comes back as a stop, not an error."""
    try:
        return Trial(compute(ground.inputs(method), tree, method, groups=ground.groups), None)
    except MethodError as error:
        return Trial(None, Stop(error))
    except DataError as error:
        return Trial(None, _stop(error, ground, tree, method))


def _stop(error: DataError, ground: Ground, tree: Tree, method: Method) -> Stop:
    if error.row is None or error.column is None:
        return Stop(error)
    layout = tree.layout
    child = layout.codes[error.column]
    parent = int(layout.parent[error.column])
    node = layout.node_codes[parent] if parent >= 0 else ""
    adcode = ground.adcodes[error.row]
    if not node:
        return Stop(error, child=child, adcode=adcode)
    rule = method.node_step("aggregate", node).rule
    return Stop(error, node=node, child=child, adcode=adcode, rule=rule)


def effect_of(ground: Ground, result: Result) -> Effect:
    """Ranks of the run against those of the trial, composite and domains."""
    at = [result.node_codes.index(code) for code in SCORED_CODES]
    after = result.ranks[:, at]
    columns = tuple(
        _column(code, ground.ranks[:, i], after[:, i]) for i, code in enumerate(SCORED_CODES)
    )
    moves = [
        Move(adcode, int(before), int(now))
        for adcode, before, now in zip(ground.adcodes, ground.ranks[:, 0], after[:, 0], strict=True)
    ]
    moved = sorted((m for m in moves if m.places), key=lambda m: (-abs(m.places), m.after))
    return Effect(
        columns=columns,
        movers=tuple(moved[:MOST_MOVED]),
        top_before=_top(moves, "before"),
        top_after=_top(moves, "after"),
        lost=tuple(m for m in moves if m.before and not m.after),
        gained=tuple(m for m in moves if m.after and not m.before),
    )


def _top(moves: list[Move], side: str) -> tuple[Move, ...]:
    ranked = [move for move in moves if 0 < getattr(move, side) <= TOP]
    return tuple(sorted(ranked, key=lambda move: getattr(move, side)))


def _column(code: str, before: IntArray, after: IntArray) -> ColumnEffect:
    both = (before > 0) & (after > 0)
    shift = np.abs(before - after)[both]
    x, y = before[both].astype(np.float64), after[both].astype(np.float64)
    return ColumnEffect(
        code=code,
        spearman=spearman(x, y),
        kendall=kendall(x, y),
        moved=tuple(int((shift > places).sum()) for places in MOVES),
        largest=int(shift.max(initial=0)),
    )
