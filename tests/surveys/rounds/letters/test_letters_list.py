"""The list of letters: by the stored rows, narrowed by the state of the clock."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from surveys.models import Edition, InfoRequest, Round
from surveys.models.request import Channel
from surveys.rounds.filters import CLOCK, clock_rows, overdue_rows
from surveys.rounds.services.letter_state import overdue_on
from tests.builders import Cast, make_city, make_letter, make_organ
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("english"),
]
TODAY = datetime.date(2025, 6, 2)


def _day(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def _kept(survey_round: Round, **facts: Any) -> InfoRequest:
    """With a stored state that nobody counted: the list reads the row alone."""
    letter = make_letter(survey_round, channel=Channel.DISCLOSURE)
    facts = {"provisional": False, "flags": [], **facts}
    InfoRequest.objects.filter(pk=letter.pk).update(**facts)
    letter.refresh_from_db()
    return letter


@pytest.fixture
def letters(survey_round: Round) -> dict[str, InfoRequest]:
    return {
        "far": _kept(survey_round, due=_day(30), due_local=None),
        "over": _kept(survey_round, due=_day(-1), due_local=None),
        "over both": _kept(survey_round, due=_day(-3), due_local=_day(-1)),
        "over one": _kept(survey_round, due=_day(-1), due_local=_day(4)),
        "local alone": _kept(survey_round, due=None, due_local=_day(-1)),
        "today": _kept(survey_round, due=TODAY, due_local=None),
        "soon": _kept(survey_round, due=_day(5), due_local=None, provisional=True),
        "sixth": _kept(survey_round, due=_day(6), due_local=None),
        "none": _kept(survey_round, due=None, due_local=None, flags=["stopped"]),
        "judged": _kept(
            survey_round, is_open=False, due=_day(-9), due_local=_day(-5), flags=["between_dates"]
        ),
        "refused": _kept(survey_round, status="refused_intake", due=_day(-1), due_local=_day(4)),
        "late": _kept(survey_round, is_open=False, due=_day(-9), due_local=None, flags=["late"]),
    }


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        ("overdue", {"over", "over both", "local alone"}),
        ("soon", {"today", "soon", "over one"}),
        ("between", {"over one", "judged"}),
        ("provisional", {"soon"}),
        ("flagged", {"none", "judged", "late"}),
    ],
)
def test_states_of_the_clock(letters: dict[str, InfoRequest], state: str, wanted: set[str]) -> None:
    rows = set(InfoRequest.objects.filter(clock_rows(state, TODAY)))
    assert {name for name, letter in letters.items() if letter in rows} == wanted


def test_rows_and_single_letters_agree_on_what_is_overdue(
    letters: dict[str, InfoRequest],
) -> None:
    for day in range(-10, 10):
        found = set(InfoRequest.objects.filter(overdue_rows(_day(day))))
        assert found == {row for row in letters.values() if overdue_on(row, _day(day))}


def _organs(client: Client, address: str) -> list[InfoRequest]:
    page = client.get(address)
    assert page.status_code == 200
    return [line.letter for line in page.context["lines"]]


def test_the_list_of_all_letters_is_the_boards(
    cast: Cast, edition: Edition, letters: dict[str, InfoRequest]
) -> None:
    """Open ones first, by their due day; what narrowed the list before narrows it still."""
    client, here = browser(cast.outsider), f"/editions/{edition.code}/letters/"
    page = visit(client, client.get(here).headers["Location"])
    keys = [int(link.address.split("/")[2]) for link in page.links if "/letters/" in link.address]
    rows = InfoRequest.objects.in_bulk(keys)
    shown = [rows[key] for key in keys]
    days = [row.due or datetime.date.max for row in shown if row.is_open]
    assert days == sorted(days)
    assert [row.is_open for row in shown] == [True] * 10 + [False] * 2
    for state, _words in CLOCK:
        moved = client.get(f"{here}?clock={state}&page=1").headers["Location"]
        assert moved == f"/editions/{edition.code}/board/?clock={state}&page=1&preset=letters"
        assert client.get(moved).status_code == 200
    assert client.get("/editions/2099-none/letters/").status_code == 404


def test_letters_of_a_city(cast: Cast, edition: Edition, survey_round: Round) -> None:
    city = make_city("甲市")
    ours = make_letter(survey_round, make_organ(city))
    make_letter(survey_round, make_organ(make_city("乙市")))
    client = browser(cast.outsider)
    here = f"/editions/{edition.code}/cities/{city.adcode}/letters/all/"
    assert _organs(client, here) == [ours]
    assert "overdue" not in client.get(here).content.decode()
    bare = make_city("丙市")
    empty = client.get(f"/editions/{edition.code}/cities/{bare.adcode}/letters/all/")
    assert "No letter to this city is written down yet" in empty.content.decode()


def test_an_edition_without_letters_says_so(cast: Cast, edition: Edition) -> None:
    page = visit(browser(cast.coder), f"/editions/{edition.code}/board/?preset=letters")
    assert "No letter is written down yet" in page.text


def test_the_form_of_a_reply_leads_to_each_letter(
    cast: Cast, edition: Edition, survey_round: Round
) -> None:
    letter = make_letter(survey_round, make_organ(make_city()))
    page = browser(cast.coder).get(
        f"/editions/{edition.code}/cities/{letter.organ.city.adcode}/reply/"
    )
    assert f'href="/letters/{letter.pk}/"' in page.content.decode()
