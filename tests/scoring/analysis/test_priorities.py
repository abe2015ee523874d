"""A priority says exactly what a recomputation with the other answer gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from scoring.analysis.priorities import open_cells, priorities
from scoring.analysis.services import edition_prioritise, priorities_are_behind
from scoring.index.method.method import IndicatorRules
from scoring.index.method.rules import make_step
from scoring.models import Basis, CityScore
from scoring.runs.inputs import inputs_read
from scoring.runs.questions import questions_behind
from surveys.coding.services.priority import priorities_replace
from surveys.models import Answer, City, Code, Question, ReviewPriority
from surveys.open_edition import edition_touch
from tests.builders import make_answer, make_code, make_user
from tests.scoring.scored import Scored, compute

# Numbers of stored arrays: the same from either database.
pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


GRADED = ("reply_quality", "mnr_cases", "two_mountains_bases")
DOMAIN = {"horizontal_policy": "compensation_rank", "forest_carbon_projects": "market_rank"}


@pytest.fixture(scope="module")
def scored_world(scored_world: Scored) -> Scored:
    """Every fifth answer is still in review, every seventh returned; grades and counts too."""
    for place, code in enumerate(GRADED):
        question = Question.objects.get(code=code)
        for number, city in enumerate(scored_world.cities):
            value = float((number * (place + 2)) % 5)
            make_answer(scored_world.edition, city, question, scored_world.coder, value)
    answers = Answer.objects.filter(edition=scored_world.edition).order_by("pk")
    for every, state in ((5, Answer.State.IN_REVIEW), (7, Answer.State.RETURNED)):
        pks = [answer.pk for place, answer in enumerate(answers) if place % every == 0]
        answers.filter(pk__in=pks).update(state=state)
    edition_touch(edition=scored_world.edition)
    return scored_world


def _truth(scored: Scored, row: ReviewPriority) -> CityScore:
    """The city's row of a real recomputation with the other value."""
    question = row.question
    other: dict[str, float | str] = (
        {"number": row.other_value}
        if question.is_numeric
        else {"choice": "yes" if row.other_value else "no"}
    )
    Answer.objects.filter(edition=scored.edition, city=row.city, question=question).update(
        **other, state=Answer.State.IN_REVIEW
    )
    edition_touch(edition=scored.edition)
    run = compute(scored.edition)[Basis.PROVISIONAL.value]
    return CityScore.objects.get(run=run, city=row.city)


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("code", ["leading_group", "horizontal_policy", *GRADED])
def test_effects_are_those_of_a_recomputation(scored: Scored, code: str, missing: bool) -> None:
    """A yes or no, a grade that a derived question follows from, a count, a share of a total;
    each changed from a value and from nothing."""
    rows = priorities(scored.edition, inputs_read(scored.edition.pk))
    mine = sorted(
        (row for row in rows if row.question.code == code and (row.value is None) is missing),
        key=lambda row: -row.rank_change,
    )
    row = mine[0]
    run = compute(scored.edition)[Basis.PROVISIONAL.value]
    nominal = {city.city_id: city.composite_rank for city in run.cities.all()}
    before = CityScore.objects.get(run=run, city=row.city)
    after = _truth(scored, row)
    assert row.rank == before.composite_rank
    assert row.other_rank == after.composite_rank
    field = DOMAIN.get(code, "management_rank")
    assert row.domain_rank == getattr(before, field)
    assert row.other_domain_rank == getattr(after, field)
    moved = [c for c in after.run.cities.all() if c.composite_rank != nominal[c.city_id]]
    assert row.cities_moved == len(moved)


def _keys(rows: Iterable[ReviewPriority]) -> set[tuple[int, int]]:
    return {(row.city_id, row.question_id) for row in rows}


