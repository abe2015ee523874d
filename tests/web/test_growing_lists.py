"""Lists too long to count, sort or search whole say so, and let people reach every row."""

from __future__ import annotations

import datetime
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.utils import timezone

from surveys import paging
from surveys.admin_pages import growing
from surveys.history import filters
from surveys.history.admin import TrailEntryAdmin
from surveys.history.selectors import stored_actions
from surveys.history.services import trail_write
from surveys.models import Edition, ReviewDecision, TrailEntry
from tests.builders import Cast, make_answer, make_city, make_edition, make_question
from tests.web.page import read
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
MOST = 6
LIST = "/admin/surveys/trailentry/"


@pytest.fixture
def entries(cast: Cast, edition: Edition, monkeypatch: pytest.MonkeyPatch) -> list[TrailEntry]:
    """Eight of one edition in two cities, then one of another, where six are counted and
    searched."""
    monkeypatch.setattr(paging, "MOST_COUNTED", MOST)
    monkeypatch.setattr(growing, "MOST_SEARCHED", MOST)
    cities = [make_city("甲市", pinyin="jia"), make_city("乙市", pinyin="yi")]
    facts: dict[str, Any] = {"actor": cast.manager, "subject": edition, "edition": edition}
    made = [
        trail_write(action="edition.open", city=cities[n % 2], reason=f"缘由{n}", **facts)
        for n in range(8)
    ]
    other = make_edition("2024-other")
    facts |= {"subject": other, "edition": other}
    return [*made, trail_write(action="edition.freeze", reason="他版", **facts)]


@pytest.mark.usefixtures("entries")
def test_the_history_says_that_there_is_more_and_a_filter_reaches_it(cast: Cast) -> None:
    client = browser(cast.reviewer)
    assert f"More than {MOST} entries" in client.get("/trail/").content.decode()
    narrowed = client.get("/trail/", {"city": "jia"}).content.decode()
    assert "More than" not in narrowed
    assert "4 entries" in narrowed


def test_the_last_page_is_the_last_counted_one(
    entries: list[TrailEntry],
) -> None:
    rows = TrailEntry.objects.order_by("-pk")
    pages = paging.BoundedPaginator(rows, 4)
    assert (pages.count, pages.num_pages, pages.has_more) == (MOST, 2, True)
    assert list(pages.page(2).object_list) == entries[4:2:-1]
    exact = paging.BoundedPaginator(rows.filter(pk__in=[row.pk for row in entries[:MOST]]), 4)
    assert (exact.count, exact.has_more) == (MOST, False)


@pytest.mark.usefixtures("entries")
def test_a_list_of_the_administration_says_it_too(cast: Cast, edition: Edition) -> None:
    client = browser(cast.administrator)
    page = read(client.get(LIST).content.decode())
    assert f"More than {MOST} trail" in page.text
    narrowed = read(client.get(LIST, {"action": "edition.freeze"}).content.decode())
    assert "More than" not in narrowed.text


