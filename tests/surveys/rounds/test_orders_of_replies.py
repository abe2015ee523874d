"""Replies to one letter, stored in another order than they came in."""

from __future__ import annotations

import datetime

import pytest

from surveys.models import (
    Edition,
    Reply,
)
from surveys.rounds.progress import progress_by_province
from surveys.rounds.selectors import replies_of, reply_twins, round_progress
from surveys.rounds.services.event import reply_events_strike
from surveys.rounds.services.letter_state import letter_state_refresh
from tests.builders import (
    TODAY,
    Cast,
    make_city,
    make_evidence,
    make_letter,
    make_organ,
    make_outcome,
    make_reply,
    make_round,
)
from tests.letters import letter_of
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
DAY = datetime.timedelta(days=1)
TURNED = (2, 0, 1)


@pytest.fixture
def letters(edition: Edition) -> list[Reply]:
    """Of one letter, received on three days."""
    survey_round, organ = make_round(edition), make_organ()
    letter = make_letter(survey_round, organ)
    return [
        make_reply(
            survey_round,
            organ=organ,
            letters=[letter],
            received_on=TODAY + days * DAY,
            outcome=make_outcome(code=f"outcome-{days}"),
        )
        for days in TURNED
    ]


def test_a_request_has_the_outcome_of_its_newest_standing_reply(letters: list[Reply]) -> None:
    request = letter_of(letters[0])
    for withdrawn, outcome in ((None, "outcome-2"), (0, "outcome-1"), (2, "outcome-0"), (1, None)):
        if withdrawn is not None:
            Reply.objects.filter(pk=letters[withdrawn].pk).update(withdrawn=True)
            reply_events_strike(actor=None, reply=letters[withdrawn], reason="重复")
        letter_state_refresh(request=request)
        request.refresh_from_db()
        assert request.outcome_id == outcome
        assert request.status == ("replied" if outcome else "sent")


def test_a_city_with_several_replies_has_replied_once(
    edition: Edition, letters: list[Reply]
) -> None:
    make_reply(letters[0].round, make_city())
    assert round_progress(edition).replied_cities == 2
    (province,) = progress_by_province(edition)
    assert (province.cities, province.replied) == (2, 2)


def test_of_two_replies_of_one_day_the_later_logged_one_counts(letters: list[Reply]) -> None:
    Reply.objects.update(received_on=TODAY)
    letter = letter_of(letters[0])
    letter_state_refresh(request=letter)
    assert letter.outcome_id == "outcome-1"


def test_replies_of_a_city_newest_first_with_documents_as_they_came(
    cast: Cast, edition: Edition, letters: list[Reply]
) -> None:
    city = letters[0].city
    names = ["二.txt", "三.txt", "一.txt"]
    for name in names:
        make_evidence(edition, city, reply=letters[0], name=name)
    make_evidence(edition, city, reply=letters[0], name="私.txt", personal=True)
    make_reply(make_round(), organ=letters[0].organ)
    rows = list(replies_of(edition, city, cast.coder))
    assert rows == [letters[0], letters[2], letters[1]]
    assert [document.name for document in rows[0].evidence.all()] == names
    address = f"/replies/{letters[0].pk}/"
    shown = browser(cast.manager).get(address).context["reply"].evidence.all()
    assert [document.name for document in shown] == [*names, "私.txt"]


def test_twins_of_a_reply_newest_first(edition: Edition, letters: list[Reply]) -> None:
    """The same day and organ, or the same file; each once, withdrawn ones never."""
    city = letters[0].city
    Reply.objects.update(received_on=TODAY)
    last = make_reply(letters[0].round, organ=letters[0].organ, letters=[letter_of(letters[0])])
    shared = [make_evidence(edition, city, reply=last) for _ in range(2)]
    for row in shared:
        make_evidence(edition, city, reply=letters[0], file=row.file)
    assert reply_twins(last) == [letters[2], letters[1], letters[0]]
    Reply.objects.filter(pk=letters[1].pk).update(withdrawn=True)
    Reply.objects.filter(pk=letters[2].pk).update(received_on=TODAY + DAY)
    Reply.objects.filter(pk=letters[0].pk).update(received_on=TODAY + DAY)
    assert reply_twins(last) == [letters[0]], "by its file alone"
    elsewhere = make_reply(last.round, make_city())
    make_evidence(edition, elsewhere.city, reply=elsewhere, file=shared[0].file)
    assert reply_twins(elsewhere) == [], "another city's"
