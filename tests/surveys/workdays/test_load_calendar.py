"""`manage.py load_calendar`: a table of days, its report and its exit."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from surveys.models import CalendarDay, TrailEntry
from tests.builders import make_city

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HEAD = "scope,adcode,name,date,kind,source\n"
GOOD = "nation,,全国,2027-01-01,off,通知\ncity,540100,拉萨市,2027-02-09,off,公告\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    make_city("拉萨市", adcode="540100", province="西藏自治区", province_adcode="540000")
    path = tmp_path / "2027.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    return path


def load(path: Path, *options: str) -> tuple[str, str]:
    out, said = io.StringIO(), ""
    try:
        call_command("load_calendar", path, "--reason", "2027 年通知", *options, stdout=out)
    except CommandError as error:
        said = str(error)
    return out.getvalue(), said


def test_a_good_table_is_stored_and_counted(table: Path) -> None:
    assert load(table) == ("2 days added, 0 changed, 0 unchanged.\n", "")
    assert load(table) == ("0 days added, 0 changed, 2 unchanged.\n", "")
    assert set(CalendarDay.objects.values_list("reason", "set_by")) == {("2027 年通知", None)}
    assert TrailEntry.objects.count() == 2


def test_a_dry_run_stores_nothing(table: Path) -> None:
    out, said = load(table, "--dry-run", "--json")
    report: dict[str, Any] = json.loads(out)
    assert (report["days"], report["added"], report["refused"], said) == (2, None, [], "")
    assert not CalendarDay.objects.exists()


def test_a_refused_row_is_told_with_its_place(table: Path) -> None:
    table.write_text(HEAD + GOOD + "nation,,全国,2027-01-01,work,通知\n", encoding="utf-8")
    out, said = load(table)
    assert "row 4, column E (kind), 'work': The day cannot be off and worked at once: row 2" in out
    assert said == "1 places are refused; nothing was stored."
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("拉萨市", True),
        ("拉萨", True),
        ("", True),
        ("宁波市", False),
        ("拉", False),
        ("拉萨县", False),
    ],
)
def test_a_name_is_that_of_its_adcode(table: Path, name: str, taken: bool) -> None:
    """A slip in the adcode would move another city's days."""
    row = f"city,540100,{name},2027-02-09,off,公告\nprovince,540000,西藏,2027-02-10,off,公告\n"
    table.write_text(HEAD + row, encoding="utf-8")
    out, said = load(table)
    assert CalendarDay.objects.count() == (2 if taken else 0)
    assert (said == "") is taken
    assert taken or "column C (name)" in out
    assert taken or "This adcode is that of 拉萨市." in out


def test_a_file_that_is_no_table_is_refused(table: Path, tmp_path: Path) -> None:
    assert "no-such.csv" in load(tmp_path / "no-such.csv")[1]
    table.write_text("2027-01-01\n", encoding="utf-8")
    assert load(table)[1] != ""
