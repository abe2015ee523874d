"""One city's indicators in a run: raw value, score, treatment, and what each rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from scoring.models import Basis, Indicator, IndicatorValue, Node, ScoreRun
from scoring.rendered.tables import reference_tables
from scoring.runs.arrays import known
from scoring.runs.block import Block
from scoring.runs.questions import questions_behind
from scoring.runs.reproduction import block_kept
from surveys.coding.states import CellState, bare_states
from surveys.models import Answer, City, Edition, Question, User
from surveys.permissions import visible_answers
from surveys.rounds.lateness import SILENT_QUESTION, uncounted_cities


@dataclass(frozen=True)
class Cell:
    """An indicator of the city.

    `raw` and `score` (0 to 100 by default) are None where missing; `treated` is the value
    that replaced an outlier. A value rests on an answer or on a stored value. The weight of
    a cell without a score goes to what else the city has below the node `heir`. Where it is
    `late`, the answer does not count: its letter came after the cut-off. `sent` is what becomes
    of readings without an answer.
    """

    indicator: Indicator
    raw: float | None
    score: float | None
    treated: float | None
    answer: Answer | None
    value: IndicatorValue | None
    heir: Node | None = None
    late: bool = False
    sent: CellState | None = None

    @property
    def is_missing(self) -> bool:
        return self.raw is None

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


@dataclass(frozen=True)
class Coded:
    """By indicator: the first answer under it that a person may read, what becomes of readings
    without one, and which indicators are of a `late` letter that does not count."""

    answers: Mapping[str, Answer]
    sent: Mapping[str, CellState]
    late: frozenset[str]


def city_sheet(run: ScoreRun, city: City, coded: Coded) -> list[Domain]:
    """The domains with their groups and indicators, each with what was `coded` under it; a fixed
    number of queries."""
    block = block_kept(run)
    row = block.adcodes.index(city.adcode)
    nodes = {node.pk: node for node in reference_tables().nodes}
    domains: dict[int, Domain] = {}
    groups: dict[int, Group] = {}
    for cell in _cells(run, city, block, row, coded, nodes):
        domain_id, group_id = cell.indicator.domain_id, cell.indicator.parent_id
        if domain_id not in domains:
            score, rank = _node(block, row, nodes[domain_id])
            domains[domain_id] = Domain(nodes[domain_id], score, rank)
        if group_id not in groups:
            score, _rank = _node(block, row, nodes[group_id])
            groups[group_id] = Group(nodes[group_id], score)
            domains[domain_id].groups.append(groups[group_id])
        groups[group_id].cells.append(cell)
    return list(domains.values())


def answers_by_indicator(edition: Edition, city: City, person: User) -> dict[str, Answer]:
    """By indicator the first of the city's answers under it that this person may read."""
    rows = visible_answers(person).filter(edition=edition, city=city)
    seen = {row.question.code: row for row in rows.select_related("question")}
    found = {
        code: next((seen[question] for question in questions if question in seen), None)
        for code, questions in questions_behind().items()
    }
    return {code: answer for code, answer in found.items() if answer is not None}


def sent_by_indicator(edition: Edition, city: City, person: User) -> dict[str, CellState]:
    """By indicator the first of the readings under it that were sent and have no answer that
    this person may read."""
    states = bare_states(edition, person, [city.pk])
    if not states:
        return {}
    codes = dict(Question.objects.values_list("pk", "code"))
    sent = {codes[question]: state for (_city, question), state in states.items()}
    found = {
        code: next((sent[question] for question in questions if question in sent), None)
        for code, questions in questions_behind().items()
    }
    return {code: state for code, state in found.items() if state is not None}


def late_indicators(edition: Edition, city: City, answers: Mapping[str, Answer]) -> frozenset[str]:
    """Indicators of the answer about the reply, where what was answered does not count."""
    found = frozenset(
        code for code, answer in answers.items() if answer.question.code == SILENT_QUESTION
    )
    return found if found and city.pk in uncounted_cities(edition, city)[0] else frozenset()


def _cells(
    run: ScoreRun,
    city: City,
    block: Block,
    row: int,
    coded: Coded,
    nodes: Mapping[int, Node],
) -> Iterable[Cell]:
    values = _values(run, city)
    treated = _treated(block, row)
    position = {code: column for column, code in enumerate(block.indicator_codes)}
    for indicator in reference_tables().indicators:
        column = position.get(indicator.code)
        if column is None:
            continue
        yield Cell(
            indicator=indicator,
            raw=known(block.raw[row, column]),
            score=known(block.normalised[row, column]),
            treated=treated.get(column),
            answer=coded.answers.get(indicator.code),
            value=values.get(indicator.pk),
            heir=heir_of(block, row, column, nodes),
            late=indicator.code in coded.late,
            sent=coded.sent.get(indicator.code),
        )


def heir_of(block: Block, row: int, column: int, nodes: Mapping[int, Node]) -> Node | None:
    """The lowest node over a cell without a score in which the city has something else."""
    if not np.isnan(block.normalised[row, column]):
        return None
    by_code = {node.code: node for node in nodes.values()}
    node = by_code.get(block.indicator_parents[column])
    while node is not None:
        if not np.isnan(block.scores[row, block.node_codes.index(node.code)]):
            return node
        node = nodes.get(node.parent_id) if node.parent_id else None
    return None


def _values(run: ScoreRun, city: City) -> dict[int, IndicatorValue]:
    flag = "approved" if run.basis == Basis.APPROVED else "current"
    rows = IndicatorValue.objects.filter(edition=run.edition, city=city, **{flag: True})
    rows = rows.order_by().only(
        *("indicator", "source", "reference_year", "reason", "approved"),
        "batch__name",  # its report tells of every cell of a table
    )
    return {row.indicator_id: row for row in rows.select_related("batch")}


def _treated(block: Block, row: int) -> dict[int, float]:
    here = np.flatnonzero(block.treated_row == row)
    return {int(block.treated_column[i]): float(block.treated_new[i]) for i in here}


def _node(block: Block, row: int, node: Node) -> tuple[float | None, int | None]:
    column = block.node_codes.index(node.code)
    return known(block.scores[row, column]), int(block.ranks[row, column]) or None
