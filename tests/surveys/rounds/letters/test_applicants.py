"""Who signs a letter, by a code, and what the organ may charge for it."""

from __future__ import annotations

import datetime

import pytest

from surveys.errors import Refused
from surveys.history.services import personal_digest
from surveys.models import InfoRequest, Organ, Round, TrailEntry
from surveys.models.request import Channel
from surveys.rounds.fees import charge_of
from surveys.rounds.services.letter import letter_describe
from tests.builders import Cast, make_city, make_edition, make_letter, make_organ, make_round
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder", "english")]
MARCH, LAST, APRIL = (datetime.date(2025, month, day) for month, day in ((3, 5), (3, 31), (4, 1)))


@pytest.fixture
def survey_round() -> Round:
    return make_round(make_edition("2025-fees"))


@pytest.fixture
def organ(survey_round: Round) -> Organ:
    return make_organ(make_city("甲市"))


def signed(survey_round: Round, organ: Organ, wave: int, **facts: object) -> InfoRequest:
    known = {"channel": Channel.DISCLOSURE, "applicant": "A1", "sent_on": MARCH, "wave": wave}
    return make_letter(survey_round, organ, **{**known, **facts})


def test_the_eleventh_letter_of_a_month_costs(survey_round: Round, organ: Organ) -> None:
    """Letters of others, to others, of another month or channel do not count."""
    letters = [signed(survey_round, organ, wave, sent_on=LAST) for wave in range(1, 11)]
    signed(survey_round, organ, 20, applicant="A2")
    signed(survey_round, organ, 21, applicant="")
    signed(survey_round, organ, 22, sent_on=APRIL)
    signed(survey_round, organ, 23, channel=Channel.CONSULTATION)
    signed(survey_round, make_organ(make_city()), 24)
    tenth = charge_of(letters[9])
    assert tenth is not None
    assert (tenth.number, tenth.price, tenth.count, tenth.total) == (10, 0, 10, 0)
    early = signed(survey_round, organ, 11)
    found = [charge_of(letter) for letter in (early, letters[8], letters[9])]
    assert [(row.number, row.price, row.total) for row in found if row] == [
        (1, 0, 100),
        (10, 0, 100),
        (11, 100, 100),
    ]
    assert tenth.source.startswith("国办函〔2020〕109号")


def test_what_costs_nothing_that_could_be_told(survey_round: Round, organ: Organ) -> None:
    old = make_round(make_edition("2019-old"), opens_on=datetime.date(2019, 6, 1))
    free = [
        signed(survey_round, organ, 1, applicant=""),
        signed(survey_round, organ, 2, channel=Channel.CONSULTATION),
        signed(survey_round, organ, 3, sent_on=None),
        signed(old, organ, 4, sent_on=datetime.date(2019, 6, 3)),
    ]
    assert [charge_of(letter) for letter in free] == [None] * 4


def test_the_page_keeps_who_signs_it(cast: Cast, survey_round: Round, organ: Organ) -> None:
    letter, other = (signed(survey_round, organ, wave, applicant="") for wave in (1, 2))
    client, address = browser(cast.coder), f"/letters/{letter.pk}/"
    assert "Nobody is noted as its applicant" in client.get(address).content.decode()
    typed = {"facts-applicant": " A7 ", "facts-applicant_type": "research", "facts-number": "09"}
    page = client.post(f"{address}facts/", typed, follow=True).content.decode()
    assert "A7 · research institution" in page
    assert "Number 1 of this applicant to the organ in the month: no fee." in page
    letter.refresh_from_db()
    assert (letter.applicant, letter.applicant_type, letter.number) == ("A7", "research", "09")
    other.refresh_from_db()
    assert other.applicant == ""
    entry = TrailEntry.objects.get(action="request.change")
    assert entry.changes["applicant"] == ["", "A7"]
    assert entry.changes["number"] == ["", personal_digest("09")], "it opens the letter's portal"
    client.post(f"{address}facts/", typed)
    assert TrailEntry.objects.filter(action="request.change").count() == 1, "nothing changed"


def test_a_kind_needs_an_applicant(cast: Cast, survey_round: Round, organ: Organ) -> None:
    letter = signed(survey_round, organ, 1, applicant="")
    wrong = {"number": "", "applicant": " ", "applicant_type": "person"}
    with pytest.raises(Refused, match="along with the kind") as caught:
        letter_describe(actor=cast.coder, request=letter, **wrong)
    assert caught.value.field == "applicant"
    typed = {"facts-applicant_type": "alien", "facts-applicant": "A" * 21}
    page = browser(cast.coder).post(f"/letters/{letter.pk}/facts/", typed)
    assert page.status_code == 422
    letter.refresh_from_db()
    assert (letter.applicant, letter.applicant_type) == ("", "")
    assert not TrailEntry.objects.exists()
