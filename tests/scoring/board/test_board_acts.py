"""One act on many letters: each by itself, told line by line, never half-written or twice."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from scoring.board.acts import ACTS, DRAFTS, MOST_ACTED
from surveys.models import Edition, InfoRequest, RequestEvent, Round, TrailEntry
from surveys.models.request import Channel
from surveys.rounds.services.event import EventFacts, event_record
from tests.builders import (
    TODAY,
    Cast,
    make_city,
    make_letter,
    make_organ,
    make_outcome,
    make_user,
)
from tests.web.page import Page, read, visit
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("english"),
]
DAY = "2025-05-06"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def letters(survey_round: Round) -> list[InfoRequest]:
    return [
        make_letter(
            survey_round, make_organ(make_city(), name=f"机关{number}"), channel=Channel.DISCLOSURE
        )
        for number in range(3)
    ]


def _happened(letter: InfoRequest, kind: str) -> None:
    day = letter.round.opens_on + datetime.timedelta(days=3)
    event_record(actor=None, request=letter, facts=EventFacts(kind=kind, date=day), today=TODAY)


def _here(edition: Edition) -> str:
    return f"/editions/{edition.code}/board/act/"


def _boxes(client: Client, edition: Edition, query: str = "preset=letters") -> list[str]:
    source = client.get(f"/editions/{edition.code}/board/?{query}").content.decode()
    return re.findall(r'name="row" value="([^"]+)"', source)


def _form(client: Client, edition: Edition, **asked: Any) -> dict[str, Any]:
    """What the page between carries, as a browser sends it."""
    answer = client.get(_here(edition), asked)
    assert answer.status_code == 200
    source = answer.content.decode()
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', source)
    form: dict[str, Any] = {name: value for name, value in fields if name != "row"}
    form["row"] = [value for name, value in fields if name == "row"]
    return form


def _lines(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content.decode()
    return [row[-1] for row in read(answer.content.decode()).rows]


def test_each_letter_is_done_or_refused_by_itself(
    cast: Cast, edition: Edition, survey_round: Round, letters: list[InfoRequest]
) -> None:
    unsent = make_letter(survey_round, make_organ(make_city(), name="未发"), sent_on=None)
    neighbour = make_letter(survey_round, make_organ(make_city(), name="旁"), wave=9)
    client = browser(cast.coder)
    rows = _boxes(client, edition)
    rows = [row for row in rows if not row.startswith(f"{neighbour.pk}:")]
    form = _form(client, edition, act="looked", row=rows, back="preset=letters")
    event_record(
        actor=None,
        request=letters[1],
        facts=EventFacts(kind="acknowledged", date=TODAY),
        today=TODAY,
    )
    answer = client.post(_here(edition), {**form, "date": DAY, "note": "登录查看"})
    page = read(answer.content.decode())
    said = {row[0]: row[-1] for row in page.rows}
    assert said["机关0"] == said["机关2"] == "done"
    assert said["机关1"].startswith("refused Somebody changed this letter meanwhile")
    assert said["未发"].startswith("refused “Looked into the portal” needs “Sent” before it")
    assert "Done: 2 · refused: 2" in page.text
    looks = RequestEvent.objects.filter(kind="portal_looked")
    assert {row.request_id for row in looks} == {letters[0].pk, letters[2].pk}
    for row in looks:
        assert (str(row.date), row.note, row.entered_by) == (DAY, "登录查看", cast.coder)
    assert neighbour.history.count() == 1
    assert unsent.history.count() == 0
    letters[0].refresh_from_db()
    assert str(letters[0].looked_on) == DAY


def test_the_same_form_sent_twice_acts_once(
    cast: Cast, edition: Edition, letters: list[InfoRequest]
) -> None:
    client = browser(cast.coder)
    form = _form(client, edition, act="called", row=_boxes(client, edition))
    typed = {**form, "date": DAY, "call": "other"}
    for _time in range(2):
        assert _lines(client.post(_here(edition), typed)) == ["done"] * 3
    assert RequestEvent.objects.filter(kind="telephone").count() == 3
    handed = _form(client, edition, act="hand", row=_boxes(client, edition))
    handed["handler"] = cast.coder.pk
    assert _lines(client.post(_here(edition), handed)) == ["done"] * 3
    assert _lines(client.post(_here(edition), handed)) == ["was so already"] * 3
    assert TrailEntry.objects.filter(action="request.hand").count() == 3


def test_all_that_match_are_acted_on_as_they_are_when_the_form_is_shown(
    cast: Cast, edition: Edition, survey_round: Round, letters: list[InfoRequest]
) -> None:
    """Everything of somebody who leaves, handed to another; what is no letter of theirs stays."""
    leaver, heir = cast.coder, cast.second_coder
    InfoRequest.objects.update(handler=leaver)
    other = make_letter(survey_round, make_organ(make_city(), name="他人"), handler=heir)
    client = browser(cast.manager)
    back = f"preset=open&handler={leaver.pk}"
    form = _form(client, edition, act="hand", all="1", back=back)
    assert len(form["row"]) == 3
    form["handler"] = heir.pk
    assert _lines(client.post(_here(edition), form)) == ["done"] * 3
    assert set(InfoRequest.objects.values_list("handler", flat=True)) == {heir.pk}
    assert other.history.count() == 1
    wrong = _form(client, edition, act="hand", all="1", back="preset=open&days=x")
    assert wrong["row"] == [], "a filter that cannot be chooses nothing"
    cities = _form(client, edition, act="hand", all="1", back="preset=round")
    assert cities["row"] == []


def test_a_closing_takes_an_outcome_of_its_letters_channel(
    cast: Cast, edition: Edition, letters: list[InfoRequest]
) -> None:
    outcome = make_outcome(Channel.DISCLOSURE, code="given")
    other = make_letter(letters[0].round, make_organ(make_city(), name="咨询"))
    client = browser(cast.coder)
    form = _form(client, edition, act="closed", row=_boxes(client, edition))
    answer = client.post(_here(edition), {**form, "date": DAY, "outcome": outcome.pk})
    said = {row[0]: row[-1] for row in read(answer.content.decode()).rows}
    assert [said[f"机关{number}"] for number in range(3)] == ["done"] * 3
    assert "one of its channel" in said["咨询"]
    closed = RequestEvent.objects.filter(kind="closed")
    assert {row.outcome for row in closed} == {outcome}
    assert not other.history.filter(kind="closed").exists()
    other.refresh_from_db()
    without = _form(client, edition, act="closed", row=[f"{other.pk}:{other.revision}"])
    assert _lines(client.post(_here(edition), {**without, "date": DAY})) == ["done"]


def test_the_refused_are_looked_at_again_as_they_stand(
    cast: Cast, edition: Edition, letters: list[InfoRequest]
) -> None:
    client = browser(cast.coder)
    form = _form(client, edition, act="looked", row=_boxes(client, edition), back="preset=open")
    _happened(letters[1], "acknowledged")
    page = read(client.post(_here(edition), {**form, "date": DAY}).content.decode())
    again = page.link("Look at the refused ones again")
    letters[1].refresh_from_db()
    assert f"row={letters[1].pk}%3A{letters[1].revision}" in again
    assert again.count("row=") == 1
    fields = client.get(again).context["chosen"].letters
    assert [letter.pk for letter, _seen in fields] == [letters[1].pk]


def test_more_than_one_act_takes_is_told(
    cast: Cast, edition: Edition, letters: list[InfoRequest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scoring.board.views.act.MOST_ACTED", 2)
    source = (
        browser(cast.coder)
        .get(_here(edition), {"act": "looked", "all": "1", "back": "preset=letters"})
        .content.decode()
    )
    assert source.count('name="row"') == 2
    assert "1 more match and stay for the next time" in source
    assert MOST_ACTED >= 337


@pytest.mark.parametrize("name", ACTS)
def test_every_act_can_be_done(
    cast: Cast, edition: Edition, survey_round: Round, name: str
) -> None:
    sent = None if name in ("sent", "ready") else survey_round.opens_on
    letter = make_letter(
        survey_round,
        make_organ(make_city(), name="机关"),
        channel=Channel.DISCLOSURE,
        sent_on=sent,
    )
    for kind, before in (("corrected", "correction_notice"), ("paid", "fee_notice")):
        if name == kind:
            _happened(letter, before)
    client = browser(cast.coder)
    form = _form(client, edition, act=name, row=_boxes(client, edition))
    typed = {"date": DAY, "route": "web", "call": "other", "handler": cast.coder.pk}
    fields = {field: value for field, value in typed.items() if field in ACTS[name].fields}
    assert _lines(client.post(_here(edition), {**form, **fields})) == ["done"]
    letter.refresh_from_db()
    assert letter.revision >= 2


def test_what_is_typed_wrong_stores_nothing_and_stays(
    cast: Cast, edition: Edition, letters: list[InfoRequest]
) -> None:
    client = browser(cast.coder)
    form = _form(client, edition, act="sent", row=_boxes(client, edition))
    before = RequestEvent.objects.count()
    answer = client.post(_here(edition), {**form, "date": DAY, "note": "第二次"})
    assert answer.status_code == 422
    source = answer.content.decode()
    assert 'value="第二次"' in source
    assert source.count('name="row"') == 3
    assert RequestEvent.objects.count() == before
    gone = make_user(is_active=False)
    handed = _form(client, edition, act="hand", row=_boxes(client, edition))
    assert client.post(_here(edition), {**handed, "handler": gone.pk}).status_code == 422


def test_nothing_chosen_and_what_is_no_row_lead_back(
    cast: Cast, edition: Edition, letters: list[InfoRequest]
) -> None:
    client = browser(cast.coder)
    page: Page
    board = f"/editions/{edition.code}/board/?preset=ours"
    for name in ("looked", *DRAFTS):
        page = visit(client, f"{_here(edition)}?act={name}&back=preset%3Dours")
        assert "No letter was chosen." in page.text
        assert page.link("Back to the board") == board
    undecided = client.get(_here(edition), {"act": "", "back": "preset=ours"}, follow=True)
    assert undecided.request["PATH_INFO"] == board.partition("?")[0]
    assert "Choose what is done with the chosen letters." in undecided.content.decode()
    for rows in ([], ["x"], ["1"], ["x:y"], ["999999:1"], ["-1:1"], ["9" * 40 + ":1"]):
        page = read(client.get(_here(edition), {"act": "looked", "row": rows}).content.decode())
        assert "No letter was chosen." in page.text, rows
    assert client.get(_here(edition), {"act": "nonsense"}).status_code == 404
    assert browser(cast.outsider).get(_here(edition), {"act": "looked"}).status_code == 403


def test_letters_of_another_edition_are_not_reached(
    cast: Cast, edition: Edition, letters: list[InfoRequest]
) -> None:
    other = make_letter()
    client = browser(cast.coder)
    form = _form(client, edition, act="looked", row=[f"{other.pk}:1"])
    assert form["row"] == []
    own = _form(client, edition, act="looked", row=_boxes(client, edition)[:1])
    typed = {**own, "row": [*own["row"], f"{other.pk}:1"], "date": DAY}
    answer = client.post(_here(edition), typed)
    assert _lines(answer) == ["done"]
    assert not other.history.filter(kind="portal_looked").exists()


def test_a_closed_edition_refuses_the_whole_form(
    cast: Cast, edition: Edition, letters: list[InfoRequest]
) -> None:
    client = browser(cast.coder)
    form = _form(client, edition, act="looked", row=_boxes(client, edition))
    now = datetime.datetime(2025, 6, 1, tzinfo=datetime.UTC)
    Edition.objects.filter(pk=edition.pk).update(frozen=True, frozen_at=now)
    answer = client.post(_here(edition), {**form, "date": DAY})
    assert answer.status_code == 422
    assert not RequestEvent.objects.filter(kind="portal_looked").exists()
    assert _boxes(client, edition) == []


def test_a_handed_letter_says_to_whom(
    cast: Cast, edition: Edition, letters: list[InfoRequest]
) -> None:
    client = browser(cast.manager)
    form = _form(client, edition, act="hand", row=_boxes(client, edition))
    answer = client.post(_here(edition), {**form, "handler": str(cast.second_coder.pk)})
    assert "Done: 3 · now with second-coder" in read(answer.content.decode()).text


def test_what_a_preset_narrows_by_stands_in_sight(cast: Cast, edition: Edition) -> None:
    """How near a due day is, not behind further filters."""
    page = browser(cast.coder).get(f"/editions/{edition.code}/board/?preset=due")
    assert page.context["first"][0].name == "days"
    other = browser(cast.coder).get(f"/editions/{edition.code}/board/?preset=late")
    assert "days" in {field.name for field in other.context["more"]}
