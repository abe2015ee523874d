"""Where a coder goes on: what came back, what is half done, what came in; never another's work."""

from __future__ import annotations

import datetime

import pytest

from surveys.coding.next_city import cities_to_code, next_city
from surveys.models import Answer, City, Code, Edition, Question, Round
from tests.builders import (
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_question,
    make_reply,
    make_round,
)
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder"),
]


@pytest.fixture
def questions() -> list[Question]:
    return [make_question("one"), make_question("two")]


@pytest.fixture
def here() -> City:
    return make_city("本市")


def _next(edition: Edition, cast: Cast, here: City) -> City | None:
    found = next_city(edition, cast.coder, here)
    return found.city if found else None


def test_the_order_is_returned_then_drafts_then_replies(
    cast: Cast, survey_round: Round, questions: list[Question], here: City
) -> None:
    edition = survey_round.edition
    assert _next(edition, cast, here) is None
    late, early, logged = make_city(), make_city(), make_city()
    make_reply(survey_round, late)
    make_reply(survey_round, early, received_on=TODAY - datetime.timedelta(days=9))
    assert _next(edition, cast, here) == early
    make_reply(survey_round, logged, logged_by=cast.coder)
    assert _next(edition, cast, here) == logged
    begun, back = make_city(), make_city()
    make_code(edition, begun, questions[0], cast.coder)
    assert _next(edition, cast, here) == begun
    make_answer(edition, back, questions[0], cast.coder, state=Answer.State.RETURNED)
    assert _next(edition, cast, here) == back
    # The city at hand is not its own next one.
    assert _next(edition, cast, back) == begun


def test_another_coders_work_is_left_alone(
    cast: Cast, survey_round: Round, questions: list[Question], here: City
) -> None:
    """Begun by somebody else, withdrawn, of another edition, or complete: nothing to do."""
    edition, other = survey_round.edition, make_round()
    begun, withdrawn, elsewhere, complete = (make_city() for _n in range(4))
    make_reply(survey_round, begun)
    make_answer(edition, begun, questions[0], cast.second_coder)
    make_reply(survey_round, withdrawn, withdrawn=True)
    make_reply(other, elsewhere)
    make_code(other.edition, here, questions[0], cast.coder)
    make_reply(survey_round, complete, logged_by=cast.coder)
    make_answer(edition, complete, questions[0], cast.second_coder)
    make_code(edition, complete, questions[1], cast.coder, state=Code.State.SUBMITTED)
    assert _next(edition, cast, here) is None
    assert [row.city for row in cities_to_code(other.edition, cast.coder)] == [elsewhere]


def test_a_city_that_this_coder_began_is_finished_first(
    cast: Cast, survey_round: Round, questions: list[Question], here: City
) -> None:
    edition, begun, fresh = survey_round.edition, make_city(), make_city()
    make_reply(survey_round, fresh, received_on=TODAY - datetime.timedelta(days=9))
    make_reply(survey_round, begun)
    make_answer(edition, begun, questions[0], cast.coder)
    found = cities_to_code(edition, cast.coder)
    assert [(row.city, row.open_questions) for row in found] == [(begun, 1), (fresh, 2)]


def test_nothing_is_next_in_a_closed_edition(
    cast: Cast, survey_round: Round, questions: list[Question], here: City
) -> None:
    edition = survey_round.edition
    make_reply(survey_round, make_city())
    edition.frozen = True
    assert next_city(edition, cast.coder, here) is None


def test_the_page_offers_it_when_everything_is_sent(
    cast: Cast, survey_round: Round, questions: list[Question], here: City
) -> None:
    edition, following = survey_round.edition, make_city("下市")
    client = browser(cast.coder)
    make_reply(survey_round, following)
    make_answer(edition, here, questions[0], cast.coder)
    address = f"/editions/{edition.code}/cities/{here.adcode}/code/"
    assert "data-finished hidden" in client.get(address).content.decode()
    make_answer(edition, here, questions[1], cast.coder)
    shown = client.get(address).content.decode()
    assert "data-finished>" in shown
    assert f"/cities/{following.adcode}/code/" in shown
