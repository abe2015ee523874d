"""What the administration opens on: from a reply to the appendix, with the numbers of the lists."""

from __future__ import annotations

import pytest
from django.test import Client

from surveys.models import Answer, Edition, Question
from surveys.models.user import Role
from surveys.permissions import ROLE_ACTIONS, Action
from tests.builders import (
    AFTER_CUTOFF,
    Cast,
    make_answer,
    make_city,
    make_edition,
    make_organ,
    make_reply,
    make_round,
)
from tests.scoring.rows import make_index, make_run, make_value
from tests.web.page import read
from tests.web.people import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(cast: Cast, edition: Edition, question: Question) -> Edition:
    """Beside another edition with a reply, an answer and a run of its own."""
    make_index()
    cities = [make_city() for _ in range(3)]
    organs = [make_organ(city) for city in cities]
    for owner in (edition, make_edition("2020-other", year=2020)):
        survey_round = make_round(owner)
        for city, organ in zip(cities, organs, strict=True):
            make_reply(survey_round, organ=organ)
            make_value(owner, city, "R1.1.1", 1.0)
        make_answer(owner, cities[0], question, cast.coder, state=Answer.State.APPROVED)
    late = make_reply(edition.rounds.get(), make_city(), received_on=AFTER_CUTOFF)
    make_reply(late.round, make_city(), withdrawn=True)
    make_answer(edition, cities[1], question, cast.coder)
    make_value(edition, cities[0], "R1.1.2", 2.0, approved=False)
    for owner in Edition.objects.all():
        make_run(owner, unranked=2)
        make_run(owner, basis="provisional")
    return edition


def steps(client: Client, query: str = "") -> dict[str, list[tuple[str, int, str]]]:
    """By title the counts with their words, the greatest first."""
    found = client.get(f"/admin/{query}").context["steps"]
    return {
        step.title: [(one.words, one.number, one.url) for one in (step.main, *step.others) if one]
        for step in found
    }


def test_the_four_steps_count_one_edition(cast: Cast, filled: Edition) -> None:
    found = steps(browser(cast.manager), f"?edition={filled.code}")
    assert {title: [count[:2] for count in counts] for title, counts in found.items()} == {
        "Replies": [("replies", 4), ("late", 1), ("requests", 5)],
        "Answers": [
            *(("answers", 2), ("In review", 1), ("Taken back", 0)),
            *(("Returned", 0), ("Approved", 1)),
        ],
        "Index": [
            *(("cities, Approved", 5), ("cities, Provisional", 5)),
            *(("approved values", 3), ("runs", 2)),
        ],
        "Appendix": [("cities with a rank", 3)],
    }


def test_a_number_is_that_of_the_list_behind_it(cast: Cast, filled: Edition) -> None:
    client = browser(cast.manager)
    for title, counts in steps(client, f"?edition={filled.code}").items():
        for words, number, url in counts if title != "Appendix" else ():
            assert client.get(url).context["cl"].result_count == number, words


def test_every_link_of_the_steps_leads_somewhere(cast: Cast, filled: Edition) -> None:
    client = browser(cast.manager)
    page = read(client.get(f"/admin/?edition={filled.code}").content.decode())
    links = {link.address for link in page.links if filled.code in link.address}
    assert {f"/editions/{filled.code}/{name}" for name in ("log/", "appendix.xlsx")} <= links
    assert {client.get(link).status_code for link in links} == {200}


def test_it_opens_on_the_newest_computed_edition(cast: Cast, filled: Edition) -> None:
    make_edition("2030-printed", year=2030, ranks_only=True)
    client = browser(cast.manager)
    assert client.get("/admin/").context["edition"] == filled
    assert client.get("/admin/?edition=2030-printed").context["edition"] == filled
    assert client.get("/admin/?edition=2020-other").context["edition"].code == "2020-other"


@pytest.mark.parametrize(
    ("missing", "gone"),
    [
        (Action.SEE_PROVISIONAL, {"cities, Provisional"}),
        (Action.SEE_ANSWERS, {"replies", "answers", "late", "requests"}),
        (Action.SEE_RESULTS, {"cities, Approved", "runs", "cities with a rank"}),
        (Action.EXPORT, {"CSV", "XLSX"}),
        (Action.LOG_REPLY, {"Log a reply"}),
    ],
)
def test_nobody_is_led_to_what_is_closed(
    cast: Cast,
    filled: Edition,
    monkeypatch: pytest.MonkeyPatch,
    missing: Action,
    gone: set[str],
) -> None:
    client, address = browser(cast.manager), f"/admin/?edition={filled.code}"

    def said() -> set[str]:
        found = client.get(address).context["steps"]
        counts = {count.words for step in found for count in (step.main, *step.others) if count}
        return counts | {words for step in found for words, _url in step.links}

    assert gone <= said()
    monkeypatch.setitem(ROLE_ACTIONS, Role.MANAGER, ROLE_ACTIONS[Role.MANAGER] - {missing})
    assert gone & said() == set()
    counted = {
        number
        for counts in steps(client, f"?edition={filled.code}").values()
        for _words, number, url in counts
        if url.startswith("/admin/") and client.get(url).context["cl"].result_count != number
    }
    assert counted == set()


def test_without_an_edition_the_models_stand_alone(cast: Cast) -> None:
    page = browser(cast.manager).get("/admin/")
    assert page.context["steps"] == []
    assert "Everything that is stored" in page.content.decode()


def test_a_newer_run_that_is_due_is_said(cast: Cast, filled: Edition) -> None:
    client = browser(cast.manager)
    assert "Computed" in client.get("/admin/").content.decode()
    Edition.objects.filter(pk=filled.pk).update(inputs_version=9)
    assert "a newer run is under way" in client.get("/admin/").content.decode()
