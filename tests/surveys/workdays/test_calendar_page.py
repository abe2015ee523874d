"""The calendar's page: what is set and by whom, setting more, and what it moved."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.models import CalendarDay, City, InfoRequest, Round, TrailEntry
from surveys.models.request import Channel
from surveys.rounds.services.replay import calendar_replay
from tests.builders import (
    Cast,
    load_reference,
    make_city,
    make_edition,
    make_letter,
    make_organ,
    make_round,
    make_user,
)
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("english"),
]
HERE = "/calendar/"
SENT = datetime.date(2025, 3, 5)


@pytest.fixture
def city(db: None) -> City:
    return make_city("甲市")


@pytest.fixture
def letter(survey_round: Round, city: City) -> InfoRequest:
    fields = {"channel": Channel.DISCLOSURE, "sent_on": SENT}
    return make_letter(survey_round, make_organ(city), **fields)


def _day(area: str, date: str = "2025-03-17", **more: str) -> dict[str, str]:
    facts = {
        "area": area,
        "date": date,
        "kind": "off",
        "source": "市政府公告",
        "reason": "地方节日",
    }
    return {f"day-{name}": value for name, value in {**facts, **more}.items()}


def _table(*rows: str) -> dict[str, Any]:
    text = "\n".join(["scope,adcode,date,kind,source", *rows])
    return {"days-file": SimpleUploadedFile("日历.csv", text.encode()), "days-reason": "通知"}


def test_a_day_is_set_and_the_letter_that_moves_is_listed(
    cast: Cast, letter: InfoRequest, city: City
) -> None:
    other = make_letter(letter.round, make_organ(make_city("乙市")), channel=Channel.DISCLOSURE)
    client = browser(cast.administrator)
    before = letter.due
    done = client.post(f"{HERE}days/", _day("甲市"), follow=True)
    assert "2025-03-17 is set" in done.content.decode()
    page = client.get(HERE).content.decode()
    assert "2 open letters are still to be counted" in page
    calendar_replay()
    letter.refresh_from_db()
    page = client.get(HERE).content.decode()
    assert "Every open letter is counted by this calendar." in page
    assert f"/letters/{letter.pk}/" in page
    assert f"/letters/{other.pk}/" not in page
    assert (letter.due, letter.due_local) == (before, datetime.date(2025, 4, 3))
    for words in ("市政府公告", "地方节日", str(cast.administrator), city.adcode):
        assert words in page


@pytest.mark.parametrize("area", ["试验省", "900000", "甲", "甲市", ""])
def test_an_area_by_name_or_adcode(cast: Cast, city: City, area: str) -> None:
    browser(cast.administrator).post(f"{HERE}days/", _day(area))
    row = CalendarDay.objects.get()
    wanted = {
        "": ("nation", ""),
        "试验省": ("province", "900000"),
        "900000": ("province", "900000"),
    }
    assert (row.scope, row.adcode) == wanted.get(area, ("city", city.adcode))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"area": "没有这个市"}, "There is no such area"),
        ({"date": "2025-02-30"}, "no such day"),
        ({"date": ""}, "required"),
        ({"kind": "maybe"}, "not one of the available choices"),
        ({"source": " "}, "required"),
        ({"reason": ""}, "reason"),
        ({"date": "2101-01-01"}, "cannot be the year"),
    ],
)
def test_what_no_day_can_be(cast: Cast, city: City, change: dict[str, str], says: str) -> None:
    typed = {**_day("甲市"), **{f"day-{name}": value for name, value in change.items()}}
    page = browser(cast.administrator).post(f"{HERE}days/", typed)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not CalendarDay.objects.exists()
    assert not TrailEntry.objects.exists()


def test_the_same_day_twice_changes_nothing(cast: Cast, city: City) -> None:
    client = browser(cast.administrator)
    client.post(f"{HERE}days/", _day("甲市"))
    again = client.post(f"{HERE}days/", _day("甲市"))
    assert "says so already" in again.content.decode()
    assert TrailEntry.objects.count() == 1


@pytest.mark.usefixtures("own_process")
def test_a_table_is_loaded_or_each_refused_row_is_named(cast: Cast, city: City) -> None:
    client = browser(cast.administrator)
    off, work = (
        f"city,{city.adcode},2031-03-03,off,公告",
        f"city,{city.adcode},2031-03-03,work,公告",
    )
    page = client.post(f"{HERE}table/", _table(off, work, "city,000000,2031-03-04,off,公告"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "Row 3" in text
    assert "off and worked at once" in text
    assert "Row 4" in text
    assert not CalendarDay.objects.exists()
    done = client.post(f"{HERE}table/", _table(off), follow=True)
    assert "1 days added" in done.content.decode()
    assert CalendarDay.objects.get().set_by == cast.administrator
    empty = client.post(f"{HERE}table/", {"days-reason": "通知"})
    assert empty.status_code == 422


def test_who_may_only_look_is_offered_no_form(cast: Cast, city: City) -> None:
    for person in (cast.outsider, cast.coder, cast.manager):
        client = browser(person)
        text = client.get(HERE).content.decode()
        assert "Days are set by an administrator." in text
        assert "day-date" not in text
        assert client.post(f"{HERE}days/", _day("甲市")).status_code == 403
        assert client.post(f"{HERE}table/", _table()).status_code == 403
    assert not CalendarDay.objects.exists()


def test_a_demo_account_sees_no_letter_of_a_real_edition(
    cast: Cast, letter: InfoRequest, city: City
) -> None:
    made_up = make_letter(
        make_round(make_edition(synthetic=True)),
        make_organ(city, name="虚构局"),
        channel=Channel.DISCLOSURE,
        sent_on=SENT,
    )
    browser(cast.administrator).post(f"{HERE}days/", _day("甲市"))
    client = browser(make_user(username="demo", is_demo=True))
    assert "1 open letter is still" in client.get(HERE).content.decode()
    assert "2 open letters are still" in browser(cast.coder).get(HERE).content.decode()
    calendar_replay()
    text = client.get(HERE).content.decode()
    assert f"/letters/{made_up.pk}/" in text
    assert f"/letters/{letter.pk}/" not in text


def test_years_and_the_areas_that_come_with_the_program(cast: Cast) -> None:
    load_reference()
    text = browser(cast.outsider).get(HERE).content.decode()
    assert "not published yet" in text
    assert "as the package chinesecalendar holds it" in text
    assert "Tibet 西藏自治区" in text
    assert "came with the program" in text
