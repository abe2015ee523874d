"""The days that come with the program, in a loaded database."""

from __future__ import annotations

import datetime

import pytest

from surveys.clock.clock import clock
from surveys.clock.events import event_read
from surveys.models import CalendarDay
from surveys.reference.services import days_load
from surveys.workdays.selectors import calendars_now
from surveys.workdays.services import calendar_day_set
from surveys.workdays.shipped import shipped_days
from tests.builders import Cast, load_reference
from tests.scoring.inputs.sheets import reference_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]


def test_the_reference_data_hold_what_comes_along() -> None:
    stored = {(day.adcode, day.date, day.kind) for day in CalendarDay.objects.all()}
    assert stored == {(day.adcode, day.date, day.kind.value) for day in shipped_days()}
    request = [event_read("submitted:2025-02-10:in_person")]
    assert clock(request, calendars_now(), "540100").due_local == datetime.date(2025, 3, 14)
    assert set(CalendarDay.objects.values_list("set_at", "reason")) == {(None, "")}


def test_a_day_that_was_set_outlives_the_next_load(cast: Cast) -> None:
    first = CalendarDay.objects.get(adcode="540000", date="2025-02-27")
    other = CalendarDay.objects.get(adcode="540000", date="2025-02-28")
    calendar_day_set(
        actor=cast.administrator,
        scope="province",
        adcode=first.adcode,
        date=first.date,
        kind="work",
        source="更正公告",
        reason="更正",
    )
    CalendarDay.objects.filter(pk=other.pk).update(kind="work")
    assert "calendarday: 0 added, 1 changed, 18 unchanged, 0 refused" in load_reference()
    assert CalendarDay.objects.get(pk=first.pk).kind == "work"
    assert CalendarDay.objects.get(pk=other.pk).kind == "off"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"kind": "work"}, "off and worked at once"),
        ({"adcode": "540100"}, "not the province 西藏自治区"),
        ({"name": "西藏"}, "not the province 西藏"),
        ({"scope": "nation"}, "one of city, province expected"),
        ({"date": "2025-02-30"}, "there is no such day"),
        ({"date": "20250227"}, "a day such as 2025-03-31 expected"),
        ({"source": ""}, "a text expected"),
    ],
)
def test_a_bad_row_of_the_file_is_refused_by_its_line(cells: dict[str, str], said: str) -> None:
    rows = reference_rows("regional_days.csv")
    report = days_load(rows=[rows[0], {**rows[0], **cells}])
    [refused] = report.refused
    assert refused.startswith("regional_days.csv line 3, column ")
    assert said in refused
