"""Writing down a letter inside the reply's form, and choosing what the reply says to which."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from surveys.models import City, Edition, InfoRequest, Organ, Reply, Round, TrailEntry
from surveys.models.request import WHOLE, Channel
from surveys.rounds.said import Said, said_by
from tests.builders import (
    OPENS,
    TODAY,
    Cast,
    make_city,
    make_letter,
    make_organ,
    make_outcome,
    make_question,
)
from tests.web.people import browser

NEXT_YEAR = f"{timezone.localdate().year + 1}-12-31"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder", "english"),
]
HTMX = {"hx-request": "true"}


@pytest.fixture
def organ(survey_round: Round) -> Organ:
    make_question("gep_standard", organ=Organ.Kind.ECOLOGY_ENVIRONMENT)
    return make_organ(make_city("甲市"))


@pytest.fixture
def new(organ: Organ, survey_round: Round) -> dict[str, Any]:
    letter = {"channel": Channel.DISCLOSURE, "sent_on": "2025-03-05", "part": WHOLE, "wave": 1}
    letter["route"] = "web"
    place = {"organ": organ.pk, "survey_round": survey_round.pk}
    return {**place, **{f"letter-new-{name}": value for name, value in letter.items()}}


def _address(edition: Edition, city: City, page: str) -> str:
    return f"/editions/{edition.code}/cities/{city.adcode}/{page}/"


def test_a_letter_is_written_down_and_what_was_chosen_stays(
    cast: Cast, edition: Edition, organ: Organ, survey_round: Round, new: dict[str, Any]
) -> None:
    first = make_letter(survey_round, organ)
    chosen = {f"letter-{first.pk}": make_outcome().pk}
    client, address = browser(cast.coder), _address(edition, organ.city, "letters")
    page = client.post(address, {**new, **chosen}, headers=HTMX)
    letter = InfoRequest.objects.exclude(pk=first.pk).get()
    assert (letter.channel, letter.part, letter.wave, letter.status) == (
        *("disclosure", WHOLE, 1),
        "sent",
    )
    assert (letter.organ, str(letter.sent_on), letter.created_by) == (
        *(organ, "2025-03-05"),
        cast.coder,
    )
    text = page.content.decode()
    assert f'name="letter-{letter.pk}"' in text
    assert f'<option value="{make_outcome().pk}" selected>' in text
    again = client.post(address, new, headers=HTMX)
    assert (again.status_code, InfoRequest.objects.count()) == (422, 2)
    assert "another try is a new wave" in again.content.decode()


def test_a_prepared_letter_is_sent_by_it(
    cast: Cast, edition: Edition, organ: Organ, survey_round: Round, new: dict[str, Any]
) -> None:
    """It is offered for no reply before; a neighbour of another wave stays prepared."""
    ready = {"channel": Channel.DISCLOSURE, "sent_on": None}
    letter = make_letter(survey_round, organ, **ready)
    other = make_letter(survey_round, organ, wave=2, **ready)
    client, reply = browser(cast.coder), _address(edition, organ.city, "reply")
    assert f"letter-{letter.pk}" not in client.get(reply).content.decode()
    page = client.post(_address(edition, organ.city, "letters"), new, headers=HTMX)
    assert f'name="letter-{letter.pk}"' in page.content.decode()
    found = {row: (row.status, str(row.sent_on)) for row in InfoRequest.objects.all()}
    assert found == {letter: ("sent", "2025-03-05"), other: ("draft", "None")}
    assert TrailEntry.objects.get().action == "event.record"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"organ": ""}, "Choose the organ above first"),
        ({"organ": "0"}, "not one of the available choices"),
        ({"letter-new-sent_on": ""}, "required"),
        ({"letter-new-sent_on": NEXT_YEAR}, "future"),
        ({"letter-new-sent_on": "2025-03-02"}, f"opened on {OPENS}"),
        ({"letter-new-part": "weather"}, "not one of the available choices"),
        ({"letter-new-wave": "0"}, "greater than or equal to 1"),
        ({"letter-new-wave": "100"}, "less than or equal to 99"),
        ({"letter-new-channel": "pigeon"}, "not one of the available choices"),
    ],
)
def test_what_no_letter_can_be(
    cast: Cast, edition: Edition, organ: Organ, new: dict[str, Any], change: Any, says: str
) -> None:
    address = _address(edition, organ.city, "letters")
    page = browser(cast.coder).post(address, {**new, **change}, headers=HTMX)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not InfoRequest.objects.exists()


def test_a_reply_says_something_to_two_letters_and_is_corrected_to_one(
    cast: Cast, edition: Edition, organ: Organ, survey_round: Round
) -> None:
    part = make_letter(survey_round, organ, channel=Channel.DISCLOSURE, part="gep_standard")
    whole = make_letter(survey_round, organ)
    granted = make_outcome(Channel.DISCLOSURE)
    client = browser(cast.coder)
    page = client.get(_address(edition, organ.city, "reply")).content.decode()
    assert "all questions" in page
    assert "gep_standard" in page
    typed = {"survey_round": survey_round.pk, "organ": organ.pk, "received_on": TODAY}
    said = {f"letter-{whole.pk}": make_outcome().pk, f"letter-{part.pk}": granted.pk}
    client.post(_address(edition, organ.city, "reply"), {**typed, **said})
    reply = Reply.objects.get()
    assert set(said_by(reply)) == {Said(make_outcome(), whole), Said(granted, part)}
    change = {f"letter-{part.pk}": granted.pk, "reason": "看错", "revision": 1}
    client.post(f"/replies/{reply.pk}/", {**typed, **change})
    assert said_by(reply) == (Said(granted, part),)
    whole.refresh_from_db()
    assert (whole.status, whole.outcome) == ("sent", None)
    entry = client.get(f"/trail/?edition={edition.code}")
    assert entry.status_code == 403
    text = browser(cast.manager).get(f"/trail/?edition={edition.code}").content.decode()
    assert f"{part} · {granted}" in text
