"""Dates as people type them, the year of a day without one, and the one field that reads them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.utils import timezone, translation

from ecoasset.env import BASE_DIR
from surveys.errors import Refused
from surveys.forms.dates import DateField
from surveys.forms.days import YEARS_AHEAD, Near, day_read
from tests.builders import Cast
from tests.web.people import browser

DAY = datetime.date(2024, 3, 15)
NEAR = Near(since=datetime.date(2024, 3, 1), until=datetime.date(2024, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        *("2024-03-15", "2024-3-15", "2024/3/15", "2024.3.15", "2024 3 15", "20240315"),
        *("2024年3月15日", "2024年03月15日", "2024 年 3 月 15 日", "2024年3月15", "2024年3月15号"),
        *("0315", "3-15", "03-15", "3/15", "3.15", "3 15", "3月15日", "3月15号", "３月１５日"),
        *(
            " 0315 ",
            "２０２４０３１５",
            "３－１５",
            "3。15",
            "3–15",
            "2024—3—15",
            "⽉".join(("3", "15")),
        ),
    ],
)
def test_a_date_in_any_spelling(text: str) -> None:
    assert day_read(text, NEAR) == DAY


@pytest.mark.parametrize(
    "text", ["昨天", "15", "315", "240315", "24-3-15", "3-", "2024-3", "3-15-", "1e3"]
)
def test_what_can_be_read_in_two_ways_or_none_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="cannot be read as a date"):
        day_read(text, NEAR)


@pytest.mark.parametrize("text", ["0001-01-01", "00010101", "1989-12-31", "9999-12-31"])
def test_a_year_that_can_only_be_a_slip_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="cannot be the year: type one from 1990 to"):
        day_read(text, NEAR)


def test_the_years_around_are_taken() -> None:
    ahead = timezone.localdate().year + YEARS_AHEAD
    assert day_read("1990-01-01", NEAR).year == 1990
    assert day_read(f"{ahead}-12-31", NEAR).year == ahead
    with pytest.raises(Refused):
        day_read(f"{ahead + 1}-01-01", NEAR)


@pytest.mark.parametrize(
    "text", ["0230", "2-30", "15-3", "2023-2-29", "20241301", "0000", "2024年4月31日"]
)
def test_an_impossible_day_is_called_that(text: str) -> None:
    with pytest.raises(Refused, match="no such day"):
        day_read(text, NEAR)


def test_endless_text_is_cut_in_what_is_told() -> None:
    with pytest.raises(Refused) as refusal:
        day_read("0" * 100_000, NEAR)
    assert len(refusal.value.message) < 200


@pytest.mark.parametrize(
    ("text", "since", "until", "day"),
    [
        # After the round opened, and in the year after it once the year is over.
        ("1112", "2024-09-02", "2026-11-29", "2024-11-12"),
        ("0110", "2024-09-02", "2026-11-29", "2025-01-10"),
        ("0902", "2024-09-02", "2026-11-29", "2024-09-02"),
        # None of them is past: the last one that is.
        ("0901", "2024-09-02", "2024-11-29", "2024-09-01"),
        ("1215", "2024-09-02", "2024-11-29", "2023-12-15"),
        ("1130", "", "2024-11-29", "2023-11-30"),
        ("1129", "", "2024-11-29", "2024-11-29"),
        # To come: a first day or a cut-off.
        ("0301", "2024-09-02", "", "2025-03-01"),
        # The next or the last leap day.
        ("0229", "2025-01-01", "", "2028-02-29"),
        ("0229", "2025-01-01", "2026-11-29", "2024-02-29"),
        ("0229", "1897-01-01", "", "1904-02-29"),
        # At the ends of the calendar.
        ("0101", "9999-06-01", "", "9999-01-01"),
        ("1231", "", "0001-06-01", None),
    ],
)
def test_the_year_of_a_day_without_one(text: str, since: str, until: str, day: str | None) -> None:
    near = Near(_day(since), _day(until))
    if day is None:
        with pytest.raises(Refused):
            day_read(text, near)
    else:
        assert day_read(text, near).isoformat() == day


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


class Letter(forms.Form):
    day = DateField(required=False)


def test_a_page_that_is_shown_again_has_the_iso_date() -> None:
    form = Letter({"day": "2024年3月15日"})
    assert form.is_valid()
    assert 'value="2024-03-15"' in str(form["day"])
    form = Letter({"day": "2-30"})
    assert not form.is_valid()
    assert 'value="2-30"' in str(form["day"])
    assert "no such day" in str(form.errors["day"])
    assert Letter({"day": "  "}).is_valid()


@pytest.mark.django_db
def test_the_page_asks_the_server_how_a_date_is_read(cast: Cast) -> None:
    client = browser(cast.outsider)

    def told(**query: str) -> dict[str, str]:
        found: dict[str, str] = client.get("/dates/", query).json()
        return found

    assert told(text="0315", since="2024-03-01") == {"iso": "2024-03-15"}
    assert told(text="0315", since="2024") == {"iso": "2024-03-15"}
    assert told(text="0315", until="2024-03-14") == {"iso": "2023-03-15"}
    assert told(text="2024-3-15", since="no day", until="9999") == {"iso": "2024-03-15"}
    assert list(told(text="0230")) == list(told()) == ["error"]


def test_every_date_of_a_form_is_this_field() -> None:
    """Another would be a picker in three parts, or know ISO dates alone."""
    other = re.compile(r'forms\.DateField|django_filters\.Date|type="date"|forms\.DateInput')
    sources = [
        path
        for part in ("ecoasset", "scoring", "surveys", "templates")
        for path in Path(BASE_DIR, part).rglob("*.*")
        if path.suffix in (".py", ".html") and "migrations" not in path.parts
    ]
    found = {path.name for path in sources if other.search(path.read_text(encoding="utf-8"))}
    assert found == {"dates.py"}
