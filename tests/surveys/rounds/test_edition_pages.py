from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.models import Edition, Round, TrailEntry
from surveys.open_edition import edition_touch
from surveys.seen import seen_word
from tests.builders import OPENS, Cast, make_city, make_edition, make_reply, make_round
from tests.web.people import browser

pytestmark = pytest.mark.django_db


def test_freezing_needs_a_reason_and_is_final(cast: Cast, edition: Edition) -> None:
    client, target = browser(cast.manager), reverse("edition-freeze", args=[edition.code])
    assert client.post(target, {"reason": "", "seen": seen_word(edition)}).status_code == 422
    frozen = {"reason": "定稿", "seen": seen_word(edition)}
    assert (
        f'name="seen" value="{frozen["seen"]}"'
        in client.get(f"/editions/{edition.code}/").content.decode()
    )
    assert client.post(target, frozen).status_code == 302
    edition.refresh_from_db()
    assert edition.frozen
    assert TrailEntry.objects.get(action="edition.freeze").reason == "定稿"
    page = client.get(f"/editions/{edition.code}/").content.decode()
    assert target not in page
    again = {"reason": "又", "seen": seen_word(edition)}
    assert client.post(target, again).status_code == 422


def test_what_changed_since_the_page_was_shown_is_not_frozen(cast: Cast, edition: Edition) -> None:
    client, target = browser(cast.manager), reverse("edition-freeze", args=[edition.code])
    frozen = {"reason": "定稿", "seen": seen_word(edition)}
    edition_touch(edition=edition)
    told = client.post(target, frozen)
    assert told.status_code == 409
    assert "changed while you were looking at it" in told.content.decode()
    assert client.post(target, {"reason": "定稿"}).status_code == 409
    edition.refresh_from_db()
    assert not edition.frozen
    assert not TrailEntry.objects.filter(action="edition.freeze").exists()


def test_a_round_closes_only_after_its_cutoff(cast: Cast, edition: Edition) -> None:
    """Dates far from today, whatever day it is; the day itself is the service's own test."""
    ahead = make_round(edition, cutoff=datetime.date(2099, 1, 1))
    client = browser(cast.manager)
    target = reverse("round-close", args=[ahead.pk])
    seen = {"seen": seen_word(ahead)}
    answer = client.post(target, seen)
    assert answer.status_code == 422
    assert "has not passed yet" in answer.content.decode()
    Round.objects.filter(pk=ahead.pk).update(cutoff=OPENS + datetime.timedelta(days=1))
    earliest = timezone.localdate()
    assert client.post(target, seen).status_code == 409, "another cut-off than the page showed"
    ahead.refresh_from_db()
    client.post(target, {"seen": seen_word(ahead)})
    ahead.refresh_from_db()
    assert ahead.closed_on is not None
    assert earliest <= ahead.closed_on <= timezone.localdate()


def test_another_round_is_opened(cast: Cast, edition: Edition, survey_round: Round) -> None:
    client, target = browser(cast.manager), reverse("round-new", args=[edition.code])
    wrong = {"opens_on": "2025-10-01", "cutoff": "2025-09-01", "number": 2}
    assert client.post(target, wrong).status_code == 422
    right = {**wrong, "cutoff": "2025-11-01"}
    client.post(target, right)
    assert client.post(target, right).status_code == 409, "the second of two managers"
    assert client.post(target, {**right, "number": ""}).status_code == 409
    assert list(edition.rounds.values_list("number", flat=True)) == [1, 2]


def test_the_state_of_the_round_by_province(cast: Cast, survey_round: Round) -> None:
    make_reply(survey_round, make_city(province="乙省", province_adcode="020000"))
    make_city(province="乙省", province_adcode="020000")
    make_city(province="甲省", province_adcode="010000")
    page = browser(cast.outsider).get(f"/editions/{survey_round.edition.code}/")
    rows = [(row.province, row.cities, row.replied) for row in page.context["provinces"]]
    assert rows == [("甲省", 1, 0), ("乙省", 2, 1)]
    assert "Freeze" not in page.content.decode()


def test_printed_ranks_have_no_round(cast: Cast) -> None:
    make_edition("2023-published", ranks_only=True)
    page = browser(cast.manager).get("/editions/2023-published/").content.decode()
    assert "printed ranks only" in page


def test_empty_lists_say_what_to_do(cast: Cast) -> None:
    assert "Open the first one" in browser(cast.manager).get("/editions/").content.decode()
    assert "A manager has to open one" in browser(cast.coder).get("/").content.decode()
    make_edition("2025-test")
    coder, reviewer = browser(cast.coder), browser(cast.reviewer)
    assert "press Enter" in coder.get("/editions/2025-test/log/").content.decode()
    assert "Nothing waits for you" in reviewer.get("/editions/2025-test/review/").content.decode()
    assert "Every later change" in reviewer.get("/trail/").content.decode()
