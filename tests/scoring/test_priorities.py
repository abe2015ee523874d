"""A priority says exactly what a recomputation with the other answer gives."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from scoring.analysis.priorities import priorities
from scoring.models import Basis, CityScore
from scoring.runs.inputs import inputs_read
from scoring.services.priority import edition_prioritise, priorities_are_behind
from surveys.models import Answer, Code, Question, ReviewPriority
from surveys.services.inputs import edition_touch
from surveys.services.priority import priorities_replace
from tests.builders import make_answer
from tests.scoring.scored import Scored, compute, make_scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(evidence_folder: Path) -> Scored:
    """Every fifth answer is still in review; grades of the replies too."""
    made = make_scored()
    grade = Question.objects.get(code="reply_quality")
    for number, city in enumerate(made.cities):
        make_answer(made.edition, city, grade, made.coder, float(number % 5))
    answers = Answer.objects.filter(edition=made.edition).order_by("pk")
    pks = [answer.pk for place, answer in enumerate(answers) if place % 5 == 0]
    answers.filter(pk__in=pks).update(state=Answer.State.IN_REVIEW)
    edition_touch(edition=made.edition)
    return made


def _truth(scored: Scored, row: ReviewPriority) -> CityScore:
    """The city's row of a real recomputation with the other value."""
    question = row.question
    other: dict[str, float | str] = (
        {"number": row.other_value}
        if question.is_numeric
        else {"choice": "yes" if row.other_value else "no"}
    )
    Answer.objects.filter(edition=scored.edition, city=row.city, question=question).update(**other)
    edition_touch(edition=scored.edition)
    run = compute(scored.edition)[Basis.PROVISIONAL.value]
    return CityScore.objects.get(run=run, city=row.city)


@pytest.mark.parametrize("code", ["leading_group", "reply_quality", "horizontal_policy"])
def test_effects_are_those_of_a_recomputation(scored: Scored, code: str) -> None:
    rows = priorities(scored.edition, inputs_read(scored.edition.pk))
    mine = sorted(
        (row for row in rows if row.question.code == code), key=lambda row: -row.rank_change
    )
    row = mine[0]
    before = CityScore.objects.get(
        run=compute(scored.edition)[Basis.PROVISIONAL.value], city=row.city
    )
    after = _truth(scored, row)
    assert row.rank == before.composite_rank
    assert row.other_rank == after.composite_rank
    field = "compensation_rank" if code == "horizontal_policy" else "management_rank"
    assert row.domain_rank == getattr(before, field)
    assert row.other_domain_rank == getattr(after, field)


def _keys(rows: Iterable[ReviewPriority]) -> set[tuple[int, int]]:
    return {(row.city_id, row.question_id) for row in rows}


def test_only_open_answers_have_a_priority(scored: Scored) -> None:
    """Those in review or returned, and a code that no answer was taken from yet."""
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
    is_open = answers.exclude(state=Answer.State.APPROVED).exclude(
        question__code="leading_group_head"
    )
    expected = set(is_open.values_list("city_id", "question_id")) | {(city.pk, question.pk)}
    assert answers.count() > len(expected) > 1
    assert _keys(priorities(scored.edition, inputs_read(scored.edition.pk))) == expected


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
