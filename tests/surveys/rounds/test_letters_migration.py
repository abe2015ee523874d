"""Each reply answers the letter that it was logged for, there and back, and late ones stay late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from surveys.models import LetterOutcome, Organ, Question, Reply
from surveys.models.request import WHOLE
from tests.builders import (
    AFTER_CUTOFF,
    make_city,
    make_letter,
    make_organ,
    make_outcome,
    make_question,
    make_reply,
    make_round,
)
from tests.letters import letter_of
from tests.migrating import migrate_to, newest_migration

BEFORE = "0019_approvals_are_undone"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("evidence_folder", "forth_again"),
]


@pytest.fixture
def forth_again() -> Iterator[None]:
    yield
    migrate_to("surveys", newest_migration("surveys"))


def _picture() -> list[tuple[Any, ...]]:
    rows = LetterOutcome.objects.order_by("reply_id", "request_id").select_related("reply")
    return [
        (
            *(row.reply_id, row.reply.round_id, row.reply.city_id, row.reply.organ_id),
            *(row.request_id, row.outcome_id, row.reply.withdrawn),
        )
        for row in rows
    ]


def test_a_populated_database_goes_there_and_back() -> None:
    survey_round, city = make_round(), make_city()
    make_question("gep_standard", organ=Organ.Kind.ECOLOGY_ENVIRONMENT)
    first = make_reply(survey_round, city, received_on=AFTER_CUTOFF)
    make_reply(survey_round, organ=first.organ, letters=[letter_of(first)], withdrawn=True)
    make_reply(make_round(), make_city(), outcome=make_outcome(code="refused"))
    stored, late = _picture(), [row.pk for row in Reply.objects.late()]
    before = migrate_to("surveys", BEFORE).get_model("surveys", "Reply").objects
    old = before.order_by("pk").values_list("pk", "request", "outcome")
    assert list(old) == [(row[0], row[4], row[5]) for row in stored]
    migrate_to("surveys", newest_migration("surveys"))
    assert _picture() == stored
    assert [row.pk for row in Reply.objects.late()] == late == [first.pk]
    assert letter_of(first).part == WHOLE
    assert Question.objects.get().organ == Organ.Kind.ECOLOGY_ENVIRONMENT


@pytest.mark.long
def test_a_reply_of_two_letters_goes_back_as_one_of_the_first() -> None:
    """There is no room for more; a neighbour keeps its own."""
    survey_round, organ = make_round(), make_organ()
    letters = [make_letter(survey_round, organ, wave=wave) for wave in (1, 2)]
    reply, other = make_reply(organ=organ, letters=letters), make_reply()
    kept = letter_of(other).pk
    before = migrate_to("surveys", BEFORE).get_model("surveys", "Reply").objects
    assert dict(before.values_list("pk", "request")) == {reply.pk: letters[0].pk, other.pk: kept}


@pytest.mark.long
def test_a_reply_to_no_letter_cannot_go_back() -> None:
    reply = make_reply()
    LetterOutcome.objects.update(request=None)
    with pytest.raises(ValueError, match=f"replies {reply.pk} answer no letter"):
        migrate_to("surveys", BEFORE)
