"""Every number of the start page is the number of the list that it leads to, whoever looks."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from ecoasset.pages.next_steps import next_steps
from scoring.models import ImportBatch
from surveys.models import Answer, City, Code, Edition, Question, ReviewPriority, Round, User
from surveys.models.user import Role
from tests.builders import (
    CUTOFF,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_file,
    make_question,
    make_reply,
    make_user,
)
from tests.ecoasset.pages.numbers import assert_behind
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
OVER = CUTOFF + datetime.timedelta(days=1)
States = Answer.State


@pytest.fixture
def busy(cast: Cast, survey_round: Round) -> Edition:
    """Own, foreign and blind answers in every state, drafts, replies, batches; and neighbours."""
    edition = survey_round.edition
    questions = [make_question(name) for name in ("one", "two", "three")]
    for person in (cast.coder, cast.second_coder, cast.manager):
        for state in States.values:
            for question in questions[:2]:
                _weigh(make_answer(edition, make_city(), question, person, state=state))
        city = make_city()
        for question in questions[:2]:
            make_code(edition, city, question, person)
        # Double coding: by two, by one, and beside another's answer.
        pair = make_city()
        for coder in (person, make_user()):
            make_code(edition, pair, questions[0], coder, state=Code.State.SUBMITTED)
        make_code(edition, pair, questions[1], person, state=Code.State.SUBMITTED)
        beside = make_answer(edition, make_city(), questions[0], make_user())
        make_code(edition, beside.city, questions[0], person, state=Code.State.SUBMITTED)
        make_reply(survey_round, make_city(), logged_by=person)
        make_reply(survey_round, pair)
        for state in (ImportBatch.State.CHECKED, ImportBatch.State.STORED):
            _batch(edition, person, state)
    make_reply(survey_round, make_city(), withdrawn=True)
    make_reply(survey_round, make_city(), received_on=OVER)
    other = make_edition("2024-other")
    make_answer(other, make_city(), questions[0], cast.coder)
    make_code(other, make_city(), questions[0], cast.coder)
    return edition


def _weigh(answer: Answer) -> None:
    facts = {name: getattr(answer, name) for name in ("edition", "city", "question")}
    ReviewPriority.objects.create(
        **facts, inputs_version=1, other_value=0, rank_change=answer.pk % 3
    )


def _batch(edition: Edition, person: User, state: str) -> None:
    ImportBatch.objects.create(
        edition=edition, file=make_file(), name="值.csv", state=state, uploaded_by=person
    )


@pytest.mark.parametrize("role", [*Role.values, "coder", "second_coder", "reviewer"])
def test_each_number_stands_behind_its_link(cast: Cast, busy: Edition, role: str) -> None:
    person = getattr(cast, role, None) or make_user(role)
    client = browser(person)
    home = f"/?edition={busy.code}"
    assert_behind(client, home, least=5)


def test_steps_are_those_with_something_to_do(cast: Cast, busy: Edition) -> None:
    def steps(person: User) -> dict[str, int]:
        found = next_steps(person, busy, OVER)
        return {step.address.removeprefix(f"/editions/{busy.code}/"): step.count for step in found}

    letters = {f"board/?preset={name}": 1 for name in ("confirm", "silent", "portals")}
    assert steps(cast.coder) == {
        **letters,
        "coding/?show=returned": 2,
        "coding/?show=drafts": 2,
        "coding/?show=open": 5,
        "values/?state=checked&mine=1": 1,
    }
    # 6 and 3 in review; the pairs' own cells are the coders'. A manager's own are another's.
    assert steps(cast.reviewer) == {"review/": 9, "priorities/": 6}
    assert steps(cast.manager) == {
        **letters,
        "coding/?show=returned": 2,
        "coding/?show=drafts": 2,
        "coding/?show=open": 5,
        "review/": 6,
        "priorities/": 4,
        "values/?state=checked&mine=1": 1,
        "values/?state=stored": 3,
        "#final": 1,
    }
    assert steps(cast.outsider) == {}


def test_nobody_is_sent_into_a_closed_edition(cast: Cast, busy: Edition) -> None:
    Edition.objects.filter(pk=busy.pk).update(frozen=True, frozen_at=timezone.now())
    ranks = make_edition("2023-ranks", ranks_only=True)
    for edition in (Edition.objects.get(pk=busy.pk), ranks):
        for person in (cast.coder, cast.reviewer, cast.administrator):
            assert next_steps(person, edition, OVER) == []
            page = browser(person).get(f"/?edition={edition.code}").content.decode()
            assert "push count" not in page
            assert 'class="tasks returned"' not in page


def test_nothing_to_do_is_said(cast: Cast, edition: Edition) -> None:
    assert "Nothing waits for you in this edition" in browser(cast.coder).get("/").content.decode()


def test_cities_to_code_are_listed_with_their_questions(
    cast: Cast, survey_round: Round, question: Question
) -> None:
    city: City = make_city("甲市")
    make_reply(survey_round, city, logged_by=cast.coder)
    page = browser(cast.coder).get(f"/editions/{survey_round.edition.code}/coding/?show=open")
    assert [row.city for row in page.context["page"].object_list] == [city]
    assert "1 question" in page.content.decode()
    assert "begun or logged by you" in page.content.decode()
