"""Days of the calendar in the database: which are counted, and how they get there."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pytest
from django.core.exceptions import PermissionDenied

from surveys.clock.clock import clock
from surveys.clock.events import event_read
from surveys.clock.flags import Flag
from surveys.errors import Refused
from surveys.models import CalendarDay, TrailEntry
from surveys.sheets.door import table_check
from surveys.workdays.selectors import calendars_now
from surveys.workdays.services import DaysRefused, Loaded, calendar_day_set, calendar_load
from tests.builders import Cast, make_city

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LHASA = "540100"
DAY = datetime.date(2025, 2, 25)
HEAD = "scope,adcode,name,date,kind,source"


def lhasa() -> None:
    make_city("拉萨市", adcode=LHASA, province="西藏自治区", province_adcode="540000")


def load(cast: Cast, *rows: str, head: str = HEAD, reason: str = "通知") -> Loaded:
    document = table_check(name="日历.csv", content="\n".join([head, *rows]).encode())
    return calendar_load(actor=cast.administrator, document=document, reason=reason)


def put(cast: Cast, **fields: object) -> CalendarDay:
    facts = {"scope": "city", "adcode": LHASA, "date": DAY, "kind": "off", "source": "公告"}
    given: dict[str, object] = {"actor": cast.administrator, "reason": "更正", **facts, **fields}
    return calendar_day_set(**given)  # type: ignore[arg-type]


def local_due(receipt: str = "2025-02-10") -> datetime.date | None:
    return clock([event_read(f"submitted:{receipt}:in_person")], calendars_now(), LHASA).due_local


def places(refused: DaysRefused) -> list[tuple[int, str, str]]:
    return [(one.row, one.heading, one.fault.value) for one in refused.read.refused]


def test_without_days_of_its_own_the_database_counts_by_those_that_come_along() -> None:
    assert calendars_now().area(LHASA)
    assert local_due() == datetime.date(2025, 3, 14)


def test_with_days_of_its_own_it_counts_by_them_alone(cast: Cast) -> None:
    lhasa()
    put(cast)
    assert local_due() == datetime.date(2025, 3, 11)
    put(cast, kind="work")
    assert local_due() == datetime.date(2025, 3, 10)


def test_a_table_is_stored_row_by_row_with_its_entries(cast: Cast) -> None:
    lhasa()
    rows = ("city,540100,拉萨市,2025-02-25,off,公告", "province,540000,,2025/2/26,放假,公告")
    assert load(cast, *rows) == Loaded(added=2, changed=0, unchanged=0)
    assert load(cast, rows[0], rows[1].replace("放假", "work")) == Loaded(0, 1, 1)
    last = TrailEntry.objects.latest("pk")
    assert (last.action, last.actor, last.reason) == ("calendar.set", cast.administrator, "通知")
    assert last.changes == {"kind": ["off", "work"]}
    assert TrailEntry.objects.filter(city_adcode=LHASA).count() == 1
    day = CalendarDay.objects.get(date="2025-02-26")
    assert (day.set_by, day.reason, day.kind) == (cast.administrator, "通知", "work")


@pytest.mark.parametrize("adcode", ["", "100000"])
def test_a_national_year_is_published_with_its_thirteenth_day_off(cast: Cast, adcode: str) -> None:
    rows = [f"nation,{adcode},全国,2060-03-{day:02},off,通知" for day in range(1, 14)]
    events = [event_read("submitted:2060-04-01:in_person")]
    load(cast, *rows[:12])
    assert clock(events, calendars_now()).flags == (Flag.CALENDAR_UNPUBLISHED,)
    load(cast, *rows)
    assert clock(events, calendars_now()).flags == ()
    assert set(CalendarDay.objects.values_list("scope", "adcode")) == {("nation", "")}


def _refused(cast: Cast, rows: Sequence[str]) -> list[tuple[int, str, str]]:
    lhasa()
    with pytest.raises(DaysRefused) as refused:
        load(cast, "city,540100,拉萨市,2025-02-25,off,公告", *rows)
    assert not CalendarDay.objects.exists()
    assert not TrailEntry.objects.exists()
    return places(refused.value)


@pytest.mark.parametrize(
    ("row", "heading", "fault"),
    [
        ("city,540100,拉萨市,2025-02-25,work,公告", "kind", "both"),
        ("city,540100,拉萨市,2025-02-25,off,另一公告", "date", "twice"),
        ("county,540100,拉萨市,2025-02-26,off,公告", "scope", "scope"),
        ("city,540100,拉萨市,2025-02-26,half,公告", "kind", "kind"),
        ("city,999999,无名市,2025-02-26,off,公告", "adcode", "area"),
        ("city,540000,西藏自治区,2025-02-26,off,公告", "adcode", "area"),
        ("province,540100,拉萨市,2025-02-26,off,公告", "adcode", "area"),
        ("city,,拉萨市,2025-02-26,off,公告", "scope", "area"),
        ("nation,540100,,2025-02-26,off,公告", "adcode", "nation_has_none"),
        ("city,540100,拉萨市,2025-02-30,off,公告", "date", "not_a_date"),
        ("city,540100,拉萨市,1925-02-26,off,公告", "date", "range"),
        ("city,540100,拉萨市,,off,公告", "date", "empty"),
        ("city,540100,拉萨市,2025-02-26,off,", "source", "empty"),
        ("city,540100,拉萨市,2025-02-26,off,\u200b", "source", "empty"),
    ],
)
def test_a_refused_row_is_named_and_nothing_is_stored(
    cast: Cast, row: str, heading: str, fault: str
) -> None:
    assert _refused(cast, [row]) == [(3, heading, fault)]


def test_all_refused_rows_are_named_in_their_order(cast: Cast) -> None:
    rows = ["city,540100,,2025-02-25,work,公告", "x,540100,,2025-02-26,off,公告"]
    assert [row for row, _heading, _fault in _refused(cast, rows)] == [3, 4]


def test_a_single_day_is_set_with_its_reason(cast: Cast) -> None:
    lhasa()
    make_city("日喀则市", adcode="540200", province="西藏自治区", province_adcode="540000")
    neighbour = put(cast, adcode="540200")
    day = put(cast)
    entry = TrailEntry.objects.latest("pk")
    assert (entry.action, entry.city_adcode, entry.reason) == ("calendar.set", LHASA, "更正")
    assert entry.changes == {"kind": [None, "off"], "source": [None, "公告"]}
    put(cast, kind="work", source="更正公告")
    day.refresh_from_db()
    assert (day.kind, day.source) == ("work", "更正公告")
    neighbour.refresh_from_db()
    assert neighbour.kind == "off"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"adcode": "999999"}, "adcode"),
        ({"scope": "county"}, "adcode"),
        ({"scope": "nation"}, "adcode"),
        ({"kind": "half"}, "kind"),
        ({"kind": "off"}, "kind"),
        ({"date": datetime.date(1925, 3, 1)}, "date"),
        ({"source": " "}, "source"),
        ({"source": "\u200b"}, "source"),
        ({"source": "源" * 201}, "source"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_refused_day_leaves_the_calendar_as_it_was(
    cast: Cast, fields: dict[str, object], named: str
) -> None:
    lhasa()
    put(cast)
    before = list(CalendarDay.objects.values()), TrailEntry.objects.count()
    with pytest.raises(Refused) as refused:
        put(cast, **fields)
    assert refused.value.field == named
    assert (list(CalendarDay.objects.values()), TrailEntry.objects.count()) == before


def test_only_administrators_set_days(cast: Cast) -> None:
    lhasa()
    for person in (cast.manager, cast.coder, cast.reviewer):
        with pytest.raises(PermissionDenied):
            put(cast, actor=person)
    assert put(cast, actor=None).set_by is None
