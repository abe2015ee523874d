"""Which ranks an answer moves: its city's in the stored run, and what they would be otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.analysis.priorities import Feeds, feeds_of, other_values, second_cell
from scoring.analysis.sides import Side, side_of
from scoring.index.arrays import FloatArray
from scoring.index.sensitivity.what_if import Second, WhatIf, what_if
from scoring.models import Basis, Indicator, Node, ScoreRun
from scoring.rendered.links import CityLinks, RankLinks
from scoring.rendered.tables import reference_tables
from scoring.runs.arrays import known
from scoring.runs.questions import questions_behind
from scoring.words.answers import counted_words
from surveys.coding.codebook import Value, score_value
from surveys.models import Answer, Question

_SAME = 1e-9  # what a share of a total may lose on its way


@dataclass(frozen=True)
class Fed:
    """An indicator that is computed from the answer; `weight` is its effective one in this city,
    None where the city has no value."""

    indicator: Indicator
    weight: float | None
    address: str


@dataclass(frozen=True)
class Standing:
    """The city's composite rank and the one in the domain, None where it has none; `moved` counts
    the cities whose composite rank another value would change."""

    words: str
    rank: int | None
    domain_rank: int | None
    moved: int = 0


@dataclass(frozen=True)
class AnswerRanks:
    """`counts` is False where the run rests on something else than the answer: nothing is told of
    other values then."""

    run: ScoreRun
    fed: list[Fed]
    domain: Node
    now: Standing
    others: list[Standing]
    counts: bool
    explanation: str
    indicators: str


def answer_ranks(run: ScoreRun, answer: Answer) -> AnswerRanks | None:
    """From the run as it is stored, each other value in one pass over its column; None where no
    indicator rests on the question. BrokenBlock where the run's numbers cannot be read."""
    side = side_of(run, answer.city.adcode)
    feeds = feeds_of(side.run.tree)
    column = feeds.column.get(answer.question.code)
    if column is None:
        return None
    answered = score_value(answer.question, Value(choice=answer.choice, number=answer.number))
    unit = _unit(run, side, answer.question, column)
    indicators = [row for row in reference_tables().indicators if _rests(row, answer.question)]
    domain = next(node for node in reference_tables().nodes if node.pk == indicators[0].domain_id)
    links = RankLinks(CityLinks(run.edition.code, f"?basis={run.basis}"), run.pk)
    adcode = answer.city.adcode
    counts = _is(side.run.block.raw[side.row, column], answered, unit)
    places = side.run.result.ranks[side.row]
    at = side.run.tree.node_codes.index(domain.code)
    words = counted_words(answer.question, answered)
    return AnswerRanks(
        run=run,
        fed=[_fed(row, side, links.cities.address(adcode)) for row in indicators],
        domain=domain,
        now=Standing(words, int(places[0]) or None, int(places[at]) or None),
        others=list(_others(side, answer.question, answered, unit, feeds)) if counts else [],
        counts=counts,
        explanation=links.address(adcode, "composite"),
        indicators=f"{links.cities.address(adcode)}#domain-{domain.code}",
    )


def _rests(indicator: Indicator, question: Question) -> bool:
    return question.code in questions_behind().get(indicator.code, ())


def _fed(indicator: Indicator, side: Side, city: str) -> Fed:
    column = side.run.block.indicator_codes.index(indicator.code)
    weight = known(side.parts.weights[side.row, column])
    return Fed(indicator, weight, f"{city}#i-{indicator.code}")


def _is(cell: float, answered: float | None, unit: float) -> bool:
    if answered is None:
        return bool(np.isnan(cell))
    return bool(abs(cell - answered * unit) <= _SAME * max(1.0, abs(cell)))


def _unit(run: ScoreRun, side: Side, question: Question, column: int) -> float:
    """What an answer of 1 is in the column: 1, or for a count that is scaled its share of the
    total, told by any city that has some."""
    code = side.run.tree.leaf_codes[column]
    if reference_tables().indicators_by_code[code].derivation == question.code:
        return 1.0
    answers = run.edition.answers
    counting = answers.approved() if run.basis == Basis.APPROVED else answers.standing()
    rows = counting.filter(question=question, number__gt=0).values_list("city__adcode", "number")
    for adcode, number in rows:
        cell = float(side.run.block.raw[side.run.row(adcode), column])
        if cell > 0:
            return cell / float(number)
    return 1.0


def _others(
    side: Side, question: Question, answered: float | None, unit: float, feeds: Feeds
) -> Iterator[Standing]:
    """A value with which the method could not score the edition is left out."""
    values = other_values(question, answered)
    found = _effects(side, question, values, unit, feeds)
    for i, value in enumerate(values):
        if not found.refused[i]:
            yield Standing(
                counted_words(question, value),
                int(found.rank_after[i]) or None,
                int(found.domain_rank_after[i]) or None,
                int(found.moved[i]),
            )


def _effects(
    side: Side, question: Question, values: Sequence[float], unit: float, feeds: Feeds
) -> WhatIf:
    raw: FloatArray = side.run.block.raw
    along = [second_cell(question, value, raw[side.row], feeds) or (-1, 0.0) for value in values]
    return what_if(
        raw,
        side.run.tree,
        side.run.method,
        np.full(len(values), side.row),
        np.full(len(values), feeds.column[question.code]),
        np.array([value * unit for value in values]),
        groups=side.run.block.group_labels(),
        result=side.run.result,
        second=Second(
            np.array([column for column, _value in along]),
            np.array([value for _column, value in along]),
        ),
    )
