"""Equal effort: which cities answered later letters alone, and what was sent to each."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from surveys.coding.selectors import decided_values
from surveys.models import City, Edition, InfoRequest, Organ, RequestEvent, Round
from surveys.models.request import Channel
from surveys.rounds.first_letters import Effort, efforts_of, later_only_cities
from surveys.rounds.services.event import EventFacts, event_record, event_strike
from surveys.rounds.services.reply_change import reply_withdraw
from tests.builders import (
    AFTER_CUTOFF,
    OPENS,
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_letter,
    make_organ,
    make_outcome,
    make_question,
    make_reply,
)
from tests.letters import log_reply

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder", "english"),
]
REFUSED: dict[str, Any] = {"code": "consult_refused", "effective": False}


@pytest.fixture
def organ() -> Organ:
    return make_organ(make_city("甲市"))


@pytest.fixture
def letters(survey_round: Round, organ: Organ) -> list[InfoRequest]:
    """The second wave a week after the first."""
    week = OPENS + datetime.timedelta(days=7)
    facts = {"channel": Channel.DISCLOSURE, "wave": 2, "sent_on": week}
    return [make_letter(survey_round, organ), make_letter(survey_round, organ, **facts)]


def _reply(survey_round: Round, *letters: InfoRequest, **fields: Any) -> None:
    outcome = fields.pop("outcome", None) or make_outcome(letters[0].channel)
    make_reply(survey_round, organ=letters[0].organ, letters=letters, outcome=outcome, **fields)


def _later(edition: Edition) -> set[City]:
    return set(City.objects.filter(pk__in=later_only_cities(edition)))


def test_an_answer_to_the_second_letter_alone(
    survey_round: Round, edition: Edition, organ: Organ, letters: list[InfoRequest]
) -> None:
    neighbour = make_letter(survey_round, make_organ(make_city()))
    _reply(survey_round, neighbour)
    assert _later(edition) == set(), "nothing came yet"
    _reply(survey_round, letters[1])
    assert _later(edition) == {organ.city}
    _reply(survey_round, letters[0], outcome=make_outcome(**REFUSED))
    assert _later(edition) == {organ.city}, "a refusal is no effective reply"
    _reply(survey_round, letters[0], received_on=AFTER_CUTOFF)
    assert _later(edition) == {organ.city}, "nor is a late one"
    _reply(survey_round, letters[0])
    assert _later(edition) == set()


def test_a_reply_to_none_of_ours_took_no_letter_more(
    survey_round: Round, edition: Edition, organ: Organ, letters: list[InfoRequest]
) -> None:
    _reply(survey_round, letters[1])
    unasked = make_reply(survey_round, organ=organ, letters=[letters[1]])
    unasked.outcomes.update(request=None)
    assert _later(edition) == set()


def test_of_one_day_the_lower_wave_is_first(
    survey_round: Round, edition: Edition, organ: Organ
) -> None:
    second = make_letter(survey_round, organ, wave=2)
    first = make_letter(survey_round, organ, channel=Channel.DISCLOSURE, wave=1)
    make_letter(survey_round, organ, channel=Channel.DISCLOSURE, wave=3, sent_on=None)
    _reply(survey_round, second)
    assert _later(edition) == {organ.city}
    _reply(survey_round, first)
    assert _later(edition) == set()


def test_such_a_city_counts_as_silent_where_a_method_says_so(
    cast: Cast, survey_round: Round, edition: Edition, organ: Organ, letters: list[InfoRequest]
) -> None:
    """Missing while a round is open, silent once all are closed; the neighbour keeps its own."""
    quality = make_question("reply_quality", kind="ordinal", minimum=0, maximum=4)
    make_question("consultation_answered", kind="derived", rule="reply_quality>=2")
    other = make_city()
    for city in (organ.city, other):
        make_answer(edition, city, quality, cast.coder, 3.0, state="approved")
    _reply(survey_round, letters[1])

    def found(silent: frozenset[int]) -> dict[tuple[int, str], float]:
        rows = decided_values(edition, approved_only=True, silent=silent)
        return {(row.city_id, row.question): row.value for row in rows}

    all_letters, later = found(frozenset()), later_only_cities(edition)
    assert all_letters[organ.city_id, "reply_quality"] == 3.0
    kept = {key: value for key, value in all_letters.items() if key[0] == other.pk}
    assert found(later) == kept
    Round.objects.filter(pk=survey_round.pk).update(closed_on=AFTER_CUTOFF)
    assert found(later) == {
        **kept,
        (organ.city_id, "reply_quality"): 0.0,
        (organ.city_id, "consultation_answered"): 0.0,
    }


def test_the_index_is_computed_anew_where_it_changes(
    cast: Cast, survey_round: Round, edition: Edition, organ: Organ, letters: list[InfoRequest]
) -> None:
    """And not where a further reply or letter changes nothing of it."""

    def version() -> int:
        edition.refresh_from_db()
        return edition.inputs_version

    start = version()
    second: dict[str, Any] = {"outcome": make_outcome(Channel.DISCLOSURE), "letter": {"wave": 2}}
    later = log_reply(cast.coder, survey_round, organ, **second)
    assert version() == start + 1
    log_reply(cast.coder, survey_round, organ, **second)
    assert version() == start + 1
    early = EventFacts(kind="submitted", date=OPENS, route="post")
    event = event_record(actor=cast.coder, request=letters[1], facts=early, today=TODAY)
    assert version() == start + 1, "of one day the first wave goes first"
    event_strike(actor=cast.coder, event=event, reason="登错")
    log_reply(cast.coder, survey_round, organ)
    assert version() == start + 2
    reply_withdraw(actor=cast.coder, reply=later, reason="重复", revision=1)
    assert version() == start + 2


def test_what_was_sent_to_a_city(
    survey_round: Round, edition: Edition, organ: Organ, letters: list[InfoRequest]
) -> None:
    bureau = make_organ(organ.city, name="统计局", kind="statistics")
    make_letter(survey_round, bureau, wave=3)
    make_letter(survey_round, bureau, wave=4, sent_on=None)
    neighbour = make_letter(survey_round, make_organ(make_city()))
    for kind, more in (
        ("reminder", {}),
        ("reminder", {}),
        ("telephone", {"call": "other"}),
        ("reminder", {"struck_at": "2025-04-01T00:00Z", "struck_reason": "x"}),
    ):
        RequestEvent.objects.create(request=letters[0], kind=kind, date=TODAY, **more)
    _reply(survey_round, letters[1])
    found = efforts_of(edition)
    assert found == {
        organ.city_id: Effort(3, 2, 3, 2, 1, later_only=True),
        neighbour.organ.city_id: Effort(1, 1, 1),
    }
    assert efforts_of(edition, organ.city) == {organ.city_id: found[organ.city_id]}
