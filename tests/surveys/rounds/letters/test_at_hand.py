"""What is at hand on a letter's page: an ordinary day's events, doubts, a call in a few keys."""

from __future__ import annotations

import datetime
import re

import pytest
from django.utils import timezone

from surveys.models import InfoRequest, RequestEvent, Round, TrailEntry
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.rounds.likely import EVERYDAY, at_hand
from tests.builders import Cast, make_city, make_edition, make_letter, make_organ, make_round
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder", "english"),
]
K, S = EventKind, InfoRequest.Status
# Twenty working days after the fifth of March, the fourth of April off.
DUE = "2025-04-02"


@pytest.fixture
def letter(survey_round: Round) -> InfoRequest:
    sent = datetime.date(2025, 3, 5)
    row = make_letter(
        survey_round, make_organ(make_city("甲市")), channel=Channel.DISCLOSURE, sent_on=sent
    )
    RequestEvent.objects.create(request=row, kind=K.ACKNOWLEDGED, date=sent)
    return row


@pytest.mark.parametrize(
    ("status", "allowed", "everyday"),
    [
        (S.DRAFT, (K.READY, K.SUBMITTED, K.NO_CHANNEL), (K.SUBMITTED,)),
        (
            S.SENT,
            (K.SUBMITTED, K.ACKNOWLEDGED, K.TELEPHONE, K.WITHDRAWN),
            (K.ACKNOWLEDGED, K.TELEPHONE, K.SUBMITTED),
        ),
        (S.CORRECTION, (K.CORRECTED, K.TELEPHONE, K.PAID), (K.CORRECTED, K.TELEPHONE)),
    ],
)
def test_the_events_of_an_ordinary_day_come_first(
    status: str, allowed: tuple[EventKind, ...], everyday: tuple[EventKind, ...]
) -> None:
    found = at_hand(status, allowed)
    assert found.everyday == everyday
    assert sorted(found.all) == sorted(allowed)


def test_no_kind_is_lost_behind_other() -> None:
    found = at_hand(S.ACKNOWLEDGED, EventKind)
    assert len(EVERYDAY) == 7
    assert set(found.everyday) == set(EVERYDAY)
    assert sorted(found.all) == sorted(EventKind)


def test_the_form_stands_before_the_history(cast: Cast, letter: InfoRequest) -> None:
    page = browser(cast.coder).get(f"/letters/{letter.pk}/").content.decode()
    assert page.index('id="event-form"') < page.index('class="timeline"')
    everyday, _mark, others = page.partition("<details>")
    assert 'data-act="extended"' in everyday
    assert 'data-act="third_party_sent"' not in everyday
    assert 'data-act="third_party_sent"' in others


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        ("extended", {"days": "21"}, "above twenty working days in all"),
        ("extended", {"days": "5", "date": "2025-05-20"}, "after the due day"),
        ("correction_notice", {"date": "2025-03-20"}, "after the seventh working day"),
    ],
)
def test_what_would_move_nothing_is_asked_about_once(
    cast: Cast, letter: InfoRequest, kind: str, more: dict[str, str], says: str
) -> None:
    """Confirmed for these very facts: whoever changes one is asked again."""
    client, address = browser(cast.coder), f"/letters/{letter.pk}/events/"
    typed = {"kind": kind, "date": "2025-03-10", "note": "通知书", **more}
    page = client.post(address, typed)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert "Enter it all the same" in page.content.decode()
    assert letter.history.count() == 2
    assert not TrailEntry.objects.exists()
    doubt = page.context["doubt"]
    other = client.post(address, {**typed, "date": "2025-05-21", "sure": doubt.sure})
    assert (other.status_code, letter.history.count()) == (422, 2)
    assert client.post(address, {**typed, "sure": doubt.sure}).status_code == 302
    assert letter.history.get(kind=kind).note == "通知书"


