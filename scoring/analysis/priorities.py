"""What each open answer would change if it were otherwise, for all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import isnan

import numpy as np
from django.db.models import Count, Exists, OuterRef

from scoring.index.arrays import FloatArray
from scoring.index.sensitivity.what_if import Second, WhatIf, what_if
from scoring.index.tree.tree import Tree
from scoring.models import Basis, Indicator
from scoring.runs.inputs import Inputs
from scoring.runs.questions import derived_rules, operands_of
from surveys.models import Answer, Code, Edition, Question, ReviewPriority, Submission
from surveys.rounds.lateness import uncounted_answers


@dataclass(frozen=True)
class Flip:
    """One open answer set to another value, as changes of cells of the matrix.

    `value` and `other` are in the answer's own scale; `column` is the indicator's, `cell`
    the value that its column would get. `second` is the column and the value of a derived
    question that would change along, where there is one.
    """

    city_id: int
    question: Question
    row: int
    column: int
    value: float | None
    other: float
    cell: float
    second: tuple[int, float] | None


# An index finds these by name; "all but approved" it does not.
UNDECIDED = [state for state in Answer.State.values if state != Answer.State.APPROVED]


@dataclass(frozen=True)
class OpenCell:
    city_id: int
    question: Question


def open_cells(edition: Edition) -> list[OpenCell]:
    """What is open in one edition, once per city and question."""
    questions = {question.pk: question for question in Question.objects.all()}
    keys = sorted(open_keys([edition.pk]))
    return [OpenCell(city, questions[question]) for _edition, city, question in keys]


def open_keys(editions: Collection[int]) -> set[tuple[int, int, int]]:
    """Answers not yet approved, and cells that two people coded without an answer so far, as
    keys of edition, city and question; as many queries for many editions as for one.

    A cell with one code and no answer waits for its blind second code: an effect would tell
    the second coder what the first one wrote. An answer that counts nowhere, because its
    letter came late, changes nothing.
    """
    pending = Answer.objects.filter(edition__in=editions, state__in=UNDECIDED).order_by()
    same = {name: OuterRef(name) for name in ("edition", "city", "question")}
    sent = Exists(Submission.objects.filter(code=OuterRef("pk")))
    coded = Code.objects.filter(sent, edition__in=editions, state=Code.State.SUBMITTED).order_by()
    bare = coded.filter(~Exists(Answer.objects.filter(**same)))
    cells = bare.values_list("edition", "city", "question")
    twice = cells.annotate(coders=Count("pk")).filter(coders__gt=1)
    keys = {*pending.values_list("edition", "city", "question")}
    keys |= {(edition, city, question) for edition, city, question, _coders in twice}
    return keys - uncounted_answers({edition for edition, _city, _question in keys})


@dataclass(frozen=True)
class Feeds:
    """How questions reach the matrix: their column, and a second one of a derived question."""

    column: Mapping[str, int]
    derived: Mapping[str, tuple[int, float]]


def priorities(edition: Edition, inputs: Inputs) -> list[ReviewPriority]:
    """The flip with the largest effect of every open answer, on the provisional basis.

    Exact: a derived question changes along with the one it follows from; a scaled count
    keeps the old total, which only rescales its column. A flip with which the method could
    not score the edition has no effect to tell and is left out.
    """
    feeds = feeds_of(inputs.tree)
    flips = list(_flips(open_cells(edition), inputs, feeds))
    if not flips:
        return []
    effects = _effects(flips, inputs)
    best: dict[tuple[int, int], int] = {}
    sizes = list(zip(effects.rank_change.tolist(), effects.moved.tolist(), strict=True))
    for place in np.flatnonzero(~effects.refused).tolist():
        key = (flips[place].city_id, flips[place].question.pk)
        if key not in best or sizes[place] > sizes[best[key]]:
            best[key] = place
    return [_priority(edition, inputs, flips[place], effects, place) for place in best.values()]


def _effects(flips: list[Flip], inputs: Inputs) -> WhatIf:
    seconds = [flip.second or (-1, 0.0) for flip in flips]
    return what_if(
        inputs.raw[Basis.PROVISIONAL.value],
        inputs.tree,
        inputs.method,
        np.array([flip.row for flip in flips]),
        np.array([flip.column for flip in flips]),
        np.array([flip.cell for flip in flips]),
        groups=inputs.cities.groups,
        second=Second(
            np.array([column for column, _value in seconds]),
            np.array([value for _column, value in seconds]),
        ),
    )


def feeds_of(tree: Tree) -> Feeds:
    """A question that feeds no column has no effect, and none of the maps names it."""
    column: dict[str, int] = {}
    for indicator in Indicator.objects.coded():
        for name in operands_of(indicator):
            column[name] = tree.leaf_codes.index(indicator.code)
    derived = {
        rule.question: (column[code], float(rule.least))
        for code, rule in derived_rules().items()
        if code in column
    }
    return Feeds(column, derived)


def _flips(cells: list[OpenCell], inputs: Inputs, feeds: Feeds) -> Iterator[Flip]:
    row_of = {city_id: row for row, city_id in enumerate(inputs.cities.ids)}
    raw = inputs.raw[Basis.PROVISIONAL.value]
    answers = inputs.answers[Basis.PROVISIONAL.value]
    nothing = np.full(len(row_of), np.nan)
    units = {
        code: _unit(raw[:, column], answers.get(code, nothing))
        for code, column in feeds.column.items()
    }
    for cell in cells:
        column = feeds.column.get(cell.question.code)
        if column is None:
            continue
        row, unit = row_of[cell.city_id], units[cell.question.code]
        answered = float(answers.get(cell.question.code, nothing)[row])
        value = None if isnan(answered) else answered
        for other in other_values(cell.question, value):
            second = second_cell(cell.question, other, raw[row], feeds)
            yield Flip(cell.city_id, cell.question, row, column, value, other, other * unit, second)


def _unit(column: FloatArray, answered: FloatArray) -> float:
    """What an answer of 1 is in the column: 1, or for a scaled count its share of the total."""
    known = np.flatnonzero((answered > 0) & (column > 0))
    return float(column[known[0]] / answered[known[0]]) if len(known) else 1.0


def other_values(question: Question, value: float | None) -> list[float]:
    """The values the answer could be instead."""
    if question.kind == Question.Kind.BINARY:
        candidates = [0.0, 1.0]
    elif question.kind == Question.Kind.ORDINAL:
        candidates = [float(grade) for grade in question.grades]
    else:
        around = 0.0 if value is None else value
        candidates = [around - 1, around, around + 1]
    return [other for other in candidates if other >= 0 and other != value]


def _priority(
    edition: Edition, inputs: Inputs, flip: Flip, effects: WhatIf, place: int
) -> ReviewPriority:
    return ReviewPriority(
        edition_id=edition.pk,
        city_id=flip.city_id,
        question_id=flip.question.pk,
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


def second_cell(
    question: Question, other: float, city: FloatArray, feeds: Feeds
) -> tuple[int, float] | None:
    """The (column, value) that a derived question would change to along with this flip."""
    if question.code not in feeds.derived:
        return None
    column, least = feeds.derived[question.code]
    derived = float(other >= least)
    return None if city[column] == derived else (column, derived)
