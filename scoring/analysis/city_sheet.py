"""One city's indicators in a run: raw value, score, treatment, and what each rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from scoring.models import Basis, Indicator, IndicatorValue, Node, ScoreRun
from scoring.runs.block import Block, block_unpack
from surveys.models import Answer, City, User
from surveys.permissions import visible_answers


@dataclass(frozen=True)
class Cell:
    """An indicator of the city; `hidden` where an undecided code must stay blind.

    `raw` and `score` (0 to 100 by default) are None where missing; `treated` is the value
    that replaced an outlier. A value rests on an answer or on a stored value.
    """

    indicator: Indicator
    raw: float | None
    score: float | None
    treated: float | None
    answer: Answer | None
    value: IndicatorValue | None
    hidden: bool

    @property
    def overridden(self) -> bool:
        return self.value is not None and self.indicator.is_coded


@dataclass
class Group:
    """A second-level node with the city's score there and its indicators."""

    node: Node
    score: float | None
    cells: list[Cell] = field(default_factory=list)


@dataclass
class Domain:
    node: Node
    score: float | None
    rank: int | None
    groups: list[Group] = field(default_factory=list)


def city_sheet(run: ScoreRun, city: City, person: User) -> list[Domain]:
    """The domains with their groups and indicators; a fixed number of queries."""
    block = block_unpack(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk))
    row = block.adcodes.index(city.adcode)
    nodes = {node.pk: node for node in Node.objects.all()}
    domains: dict[int, Domain] = {}
    groups: dict[int, Group] = {}
    for cell in _cells(run, city, person, block, row):
        domain_id, group_id = cell.indicator.domain_id, cell.indicator.parent_id
        if domain_id not in domains:
            score, rank = _node(block, row, nodes[domain_id])
            domains[domain_id] = Domain(nodes[domain_id], score, rank)
        if group_id not in groups:
            groups[group_id] = Group(nodes[group_id], _node(block, row, nodes[group_id])[0])
            domains[domain_id].groups.append(groups[group_id])
        groups[group_id].cells.append(cell)
        if cell.hidden:
            # A group of one indicator would tell what its only cell hides.
            groups[group_id].score = None
    return list(domains.values())


def _cells(run: ScoreRun, city: City, person: User, block: Block, row: int) -> Iterable[Cell]:
    seen = set(
        visible_answers(person).filter(edition=run.edition, city=city).values_list("pk", flat=True)
    )
    answers = {
        answer.question.code: answer
        for answer in run.edition.answers.filter(city=city).select_related("question")
    }
    values = _values(run, city)
    treated = _treated(block, row)
    position = {code: column for column, code in enumerate(block.indicator_codes)}
    for indicator in Indicator.objects.all():
        column = position.get(indicator.code)
        if column is None:
            continue
        answer = _answer_of(indicator, answers)
        value = values.get(indicator.pk)
        hidden = answer is not None and answer.pk not in seen and value is None
        yield Cell(
            indicator=indicator,
            raw=None if hidden else _number(block.raw[row, column]),
            score=None if hidden else _number(block.normalised[row, column]),
            treated=None if hidden else treated.get(column),
            answer=None if hidden else answer,
            value=value,
            hidden=hidden,
        )


def hidden_indicators(run: ScoreRun, city: City, person: User) -> set[str]:
    """Codes of indicators whose undecided answer the person must not learn from a result."""
    if run.basis == Basis.APPROVED:
        return set()
    seen = set(
        visible_answers(person).filter(edition=run.edition, city=city).values_list("pk", flat=True)
    )
    undecided = run.edition.answers.filter(city=city).exclude(pk__in=seen)
    answers = {answer.question.code: answer for answer in undecided.select_related("question")}
    return {
        indicator.code
        for indicator in Indicator.objects.coded()
        if _answer_of(indicator, answers) is not None
    }


def _answer_of(indicator: Indicator, answers: dict[str, Answer]) -> Answer | None:
    """The answer that a coded indicator is derived from, if any."""
    if not indicator.is_coded:
        return None
    name = indicator.derivation.split(" ")[0]
    return answers.get(DERIVED_FROM.get(name, name))


# A derived question has no answer of its own; it rests on this one.
DERIVED_FROM = {"consultation_answered": "reply_quality"}


def _values(run: ScoreRun, city: City) -> dict[int, IndicatorValue]:
    flag = "approved" if run.basis == Basis.APPROVED else "current"
    rows = IndicatorValue.objects.filter(edition=run.edition, city=city, **{flag: True})
    return {row.indicator_id: row for row in rows.select_related("batch", "entered_by").order_by()}


def _treated(block: Block, row: int) -> dict[int, float]:
    here = np.flatnonzero(block.treated_row == row)
    return {int(block.treated_column[i]): float(block.treated_new[i]) for i in here}


def _node(block: Block, row: int, node: Node) -> tuple[float | None, int | None]:
    column = block.node_codes.index(node.code)
    return _number(block.scores[row, column]), int(block.ranks[row, column]) or None


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
