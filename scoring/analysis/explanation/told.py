"""Why a city scores what it does, against something else: contributions down the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property

import numpy as np
from django.utils.translation import gettext as _

from scoring.analysis.city_sheet import heir_of
from scoring.analysis.explanation.apportioned import apportioned, shown_difference
from scoring.analysis.explanation.causes import Causes, causes_of, effects_of
from scoring.analysis.sides import NothingToCompare, Side
from scoring.index.arrays import FloatArray
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
    `effect` is its part of the difference between the scores: of what one side alone has,
    with the weight that went to others.
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
    effect: float | None = None

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
    ranked in the run. The effects of the indicators and `rest` sum to the difference of the
    scores, and so do `causes` and `rest`. `apart` is False where the two have too little in
    common to tell what is missing apart: then an effect is the plain difference.
    """

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
    rest: float = 0.0
    apart: bool = True
    causes: Causes | None = None

    @property
    def fell(self) -> bool:
        """Whether the city stands lower than what it is held against."""
        if self.rank != self.other_rank:
            return self.rank > self.other_rank
        return self.score < self.other_score

    @property
    def change(self) -> float:
        return shown_difference(self.score, self.other_score)

    @cached_property
    def cause_points(self) -> dict[str, float]:
        """The causes by name, and the rest by "", as a page shows them."""
        parts = {**asdict(self.causes), "": self.rest} if self.causes else {}
        return apportioned(parts, self.change)

    @cached_property
    def points(self) -> dict[str, float]:
        """The effects by code, and the rest by "", as a page shows them: they sum to the
        difference of the scores that it shows, and those of `absent` to their cause."""
        absent, common = _effects(self.absent), _effects(self.common)
        parts = {"missing": sum(absent.values()), "common": sum(common.values()), "": self.rest}
        shown = apportioned(parts, self.change)
        same = self.causes and abs(self.causes.missing - parts["missing"]) < NOISE
        gaps, rest = ((self.cause_points if same else shown)[name] for name in ("missing", ""))
        given = apportioned(absent, gaps) | apportioned(common, round(self.change - gaps - rest, 2))
        return {**given, "": rest}

    @property
    def differing(self) -> list[Line]:
        """Indicators by the size of their effect, the largest first."""
        found = [line for line in self.lines if line.is_leaf and abs(line.effect or 0.0) > NOISE]
        return sorted(found, key=lambda line: -abs(line.effect or 0.0))

    @cached_property
    def absent(self) -> list[Line]:
        """Those that one side alone has a value of."""
        return [line for line in self.differing if line.is_missing != line.other_is_missing]

    @cached_property
    def common(self) -> list[Line]:
        return [line for line in self.differing if line.is_missing == line.other_is_missing]

    @property
    def losses(self) -> list[Line]:
        return [line for line in self.common if (line.effect or 0.0) < 0]

    @property
    def gains(self) -> list[Line]:
        return [line for line in self.common if (line.effect or 0.0) > 0]

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


def _effects(lines: list[Line]) -> dict[str, float]:
    return {line.code: line.effect or 0.0 for line in lines}


LEAF = 4
NOISE = 1e-9  # of sums of floating-point numbers; no effect is so small


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
    found = effects_of(side, other)
    values = compared.values if found is None else found.values
    lines = _lines(side, other, answers or {}, values)
    return Explanation(
        score=score,
        other_score=other_score,
        rank=int(side.run.result.ranks[side.row, 0]),
        other_rank=int(other.run.result.ranks[other.row, 0]),
        cities=int((side.run.result.ranks[:, 0] > 0).sum()),
        offset=float(side.parts.offset[side.row]),
        other_offset=float(other.parts.offset[other.row]),
        gap=max(side.parts.gap(), other.parts.gap(), (found or compared).gap()),
        lines=tuple(lines),
        treated=tuple(_treated(side)),
        rest=compared.shift if found is None else found.rest,
        apart=found is not None,
        causes=causes_of(side, other, found) if found is not None else None,
    )


def _lines(
    side: Side, other: Side, answers: Mapping[str, Answer], values: FloatArray
) -> Iterator[Line]:
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
        yield _node_line(node, side, other, values)
        for indicator in indicators.get(node.pk, []):
            if indicator.code in side.run.block.indicator_codes:
                line = _leaf_line(indicator, side, other, nodes)
                effect = float(values[side.run.block.indicator_codes.index(indicator.code)])
                yield replace(line, answer=answers.get(indicator.code), effect=effect)


def _node_line(node: Node, side: Side, other: Side, values: FloatArray) -> Line:
    if node.code not in side.run.block.node_codes:
        return Line(node.code, node.name, node.level, None, None)
    columns = side.run.tree.layout.leaves_below(node.code)
    own = float(side.parts.values[side.row, columns].sum())
    against = float(other.parts.values[other.row, columns].sum())
    effect = float(values[columns].sum())
    return Line(node.code, node.name, node.level, own, against, effect=effect)


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