def test_a_search_is_of_the_newest_or_of_a_whole_edition(
    cast: Cast, entries: list[TrailEntry], edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(cast.administrator)

    def found(**query: Any) -> list[TrailEntry]:
        page = client.get(LIST, query)
        told = "Only the newest 30,000 rows were searched" in page.content.decode()
        assert told is ("edition__id__exact" not in query and len(entries) > growing.MOST_SEARCHED)
        return list(page.context["cl"].result_list)

    assert found(q="缘由0") == []
    assert found(q="缘由7") == [entries[7]]
    assert found(q="他版") == [entries[8]]
    assert found(q="缘由0", edition__id__exact=edition.pk) == [entries[0]]
    monkeypatch.setattr(growing, "MOST_SEARCHED", 9)
    assert found(q="缘由0") == [entries[0]]


def test_what_a_list_cannot_do_is_said_where_it_cannot(
    cast: Cast, entries: list[TrailEntry], edition: Edition
) -> None:
    client = browser(cast.administrator)
    assert "Choose an edition to sort." in client.get(LIST).content.decode()
    within = client.get(LIST, {"edition__id__exact": edition.pk}).content.decode()
    assert "Choose an edition" not in within
    assert "choose an edition" not in within


def test_how_many_were_found_stands_beside_a_search_that_was_counted_whole(
    cast: Cast, entries: list[TrailEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(cast.administrator)
    assert "(Show all)" not in read(client.get(LIST).content.decode()).text
    found = read(client.get(LIST, {"q": "他版"}).content.decode()).text
    assert "1 result" in found, found[200:1500]
    monkeypatch.setattr(growing, "MOST_SEARCHED", 9)
    assert "Show all" not in read(client.get(LIST, {"q": "缘由"}).content.decode()).text


def test_a_page_beyond_the_last_is_the_last_with_its_filters(
    cast: Cast, entries: list[TrailEntry], edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TrailEntryAdmin, "list_per_page", 4)
    client = browser(cast.administrator)
    query: dict[str, str | int] = {"edition__id__exact": edition.pk, "p": 9999, "o": "0"}
    page = client.get(LIST, query)
    assert page.status_code == 200
    assert list(page.context["cl"].result_list) == entries[4:6]


def test_an_order_is_offered_within_an_edition(
    cast: Cast, entries: list[TrailEntry], edition: Edition
) -> None:
    client = browser(cast.administrator)

    def shown(**query: Any) -> list[TrailEntry]:
        return list(client.get(LIST, query).context["cl"].result_list)

    newest = entries[::-1]
    assert shown(o="0") == newest, "an old address: nothing is sorted"
    assert shown(o="0", edition__id__exact=edition.pk) == entries[:8]
    assert client.get(LIST).context["cl"].sortable_by == ()


@pytest.mark.usefixtures("entries")
def test_actions_are_found_one_by_one() -> None:
    assert stored_actions() == ["edition.freeze", "edition.open"]
    assert TrailEntry.objects.values("action").distinct().count() == 2


def test_many_cities_are_found_as_few_are(
    cast: Cast, entries: list[TrailEntry], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(cast.reviewer)

    def found(city: str) -> list[TrailEntry]:
        page = client.get("/trail/", {"city": city})
        return [entry for entry, _city in page.context["entries"]]

    few = found("试验省"), found("jia"), found("丙")
    monkeypatch.setattr(filters, "FEW_CITIES", 0)
    assert (found("试验省"), found("jia"), found("丙")) == few
    assert [len(rows) for rows in few] == [MOST, 4, 0]


@pytest.mark.usefixtures("entries")
def test_dates_lead_from_the_first_to_the_last(cast: Cast) -> None:
    """All entries are of one year: its months are offered at once, then its days."""
    client = browser(cast.administrator)
    at = TrailEntry.objects.all()[0].at
    page = read(client.get(LIST).content.decode())
    months = [link for link in page.links if "at__month=" in link.address]
    assert len(months) == 1
    days = read(client.get(LIST + months[0].address).content.decode()).links
    assert len([link for link in days if "at__day=" in link.address]) == 1
    none = client.get(LIST, {"at__year": at.year - 1})
    assert list(none.context["cl"].result_list) == []


DAYS = [datetime.date(2025, 11, 20), datetime.date(2025, 12, 5), datetime.date(2026, 2, 3)]
YEAR, MONTH, DAY = (f"at__{part}" for part in ("year", "month", "day"))


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ({}, ["2025", "2026"]),
        ({YEAR: 2025}, ["‹ All dates", "November 2025", "December 2025"]),
        ({YEAR: 2026}, ["‹ All dates", "January 2026", "February 2026"]),
        ({YEAR: 2024}, ["‹ All dates"]),
        ({YEAR: 2026, MONTH: 2}, ["‹ 2026", "February 1", "February 2", "February 3"]),
        ({YEAR: 2025, MONTH: 11}, ["‹ 2025", *(f"November {day}" for day in range(20, 31))]),
        ({YEAR: 2026, MONTH: 2, DAY: 3}, ["‹ February 2026"]),
    ],
)
def test_dates_become_finer_step_by_step_and_lead_back(
    cast: Cast,
    edition: Edition,
    monkeypatch: pytest.MonkeyPatch,
    chosen: dict[str, int],
    shown: list[str],
) -> None:
    for day in DAYS:
        at = datetime.datetime.combine(day, datetime.time(4), datetime.UTC)
        with monkeypatch.context() as then:
            then.setattr(timezone, "now", lambda at=at: at)
            trail_write(actor=None, action="edition.open", subject=edition, edition=edition)
    client = browser(cast.administrator)
    address = LIST
    text = client.get(address, chosen).content.decode()
    nav = text.partition('<nav class="toplinks">')[2].partition("</nav>")[0]
    links = read(nav).links
    assert [link.text for link in links] == shown
    for link in links:
        rows = list(client.get(address + link.address).context["cl"].result_list)
        parts = {name: int(value) for name, value in parse_qsl(link.address.lstrip("?"))}
        found = [day for day in DAYS if _is_within(day, parts)]
        assert sorted(timezone.localdate(row.at) for row in rows) == found


def _is_within(day: datetime.date, parts: dict[str, int]) -> bool:
    return all(getattr(day, name.rpartition("_")[2]) == value for name, value in parts.items())


def test_the_decisions_of_an_edition_are_found_before_they_are_put_in_order(
    cast: Cast, edition: Edition
) -> None:
    """Those of an old edition would else be looked for behind all newer ones."""
    question, cities = make_question(), [make_city("甲市"), make_city("乙市")]
    decisions = [
        ReviewDecision.objects.create(
            answer=make_answer(one, city, question, cast.coder),
            revision=1,
            verdict=ReviewDecision.Verdict.APPROVED,
            reviewer=cast.reviewer,
        )
        for one in (edition, make_edition("2024-other"))
        for city in cities
    ]
    query = {"answer__edition__id__exact": edition.pk}
    page = browser(cast.administrator).get("/admin/surveys/reviewdecision/", query)
    rows = page.context["cl"].result_list
    assert list(rows) == decisions[1::-1]
    if connection.vendor == "postgresql":
        assert "Limit" in rows.explain(), "of the keys: one page holds all rows"
