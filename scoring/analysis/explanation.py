"""Why a city scores what it does, against something else: contributions down the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from django.utils.translation import gettext as _

from scoring.analysis.city_sheet import heir_of
from scoring.analysis.sides import NothingToCompare, Side
from scoring.index.chain.ledger import CELL_RULES
from scoring.index.interpretation.contributions import (
    compare_units,
)
from scoring.models import Indicator, Node
from scoring.rendered.tables import reference_tables
from scoring.runs.arrays import known
from scoring.words.method import rule_words
from surveys.models import Answer


@dataclass(frozen=True)
class Line:
    """A node or indicator: what it adds to the city's composite and to the other's.

    `depth` 0 is the index, 4 an indicator. For an indicator `raw`, `score` and `weight`
    (its effective weight for this city) are given too; None where missing. The weight of a
    missing one goes to the rest of the node named `heir`; empty where a rule filled it.
    """

    code: str
    name: str
    depth: int
    own: float | None
    other: float | None
    raw: float | None = None
    other_raw: float | None = None
    score: float | None = None
    weight: float | None = None
    unit: str = ""
    heir: str = ""
    answer: Answer | None = None

    @property
    def is_leaf(self) -> bool:
        return self.depth == LEAF

    @property
    def is_missing(self) -> bool:
        return self.is_leaf and self.raw is None

    @property
    def other_is_missing(self) -> bool:
        return self.is_leaf and self.other_raw is None

    @property
    def difference(self) -> float | None:
        return None if self.own is None or self.other is None else self.own - self.other


@dataclass(frozen=True)
class Branch:
    """A domain with its groups, or a group with every line below it in reading order."""

    line: Line
    branches: list[Branch] = field(default_factory=list)
    rows: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class TreatedCell:
    """An outlier of the city: raw value, what replaced it, and the rank without that."""

    code: str
    name: str
    raw: float
    new: float
    rule: str
    rank: int
    rank_untreated: int

    @property
    def rule_label(self) -> str:
        return rule_words(self.rule)


@dataclass(frozen=True)
class Explanation:
    """Lines in tree order; `offset` and `other_offset` are what no indicator accounts for
    (0 for arithmetic means); `gap` is the largest error of the sums; `cities` how many are
    ranked in the run."""

    score: float
    other_score: float
    rank: int
    other_rank: int
    cities: int
    offset: float
    other_offset: float
    gap: float
    lines: tuple[Line, ...]
    treated: tuple[TreatedCell, ...]

    @property
    def largest(self) -> list[Line]:
        """Indicators by the size of their difference, the largest first.

        What is missing on a side is no difference in doing: it is left out.
        """
        leaves = [
            line
            for line in self.lines
            if line.is_leaf and not (line.is_missing or line.other_is_missing)
        ]
        known = [line for line in leaves if line.difference]
        return sorted(known, key=lambda line: -abs(line.difference or 0.0))

    @property
    def missing(self) -> list[Line]:
        return [line for line in self.lines if line.is_missing]

    @property
    def domains(self) -> list[Branch]:
        """The lines as a tree: domains, their groups, and all that is below a group."""
        found: list[Branch] = []
        for line in self.lines:
            if line.depth == 1:
                found.append(Branch(line))
            elif line.depth == 2:
                found[-1].branches.append(Branch(line))
            elif line.depth > 2:
                found[-1].branches[-1].rows.append(line)
        return found


LEAF = 4


def explain(side: Side, other: Side, answers: Mapping[str, Answer] | None = None) -> Explanation:
    """Index, domain … indicator, each with both contributions; they sum to the scores.

    `answers` are those that indicators rest on, as far as the reader may see them.
    Raises NothingToCompare where a side has no score or the runs differ in their indicators.
    """
    score = float(side.parts.scores[side.row])
    other_score = float(other.parts.scores[other.row])
    if np.isnan(score) or np.isnan(other_score):
        raise NothingToCompare(_("A city without a composite score cannot be explained."))
    if side.run.block.indicator_codes != other.run.block.indicator_codes:
        raise NothingToCompare(_("The two runs have different indicators."))
    compared = compare_units(side.parts, side.row, other.parts, other.row)
    return Explanation(
        score=score,
        other_score=other_score,
        rank=int(side.run.result.ranks[side.row, 0]),
        other_rank=int(other.run.result.ranks[other.row, 0]),
        cities=int((side.run.result.ranks[:, 0] > 0).sum()),
        offset=float(side.parts.offset[side.row]),
        other_offset=float(other.parts.offset[other.row]),
        gap=max(side.parts.gap(), other.parts.gap(), compared.gap()),
        lines=tuple(_lines(side, other, answers or {})),
        treated=tuple(_treated(side)),
    )


def _lines(side: Side, other: Side, answers: Mapping[str, Answer]) -> Iterator[Line]:
    found = reference_tables()
    nodes = {node.pk: node for node in found.nodes}
    children: dict[int | None, list[Node]] = {}
    for node in found.nodes:
        children.setdefault(node.parent_id, []).append(node)
    indicators: dict[int, list[Indicator]] = {}
    for indicator in found.indicators:
        indicators.setdefault(indicator.parent_id, []).append(indicator)
    pending = list(children[None])
    while pending:
        node = pending.pop(0)
        pending = children.get(node.pk, []) + pending
        yield _node_line(node, side, other)
        for indicator in indicators.get(node.pk, []):
            if indicator.code in side.run.block.indicator_codes:
                line = _leaf_line(indicator, side, other, nodes)
                yield replace(line, answer=answers.get(indicator.code))


def _node_line(node: Node, side: Side, other: Side) -> Line:
    if node.code not in side.run.block.node_codes:
        return Line(node.code, node.name, node.level, None, None)
    columns = side.run.tree.layout.leaves_below(node.code)
    own = float(side.parts.values[side.row, columns].sum())
    against = float(other.parts.values[other.row, columns].sum())
    return Line(node.code, node.name, node.level, own, against)


def _leaf_line(indicator: Indicator, side: Side, other: Side, nodes: Mapping[int, Node]) -> Line:
    column = side.run.block.indicator_codes.index(indicator.code)
    heir = heir_of(side.run.block, side.row, column, nodes)
    return Line(
        code=indicator.code,
        name=indicator.name,
        depth=LEAF,
        own=float(side.parts.values[side.row, column]),
        other=float(other.parts.values[other.row, column]),
        raw=known(side.run.block.raw[side.row, column]),
        other_raw=known(other.run.block.raw[other.row, column]),
        score=known(side.run.result.normalised[side.row, column]),
        weight=known(side.parts.weights[side.row, column]),
        unit=indicator.unit_label,
        heir=heir.name if heir else "",
    )


def _treated(side: Side) -> Iterator[TreatedCell]:
    again = side.run
    cells = again.result.treated_cells
    here = np.flatnonzero(cells.row == side.row)
    if not len(here):
        return
    indicators = reference_tables().indicators_by_code
    for i, rank in zip(here, side.untreated_ranks(), strict=True):
        code = again.block.indicator_codes[int(cells.column[i])]
        yield TreatedCell(
            code=code,
            name=indicators[code].name if code in indicators else code,
            raw=float(cells.raw[i]),
            new=float(cells.new[i]),
            rule=CELL_RULES[int(cells.rule[i])],
            rank=int(again.result.ranks[side.row, 0]),
            rank_untreated=int(rank),
        )
