"""A priority says exactly what a recomputation with the other answer gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.analysis.priorities import open_cells, priorities
from scoring.models import Basis, CityScore
from scoring.runs.inputs import inputs_read
from scoring.services.priority import edition_prioritise, priorities_are_behind
from surveys.models import Answer, Question, ReviewPriority
from surveys.services.inputs import edition_touch
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
    other = (
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


def test_only_open_answers_have_a_priority(scored: Scored) -> None:
    cells = {(cell.city_id, cell.question.pk) for cell in open_cells(scored.edition)}
    open_keys = Answer.objects.filter(state=Answer.State.IN_REVIEW)
    assert cells == set(open_keys.values_list("city_id", "question_id"))


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
    edition_touch(edition=scored.edition)
    edition_prioritise(edition_id=scored.edition.pk)
    newest = ReviewPriority.objects.values_list("inputs_version", flat=True).distinct().get()
    from_old = {row.inputs_version for row in rows}
    assert from_old == {newest - 1}
