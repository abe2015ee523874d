"""Reminders and telephone scripts for letters that were chosen on the board."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from scoring.board.acts import DRAFTS
from surveys.models import Edition, InfoRequest, RequestEvent, Round
from surveys.models.request import Channel
from surveys.rounds.chasing.drafts import Way
from surveys.rounds.services.event import EventFacts, event_record
from tests.builders import TODAY, Cast, make_city, make_letter, make_organ
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("english"),
]
BACK = "preset=late&page=2"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def late(survey_round: Round) -> list[InfoRequest]:
    """Two that are late by every due day."""
    found = []
    for name in ("甲机关", "乙机关"):
        organ = make_organ(make_city(), name=name)
        letter = make_letter(survey_round, organ, channel=Channel.DISCLOSURE)
        facts = EventFacts(kind="acknowledged", date=survey_round.opens_on)
        event_record(actor=None, request=letter, facts=facts, today=TODAY)
        letter.refresh_from_db()
        found.append(letter)
    return found


@pytest.mark.parametrize("name", DRAFTS)
def test_drafts_are_made_of_what_was_chosen(
    cast: Cast, edition: Edition, late: list[InfoRequest], name: str
) -> None:
    """The page that drafts says by itself which of them are not late, and leads back to the
    list that they were chosen on."""
    make_letter(late[0].round, make_organ(make_city(), name="旁"), channel=Channel.DISCLOSURE)
    client, here = browser(cast.coder), f"/editions/{edition.code}/board/act/"
    rows = [f"{letter.pk}:{letter.revision}" for letter in late]
    answer = client.get(here, {"act": name, "row": rows, "back": BACK})
    chosen = "&".join(f"letter={letter.pk}" for letter in late)
    assert answer.headers["Location"] == (
        f"/editions/{edition.code}/chase/?{chosen}&way={DRAFTS[name].way.value}"
        "&back=preset%3Dlate%26page%3D2"
    )
    links = visit(client, answer.headers["Location"]).links
    assert ("Board", f"/editions/{edition.code}/board/?{BACK}") in {
        (link.text, link.address) for link in links
    }
    every = client.get(here, {"act": name, "all": "1", "back": "preset=letters"})
    assert every.headers["Location"].count("letter=") == 3
    assert browser(cast.outsider).get(here, {"act": name}).status_code == 403


@pytest.mark.parametrize("way", Way)
def test_all_that_was_drafted_is_entered_at_once(
    cast: Cast, edition: Edition, late: list[InfoRequest], way: Way
) -> None:
    """By the bulk act, which tells the fate of each; one without a draft is not among them."""
    early = make_letter(late[0].round, make_organ(make_city(), name="旁"))
    client = browser(cast.coder)
    keys = "&".join(f"letter={letter.pk}" for letter in (*late, early))
    page = visit(client, f"/editions/{edition.code}/chase/?{keys}&way={way.value}&back={BACK}")
    words = {Way.LETTER: "Enter all as sent", Way.TELEPHONE: "Enter all as called"}[way]
    form = client.get(page.link(words)).content.decode()
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    typed = {name: value for name, value in fields if name != "row"}
    typed |= {"row": [value for name, value in fields if name == "row"], "date": str(TODAY)}
    assert len(typed["row"]) == 2
    done = client.post(f"/editions/{edition.code}/board/act/", {**typed, "call": "other"})
    assert "Done: 2" in done.content.decode()
    kind = {Way.LETTER: "reminder", Way.TELEPHONE: "telephone"}[way]
    events = RequestEvent.objects.filter(kind=kind)
    assert {event.request_id for event in events} == {letter.pk for letter in late}


def test_an_entered_draft_stays_in_sight(
    cast: Cast, edition: Edition, late: list[InfoRequest]
) -> None:
    client, here = browser(cast.coder), f"/editions/{edition.code}/chase/?letter={late[0].pk}"
    sent = client.post(
        f"/letters/{late[0].pk}/chased/",
        {"way": "letter"},
        headers={"referer": f"http://testserver{here}"},
    )
    assert sent.headers["Location"] == f"{here}#letter-{late[0].pk}"
    assert "Enter all as sent" not in visit(client, here).text