def test_only_open_answers_have_a_priority(scored: Scored) -> None:
    """Those in review or returned; not a lone code, which waits for its blind second one."""
    answers = Answer.objects.filter(edition=scored.edition)
    question = Question.objects.get(code="leading_group")
    approved = answers.filter(question=question, state=Answer.State.APPROVED).order_by("pk")
    lone = approved[0]
    city = lone.city
    lone.delete()
    Code.objects.filter(city=city, question=question).update(state=Code.State.SUBMITTED)
    answers.filter(pk=approved[0].pk).update(state=Answer.State.RETURNED)
    edition_touch(edition=scored.edition)
    # Who heads a leading group feeds no indicator: whatever the answer, nothing changes.
    fed = {code for codes in questions_behind().values() for code in codes}
    assert "leading_group_head" not in fed
    is_open = answers.exclude(state=Answer.State.APPROVED).filter(question__code__in=fed)
    expected = set(is_open.values_list("city_id", "question_id"))
    assert answers.count() > len(expected) > 1
    assert (city.pk, question.pk) not in expected
    assert _keys(priorities(scored.edition, inputs_read(scored.edition.pk))) == expected


def test_a_cell_that_waits_for_its_blind_second_code_has_none(scored: Scored) -> None:
    """The effect of turning the first code round would tell the second coder what it is."""
    answer = Answer.objects.filter(state=Answer.State.IN_REVIEW).first()
    assert answer is not None
    key, question = (answer.city_id, answer.question_id), answer.question
    answer.delete()
    assert key not in {(cell.city_id, cell.question.pk) for cell in open_cells(scored.edition)}
    city = City.objects.get(pk=key[0])
    make_code(scored.edition, city, question, make_user(), "no", state=Code.State.SUBMITTED)
    assert key in {(cell.city_id, cell.question.pk) for cell in open_cells(scored.edition)}


def test_a_flip_that_the_method_cannot_score_is_left_out(scored: Scored) -> None:
    """Goalposts put a no at 0, which has no geometric mean; a yes at 1 has one."""
    inputs = inputs_read(scored.edition.pk)
    column = inputs.tree.leaf_codes.index("G1.1.1")
    raw = {basis: matrix.copy() for basis, matrix in inputs.raw.items()}
    raw[Basis.PROVISIONAL.value][:, column] = 1.0
    positive = make_step("normalise", "minmax", {"lower": 1.0, "upper": 100.0})
    posts = make_step("normalise", "goalposts", {"lower": 0.0, "upper": 1.0})
    method = replace(
        inputs.method,
        normalise=positive,
        aggregate=make_step("aggregate", "geometric"),
        indicators={"G1.1.1": IndicatorRules(treat=make_step("treat", "none"), normalise=posts)},
    )
    found = priorities(scored.edition, replace(inputs, raw=raw, method=method))
    codes = {row.question.code for row in found if row.other_value == 0}
    assert codes
    assert "leading_group" not in codes


def test_they_are_stored_once_per_version(scored: Scored) -> None:
    assert priorities_are_behind(scored.edition)
    count = edition_prioritise(edition_id=scored.edition.pk)
    scored.edition.refresh_from_db()
    assert count == ReviewPriority.objects.count() > 0
    assert not priorities_are_behind(scored.edition)
    edition_touch(edition=scored.edition)
    scored.edition.refresh_from_db()
    assert priorities_are_behind(scored.edition)


def test_an_older_computation_never_replaces_a_newer_one(scored: Scored) -> None:
    old = inputs_read(scored.edition.pk)
    rows = priorities(scored.edition, old)
    decided = rows[0]
    scored.edition.answers.filter(city=decided.city_id, question=decided.question_id).update(
        state=Answer.State.APPROVED
    )
    edition_touch(edition=scored.edition)
    edition_prioritise(edition_id=scored.edition.pk)
    stored = ReviewPriority.objects.order_by("pk")
    newer = list(stored.values())
    assert not priorities_replace(edition=scored.edition, rows=rows, version=old.version)
    assert list(stored.values()) == newer
    assert (decided.city_id, decided.question_id) not in _keys(stored)


def test_the_same_version_may_be_stored_again(scored: Scored) -> None:
    inputs = inputs_read(scored.edition.pk)
    for _time in range(2):
        rows = priorities(scored.edition, inputs)
        assert priorities_replace(edition=scored.edition, rows=rows, version=inputs.version)
    assert ReviewPriority.objects.count() == len(rows)