def test_the_same_of_the_same_day_is_asked_about_before_it_stands_twice(
    cast: Cast, letter: InfoRequest
) -> None:
    """From another window, or by somebody who read the same letter; a call is repeated freely,
    and what was struck out is no other."""
    first, second = browser(cast.coder), browser(cast.manager)
    address = f"/letters/{letter.pk}/events/"
    typed = {"kind": "extended", "date": "2025-03-10", "days": "10"}
    tokens = ["0d8f1f3a-0000-4000-8000-000000000001", "0d8f1f3a-0000-4000-8000-000000000002"]
    for _twice in range(2):
        sent = first.post(address, {**typed, "form_token": tokens[0]})
        assert sent.status_code == 302
    page = second.post(address, {**typed, "form_token": tokens[1]})
    assert page.status_code == 422
    assert f"stands here already, entered by {cast.coder}" in page.content.decode()
    assert letter.history.filter(kind="extended").count() == 1
    assert second.post(address, {**typed, "date": "2025-03-11"}).status_code == 302
    sure = {**typed, "form_token": tokens[1], "sure": page.context["doubt"].sure}
    assert second.post(address, sure).status_code == 302
    assert letter.history.filter(kind="extended").count() == 3
    call = {"kind": "telephone", "date": "2025-03-10", "call": "other"}
    assert {first.post(address, call).status_code for _time in range(2)} == {302}
    letter.history.filter(kind="acknowledged").update(struck_at=timezone.now(), struck_reason="误")
    again = {"kind": "acknowledged", "date": "2025-03-05"}
    assert first.post(address, again).status_code == 302


def test_what_is_in_order_is_not_asked_about(cast: Cast, letter: InfoRequest) -> None:
    typed = {"kind": "extended", "date": "2025-03-10", "days": "20"}
    assert browser(cast.coder).post(f"/letters/{letter.pk}/events/", typed).status_code == 302


def test_a_call_is_one_choice_and_goes_back_to_the_list(cast: Cast, letter: InfoRequest) -> None:
    """The day is today; a neighbour stays as it is."""
    neighbour = make_letter(letter.round, letter.organ, channel=Channel.DISCLOSURE, wave=2)
    client, address = browser(cast.coder), f"/letters/{letter.pk}/call/"
    back = f"/editions/{letter.round.edition.code}/letters/?clock=overdue#letter-{letter.pk}"
    page = client.get(address, {"next": back})
    today = page.context["form"].initial["date"]
    assert page.context["back"] == back
    refused = client.post(address, {"date": str(today), "next": back})
    assert (refused.status_code, letter.history.count()) == (422, 2)
    typed = {"call": "asked_purpose", "date": str(today), "next": back}
    done = client.post(address, typed)
    assert (done.status_code, done.headers["Location"]) == (302, back)
    event = letter.history.get(kind="telephone")
    assert (event.call, event.date, event.entered_by) == ("asked_purpose", today, cast.coder)
    assert neighbour.history.count() == 1
    away = client.post(address, {**typed, "next": "https://elsewhere.example/"})
    assert away.headers["Location"] == f"/letters/{letter.pk}/"


def test_a_call_or_an_event_that_is_sent_twice_is_entered_once(
    cast: Cast, letter: InfoRequest
) -> None:
    client = browser(cast.coder)
    typed = {"call": "other", "date": "2025-05-20"}
    pages = {"call": "call", "": "events"}
    for page, target in pages.items():
        source = client.get(f"/letters/{letter.pk}/{page}".rstrip("/") + "/").content.decode()
        token = re.findall(r'name="form_token" value="([^"]+)"', source)[0]
        for _ in range(2):
            sent = {**typed, "kind": "telephone", "form_token": token}
            assert client.post(f"/letters/{letter.pk}/{target}/", sent).status_code == 302
    assert letter.history.filter(kind="telephone").count() == len(pages)


def test_rows_of_letters_offer_a_call_to_who_may_enter_one(cast: Cast, letter: InfoRequest) -> None:
    code, city = letter.round.edition.code, letter.organ.city.adcode
    for address in (
        f"/editions/{code}/board/?preset=letters",
        f"/editions/{code}/cities/{city}/letters/all/",
    ):
        assert f"/letters/{letter.pk}/call/" in browser(cast.coder).get(address).content.decode()
        read = browser(cast.reviewer).get(address).content.decode()
        assert "data-call" not in read


def test_a_reminder_is_an_event_that_no_clock_reads(cast: Cast, letter: InfoRequest) -> None:
    client, address = browser(cast.coder), f"/letters/{letter.pk}/events/"
    assert client.post(address, {"kind": "reminder", "date": "2025-05-20"}).status_code == 302
    letter.refresh_from_db()
    assert (letter.status, str(letter.due), letter.event_count) == ("acknowledged", DUE, 3)
    frozen = make_letter(make_round(make_edition(frozen=True)), channel=Channel.DISCLOSURE)
    assert client.post(f"/letters/{frozen.pk}/call/", {"call": "other"}).status_code == 422
