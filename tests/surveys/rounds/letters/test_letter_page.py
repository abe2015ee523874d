"""A letter's page: what happened, what may come next, what can be done against it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from surveys.models import Edition, Evidence, InfoRequest, Organ, RequestEvent, Round, TrailEntry
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from tests.builders import (
    Cast,
    make_city,
    make_edition,
    make_evidence,
    make_letter,
    make_organ,
    make_outcome,
    make_reply,
    make_round,
)
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder", "english"),
]
SENT = datetime.date(2025, 3, 5)
# Twenty working days after it, the fourth of April off.
DUE = "2025-04-02"


@pytest.fixture
def letter(survey_round: Round) -> InfoRequest:
    """Sent over the web, and confirmed on the same day."""
    row = make_letter(
        survey_round, make_organ(make_city("甲市")), channel=Channel.DISCLOSURE, sent_on=SENT
    )
    RequestEvent.objects.create(request=row, kind=EventKind.ACKNOWLEDGED, date=SENT)
    return row


def _enter(client: Client, letter: InfoRequest, kind: str, date: str, **more: Any) -> Any:
    typed = {"kind": kind, "date": date, **more}
    return client.post(f"/letters/{letter.pk}/events/", typed)


def _text(client: Client, letter: InfoRequest) -> str:
    return client.get(f"/letters/{letter.pk}/").content.decode()


def test_its_history_is_entered_step_by_step(cast: Cast, letter: InfoRequest) -> None:
    neighbour = make_letter(letter.round, letter.organ, channel=Channel.DISCLOSURE, wave=2)
    client = browser(cast.coder)
    page = _text(client, letter)
    assert "Correction asked for" in page
    assert f"Due since: {DUE}" in page
    assert "Article 31(3) of the Regulations" in page
    for kind, date, more in (
        ("correction_notice", "2025-03-10", {}),
        ("corrected", "2025-03-20", {"note": "以传真补正"}),
        ("extended", "0410", {"days": "20", "call": "other"}),
        ("telephone", "2025-04-11", {"call": "asked_purpose"}),
    ):
        assert _enter(client, letter, kind, date, **more).status_code == 302
    letter.refresh_from_db()
    assert (letter.status, str(letter.due), letter.event_count) == ("extended", "2025-05-20", 6)
    page = _text(client, letter)
    for words in ("20 working days", "asked what it is for", "以传真补正", "begins anew"):
        assert words in page
    neighbour.refresh_from_db()
    assert (neighbour.status, neighbour.event_count) == ("sent", 1)
    assert TrailEntry.objects.filter(action="event.record").count() == 4


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"kind": "corrected", "date": "2025-03-10"}, "needs “Correction asked for” before it"),
        ({"kind": "extended", "date": "2025-03-10"}, "required"),
        ({"kind": "extended", "date": "2025-03-10", "days": "400"}, "less than or equal to 365"),
        ({"kind": "telephone", "date": "2025-03-10"}, "required"),
        ({"kind": "submitted", "date": "2025-03-10"}, "required"),
        ({"kind": "received", "date": "2025-03-01"}, "needs “Sent” before it"),
        ({"kind": "received", "date": "2033-03-01"}, "future"),
        ({"kind": "received", "date": "2025-02-30"}, "no such day"),
        ({"kind": "reconsideration_decided", "date": "2025-03-10"}, "required"),
        ({"kind": "replied", "date": "2025-03-10"}, "not one of the available choices"),
        ({"kind": "", "date": "2025-03-10"}, "required"),
        ({"kind": "received", "date": ""}, "required"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_what_was_typed_stays(
    cast: Cast, letter: InfoRequest, typed: dict[str, str], says: str
) -> None:
    before = RequestEvent.objects.count()
    client = browser(cast.coder)
    page = client.post(f"/letters/{letter.pk}/events/", {**typed, "note": "抄自登记簿"})
    assert page.status_code == 422
    assert says in page.content.decode()
    assert "抄自登记簿" in page.content.decode()
    assert RequestEvent.objects.count() == before
    assert not TrailEntry.objects.exists()


def test_a_button_proposes_its_kind_and_the_fields_that_it_needs(
    cast: Cast, letter: InfoRequest
) -> None:
    page = browser(cast.coder).get(f"/letters/{letter.pk}/?do=extended")
    assert '<option value="extended" selected>' in page.content.decode()
    form = page.context["form"]
    assert {field.name: idle for field, _kinds, idle in form.own_fields()} == {
        **dict.fromkeys(("route", "call", "result", "outcome"), True),
        "days": False,
    }
    strange = browser(cast.coder).get(f"/letters/{letter.pk}/?do=nonsense")
    assert strange.status_code == 200


def test_a_document_is_of_the_city_and_edition_and_opens_for_who_may(
    cast: Cast, letter: InfoRequest, edition: Edition
) -> None:
    city = letter.organ.city
    notice = make_evidence(edition, city, name="补正通知.txt", added_by=cast.coder)
    secret = make_evidence(
        edition, city, name="身份证.txt", personal=True, added_by=cast.second_coder
    )
    other = make_evidence(make_edition(), city, name="别的版次.txt")
    client = browser(cast.coder)
    page = _text(client, letter)
    assert "补正通知.txt" in page
    assert "身份证.txt" not in page
    for wrong in (secret, other):
        answer = _enter(client, letter, "received", "2025-03-10", document=wrong.pk)
        assert answer.status_code == 422
    assert _enter(client, letter, "received", "2025-03-10", document=notice.pk).status_code == 302
    assert f"/evidence/{notice.pk}/" in _text(client, letter)
    outsider = _text(browser(cast.outsider), letter)
    assert "补正通知.txt" not in outsider
    assert "with a document" in outsider
    Evidence.objects.filter(pk=notice.pk).update(personal=True)
    assert "补正通知.txt" not in _text(browser(cast.second_coder), letter)


def test_a_mistake_is_struck_out_and_stays_to_be_read(cast: Cast, letter: InfoRequest) -> None:
    client = browser(cast.coder)
    _enter(client, letter, "extended", "2025-03-10", days="20")
    event = letter.history.get(kind="extended")
    address = f"/letters/{letter.pk}/events/{event.pk}/strike/"
    refused = client.post(address, {f"strike-{event.pk}-reason": " "})
    assert refused.status_code == 422
    done = client.post(address, {f"strike-{event.pk}-reason": "登错了函件"})
    assert done.status_code == 302
    page = _text(client, letter)
    assert "登错了函件" in page
    assert f"Struck out by {cast.coder}" in page
    letter.refresh_from_db()
    assert (letter.status, str(letter.due)) == ("acknowledged", DUE)
    again = client.post(address, {f"strike-{event.pk}-reason": "再一次"})
    assert again.status_code == 422
    other = make_letter(letter.round, letter.organ, channel=Channel.DISCLOSURE, wave=2)
    stray = client.post(f"/letters/{other.pk}/events/{event.pk}/strike/")
    assert stray.status_code == 404


def test_an_event_that_another_rests_on_stays(cast: Cast, letter: InfoRequest) -> None:
    client = browser(cast.coder)
    _enter(client, letter, "correction_notice", "2025-03-10")
    _enter(client, letter, "corrected", "2025-03-20")
    event = letter.history.get(kind="correction_notice")
    address = f"/letters/{letter.pk}/events/{event.pk}/strike/"
    page = client.post(address, {f"strike-{event.pk}-reason": "看错"})
    assert page.status_code == 422
    assert "Another event rests on this one" in page.content.decode()
    event.refresh_from_db()
    assert event.struck_at is None


def test_a_reply_is_struck_on_its_own_page(cast: Cast, letter: InfoRequest) -> None:
    granted = make_outcome(Channel.DISCLOSURE)
    reply = make_reply(letter.round, organ=letter.organ, letters=[letter], outcome=granted)
    client = browser(cast.coder)
    page = _text(client, letter)
    assert f"/replies/{reply.pk}/" in page
    assert f"/replies/{reply.pk}/" not in _text(browser(cast.outsider), letter)
    event = letter.history.get(kind="replied")
    address = f"/letters/{letter.pk}/events/{event.pk}/strike/"
    assert address not in page
    refused = client.post(address, {f"strike-{event.pk}-reason": "看错"})
    assert "correct or withdraw the reply" in refused.content.decode()


def test_who_may_only_read_sees_no_form(cast: Cast, letter: InfoRequest) -> None:
    for person in (cast.outsider, cast.reviewer):
        client = browser(person)
        page = _text(client, letter)
        assert "What happened" in page
        assert "event-form" not in page
        assert _enter(client, letter, "received", "2025-03-10").status_code == 403


def test_a_frozen_edition_is_read(cast: Cast) -> None:
    survey_round = make_round(make_edition(frozen=True))
    letter = make_letter(survey_round, channel=Channel.DISCLOSURE)
    client = browser(cast.coder)
    page = _text(client, letter)
    assert "This edition is frozen" in page
    assert "event-form" not in page
    assert _enter(client, letter, "received", "2025-03-10").status_code == 422
    assert letter.history.count() == 1


def test_remedies_of_an_outcome_and_of_silence(cast: Cast, letter: InfoRequest) -> None:
    """Silence: the due day was long ago."""
    client = browser(cast.coder)
    page = _text(client, letter)
    assert "overdue" in page
    assert "no answer; limits run from 2025-04-02" in page
    assert "2025-06-01" in page  # sixty days on
    withheld = make_outcome(Channel.DISCLOSURE, code="withheld_process")
    received = datetime.date(2025, 6, 3)
    make_reply(
        letter.round,
        organ=letter.organ,
        letters=[letter],
        outcome=withheld,
        received_on=received,
    )
    page = _text(client, letter)
    assert "withheld_process; limits run from 2025-06-03" in page
    assert "Reconsideration has to come before a suit." in page
    assert "only after a reconsideration" in page
    assert "2025-08-02" in page
    _enter(client, letter, "reconsideration_asked", "2025-07-01")
    assert "2025-08-30" in _text(client, letter)
    _enter(client, letter, "reconsideration_decided", "2025-08-20", result="upheld")
    page = _text(client, letter)
    assert "upheld" in page
    assert "2025-09-04" in page


def test_silence_that_we_closed_runs_from_the_due_day(cast: Cast, letter: InfoRequest) -> None:
    silent = make_outcome(Channel.DISCLOSURE, code="silent", effective=False)
    _enter(browser(cast.coder), letter, "closed", "2025-08-29", outcome=silent.pk)
    page = _text(browser(cast.coder), letter)
    assert f"silent; limits run from {DUE}" in page
    assert "argued both ways" in page


def test_a_consultation_has_no_remedies_and_the_organs_own_limit(
    cast: Cast, survey_round: Round
) -> None:
    letter = make_letter(survey_round, sent_on=SENT)
    frozen = make_letter(make_round(make_edition(frozen=True)), letter.organ, sent_on=SENT)
    client = browser(cast.coder)
    page = _text(client, letter)
    assert "none: no limit of the organ" in page
    assert "counted from the day after" not in page
    assert "Remedies" not in page
    address = f"/letters/{letter.pk}/limit/"
    typed = {"limit-days": "5", "limit-unit": "working_days"}
    refused = client.post(address, typed)
    assert (refused.status_code, Organ.objects.get(pk=letter.organ_id).limit_days) == (422, None)
    assert "Say where the organ names its limit" in refused.content.decode()
    done = client.post(address, {**typed, "limit-source": "市长信箱办理规定"})
    assert done.status_code == 302
    letter.refresh_from_db()
    frozen.refresh_from_db()
    assert (str(letter.due), frozen.due) == ("2025-03-12", None)
    page = _text(client, letter)
    assert "市长信箱办理规定" in page
    assert "counted from the day after" in page
    again = client.post(address, {**typed, "limit-source": "市长信箱办理规定"})
    assert "that already" in again.content.decode()
    none = client.post(address, {"limit-days": "", "limit-unit": "working_days"})
    letter.refresh_from_db()
    assert (none.status_code, letter.due) == (302, None)
    assert client.post(f"/letters/{frozen.pk}/limit/", typed).status_code == 422


def test_a_letter_in_chinese(cast: Cast, letter: InfoRequest) -> None:
    page = browser(cast.coder, language="zh-hans").get(f"/letters/{letter.pk}/")
    assert "接下来" in page.content.decode()


def test_there_is_no_such_letter(cast: Cast) -> None:
    client = browser(cast.coder)
    assert client.get("/letters/999999/").status_code == 404
    assert client.get("/letters/999999/why/").status_code == 404
