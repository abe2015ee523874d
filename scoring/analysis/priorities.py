"""What each open answer would change if it were otherwise, for all of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import Result, compute
from scoring.index.derivation.formula import formula_names, parse_formula
from scoring.index.sensitivity.what_if import WhatIf, what_if
from scoring.models import Basis, Indicator
from scoring.runs.inputs import Inputs
from surveys.codebook import rule_parse
from surveys.models import Answer, Code, Edition, Question, ReviewPriority


@dataclass(frozen=True)
class Flip:
    """One open answer set to another value, as changes of cells of the matrix.

    `value` and `other` are in the answer's own scale; `column` is the indicator's, `cell`
    the value that its column would get.
    """

    city_id: int
    question: Question
    row: int
    column: int
    value: float | None
    other: float
    cell: float


@dataclass(frozen=True)
class OpenCell:
    city_id: int
    question: Question


def open_cells(edition: Edition) -> list[OpenCell]:
    """Answers not yet approved, and coded cells without an answer; once per city and question."""
    questions = {question.pk: question for question in Question.objects.all()}
    approved = set(edition.answers.approved().values_list("city_id", "question_id"))
    pending = edition.answers.exclude(state=Answer.State.APPROVED)
    coded = edition.codes.filter(state=Code.State.SUBMITTED)
    keys = set(pending.values_list("city_id", "question_id"))
    keys |= set(coded.values_list("city_id", "question_id"))
    return [OpenCell(city, questions[question]) for city, question in sorted(keys - approved)]


@dataclass(frozen=True)
class Feeds:
    """How questions reach the matrix: their column, and a second one of a derived question."""

    column: Mapping[str, int]
    derived: Mapping[str, tuple[int, int]]


def priorities(edition: Edition, inputs: Inputs) -> list[ReviewPriority]:
    """The flip with the largest effect of every open answer, on the provisional basis.

    Exact: what a derived question depends on is computed as a whole; a scaled count keeps
    the old total, which only rescales its column.
    """
    raw = inputs.raw[Basis.PROVISIONAL.value]
    result = compute(raw, inputs.tree, inputs.method, groups=inputs.cities.groups)
    feeds = _feeds(inputs)
    flips = list(_flips(open_cells(edition), inputs, feeds))
    if not flips:
        return []
    effects = what_if(
        raw,
        inputs.tree,
        inputs.method,
        np.array([flip.row for flip in flips]),
        np.array([flip.column for flip in flips]),
        np.array([flip.cell for flip in flips]),
        groups=inputs.cities.groups,
        result=result,
    )
    rows: dict[tuple[int, int], ReviewPriority] = {}
    for place, flip in enumerate(flips):
        row = _priority(edition, inputs, flip, effects, place)
        second = _second_cell(flip, feeds, raw)
        if second is not None:
            _apply_exact(row, flip, second, inputs, result, int(effects.domain[place]))
        key = (flip.city_id, flip.question.pk)
        if key not in rows or _weight(row) > _weight(rows[key]):
            rows[key] = row
    return list(rows.values())


def _weight(row: ReviewPriority) -> tuple[int, int]:
    return row.rank_change, row.cities_moved


def _feeds(inputs: Inputs) -> Feeds:
    """A question that feeds no column has no effect, and none of the maps names it."""
    column: dict[str, int] = {}
    for indicator in Indicator.objects.coded():
        for name in formula_names(parse_formula(indicator.derivation)):
            column[name] = inputs.tree.leaf_codes.index(indicator.code)
    derived = {}
    for question in Question.objects.filter(kind=Question.Kind.DERIVED):
        rule = rule_parse(question.rule)
        derived[rule.question] = (column[question.code], rule.least)
    return Feeds(column, derived)


def _flips(cells: list[OpenCell], inputs: Inputs, feeds: Feeds) -> Iterator[Flip]:
    row_of = {city_id: row for row, city_id in enumerate(inputs.cities.ids)}
    raw = inputs.raw[Basis.PROVISIONAL.value]
    answers = inputs.answers[Basis.PROVISIONAL.value]
    nothing = np.full(len(row_of), np.nan)
    for cell in cells:
        column = feeds.column.get(cell.question.code)
        if column is None:
            continue
        row = row_of[cell.city_id]
        answered = answers.get(cell.question.code, nothing)
        unit = _unit(raw[:, column], answered)
        value = None if np.isnan(answered[row]) else float(answered[row])
        for other in _others(cell.question, value):
            yield Flip(cell.city_id, cell.question, row, column, value, other, other * unit)


def _unit(column: FloatArray, answered: FloatArray) -> float:
    """What an answer of 1 is in the column: 1, or for a scaled count its share of the total."""
    known = np.flatnonzero((answered > 0) & (column > 0))
    return float(column[known[0]] / answered[known[0]]) if len(known) else 1.0


def _others(question: Question, value: float | None) -> list[float]:
    """The values the answer could be instead."""
    if question.kind == Question.Kind.BINARY:
        candidates = [0.0, 1.0]
    elif question.kind == Question.Kind.ORDINAL:
        grades = range(question.minimum or 0, (question.maximum or 4) + 1)
        candidates = [float(grade) for grade in grades]
    else:
        around = 0.0 if value is None else value
        candidates = [around - 1, around, around + 1]
    return [other for other in candidates if other >= 0 and other != value]


def _priority(
    edition: Edition, inputs: Inputs, flip: Flip, effects: WhatIf, place: int
) -> ReviewPriority:
    return ReviewPriority(
        edition=edition,
        city_id=flip.city_id,
        question=flip.question,
        inputs_version=inputs.version,
        value=flip.value,
        other_value=flip.other,
        rank=int(effects.rank_before[place]) or None,
        other_rank=int(effects.rank_after[place]) or None,
        domain_rank=int(effects.domain_rank_before[place]) or None,
        other_domain_rank=int(effects.domain_rank_after[place]) or None,
        rank_change=int(effects.rank_change[place]),
        cities_moved=int(effects.moved[place]),
    )


def _second_cell(flip: Flip, feeds: Feeds, raw: FloatArray) -> tuple[int, float] | None:
    """The (column, value) that a derived question would change to along with this flip."""
    if flip.question.code not in feeds.derived:
        return None
    column, least = feeds.derived[flip.question.code]
    derived = float(flip.other >= least)
    return None if raw[flip.row, column] == derived else (column, derived)


def _apply_exact(
    row: ReviewPriority,
    flip: Flip,
    second: tuple[int, float],
    inputs: Inputs,
    result: Result,
    domain: int,
) -> None:
    """Both cells changed at once: one whole chain, for the few flips that need it."""
    raw = inputs.raw[Basis.PROVISIONAL.value].copy()
    raw[flip.row, flip.column] = flip.cell
    raw[flip.row, second[0]] = second[1]
    changed = compute(raw, inputs.tree, inputs.method, groups=inputs.cities.groups)
    before, after = result.ranks[:, 0], changed.ranks[:, 0]
    row.other_rank = int(after[flip.row]) or None
    row.other_domain_rank = int(changed.ranks[flip.row, domain]) or None
    both = row.rank is not None and row.other_rank is not None
    row.rank_change = abs(int(after[flip.row] - before[flip.row])) if both else 0
    row.cities_moved = int(np.count_nonzero(before != after))
