from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from surveys.coding.selectors import decided_values, review_queue
from surveys.models import Answer, City, Edition, Question
from surveys.models.code import Choice
from surveys.rounds.progress import progress_by_province
from surveys.rounds.selectors import round_progress
from tests.builders import (
    AFTER_CUTOFF,
    Cast,
    make_answer,
    make_city,
    make_edition,
    make_question,
    make_reply,
    make_round,
)


@pytest.mark.parametrize(
    ("state", "approved", "provisional"),
    [
        (Answer.State.APPROVED, [1.0], [1.0]),
        (Answer.State.IN_REVIEW, [], [1.0]),
        (Answer.State.RETURNED, [], []),
    ],
)
def test_which_answers_count_on_which_basis(
    cast: Cast,
    edition: Edition,
    question: Question,
    state: str,
    approved: list[float],
    provisional: list[float],
) -> None:
    make_answer(edition, make_city(), question, cast.coder, state=state)
    make_answer(make_edition(), make_city(), question, cast.coder, state="approved")
    assert [row.value for row in decided_values(edition, approved_only=True)] == approved
    assert [row.value for row in decided_values(edition, approved_only=False)] == provisional


def test_unknown_is_missing_and_no_is_zero(
    cast: Cast, edition: Edition, question: Question
) -> None:
    cities = {choice: make_city() for choice in (Choice.NO, Choice.UNKNOWN, Choice.IN_PREPARATION)}
    for choice, city in cities.items():
        make_answer(edition, city, question, cast.coder, choice, state="approved")
    found = {row.city_id: row.value for row in decided_values(edition, approved_only=True)}
    assert found == {cities[Choice.NO].pk: 0.0, cities[Choice.IN_PREPARATION].pk: 0.0}


def test_a_derived_question_follows_the_answers_of_its_source(cast: Cast, edition: Edition) -> None:
    quality = make_question("reply_quality", kind="ordinal", minimum=0, maximum=4)
    make_question("consultation_answered", kind="derived", rule="reply_quality>=2")
    cities = [make_city() for _ in range(5)]
    for grade, city in enumerate(cities):
        make_answer(edition, city, quality, cast.coder, grade, state="approved")
    found = [
        row.value
        for row in sorted(decided_values(edition, approved_only=True), key=lambda r: r.city_id)
        if row.question == "consultation_answered"
    ]
    assert found == [0.0, 0.0, 1.0, 1.0, 1.0]


def _fill(cast: Cast, edition: Edition, count: int) -> None:
    """`count` more cities, each with a reply and answers in every state."""
    survey_round = edition.rounds.get()
    questions = [make_question(f"q{state}") for state in Answer.State.values]
    quality = make_question("reply_quality", kind="ordinal", minimum=0, maximum=4)
    for _ in range(count):
        city = make_city()
        make_reply(survey_round, city)
        make_answer(edition, city, quality, cast.coder, 3, state="approved")
        for question, state in zip(questions, Answer.State.values, strict=True):
            make_answer(edition, city, question, cast.coder, state=state)


READS = {
    "round_progress": lambda edition, cast: round_progress(edition),
    "progress_by_province": lambda edition, cast: progress_by_province(edition),
    "review_queue": lambda edition, cast: [
        (a.city.name, a.question.name, a.submission.coder.username)
        for a in review_queue(edition, cast.reviewer)
    ],
    "decided_values": lambda edition, cast: list(decided_values(edition, approved_only=False)),
}
# Questions, answers, late replies, rounds, answered, replied and all cities: one query each,
# whatever the edition's size.
QUERIES = {"round_progress": 4, "progress_by_province": 4, "review_queue": 1, "decided_values": 7}


@pytest.mark.parametrize("name", READS)
def test_the_number_of_queries_does_not_grow(
    name: str, cast: Cast, edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_round(edition, closed_on=AFTER_CUTOFF)
    counts = []
    for more in (2, 10):
        _fill(cast, edition, more)
        with CaptureQueriesContext(connection) as queries:
            assert READS[name](edition, cast)
        counts.append(len(queries))
    assert counts == [QUERIES[name]] * 2


def test_where_the_round_stands(cast: Cast, edition: Edition) -> None:
    make_round(edition)
    _fill(cast, edition, 3)
    City.objects.filter(pk=City.objects.order_by("pk")[0].pk).update(
        province="另一省", province_adcode="910000"
    )
    make_city()
    progress = round_progress(edition)
    assert (progress.cities, progress.replied_cities) == (4, 3)
    assert (progress.answers_in_review, progress.answers_returned) == (3, 3)
    assert progress.answers_approved == 6
    rows = {row.province: row for row in progress_by_province(edition)}
    assert list(rows) == ["试验省", "另一省"], "in the registry's order"
    first, other = rows["试验省"], rows["另一省"]
    assert (first.cities, first.replied, first.in_review, first.approved) == (3, 2, 2, 4)
    assert (other.cities, other.replied, other.returned, other.approved) == (1, 1, 1, 2)


def test_the_queue_is_oldest_first_without_own_codes(
    cast: Cast, edition: Edition, question: Question
) -> None:
    first = make_answer(edition, make_city(), question, cast.coder)
    make_answer(edition, make_city(), question, cast.manager)
    make_answer(edition, make_city(), question, cast.coder, state="approved")
    second = make_answer(edition, make_city(), question, cast.second_coder)
    assert list(review_queue(edition, cast.manager)) == [first, second]
    assert len(review_queue(edition, cast.reviewer)) == 3
