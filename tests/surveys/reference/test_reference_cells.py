"""A cell of a reference file: the last that is taken, the first that is not, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scoring.models import PublishedRank
from scoring.models.tree import SCORED_FIELDS
from scoring.reference.services import published_load
from surveys.models import City, Edition, Question
from surveys.reference.row import LONGEST_TEXT, BadCell, BadFile, Cells, FileRow, line_of
from tests.builders import make_city, make_edition

Read = Callable[[Cells], Any]
TAKEN: list[tuple[Read, str, Any]] = [
    (lambda cells: cells.text("name"), "甲市", "甲市"),
    (lambda cells: cells.text("name"), "长" * 40, "长" * 40),
    (lambda cells: cells.text("name", empty=True), "", ""),
    (lambda cells: cells.text("name"), "两\n行", "两\n行"),
    (lambda cells: cells.code("name", r"[0-9]{6}", "six digits"), "123456", "123456"),
    (lambda cells: cells.choice("name", ("a", "b")), "b", "b"),
    (lambda cells: cells.flag("name"), "是", True),
    (lambda cells: cells.flag("name"), "yes", True),
    (lambda cells: cells.flag("name"), "1", True),
    (lambda cells: cells.flag("name"), "否", False),
    (lambda cells: cells.flag("name"), "no", False),
    (lambda cells: cells.flag("name"), "0", False),
    (lambda cells: cells.whole("name", -1, 3), "-1", -1),
    (lambda cells: cells.whole("name", 1, 3), "3", 3),
    (lambda cells: cells.whole("name", 0, 10**9), "123456789", 123456789),
    (lambda cells: cells.real("name", 70.0, 140.0), "70", 70.0),
    (lambda cells: cells.real("name", 70.0, 140.0), "1.4e2", 140.0),
    (lambda cells: cells.real("name", -1.0, 1.0), "+0.5", 0.5),
    (lambda cells: cells.words("name", ("a", "b")), "b;a", ["b", "a"]),
    (lambda cells: cells.words("name", ("a", "b")), "", []),
]
REFUSED: list[tuple[Read, str, str]] = [
    (lambda cells: cells.text("name"), "", "a text expected"),
    (lambda cells: cells.text("name"), " 甲", "no space at the start or end expected"),
    (lambda cells: cells.text("name"), "甲 ", "no space at the start or end expected"),
    (lambda cells: cells.text("name"), "长" * 41, "at most 40 characters, not 41"),
    (lambda cells: cells.text("name"), "甲\t乙", "control characters are not allowed"),
    (lambda cells: cells.code("name", r"[0-9]{6}", "six digits"), "12345", "six digits expected"),
    (lambda cells: cells.code("name", r"[0-9]+", "digits"), "１２", "digits expected"),
    (lambda cells: cells.choice("name", ("b", "a")), "c", "one of a, b expected"),
    (lambda cells: cells.flag("name"), "", "yes or no expected"),
    (lambda cells: cells.whole("name", 1, 3), "0", "a whole number from 1 to 3 expected"),
    (lambda cells: cells.whole("name", 1, 3), "4", "a whole number from 1 to 3 expected"),
    (lambda cells: cells.whole("name", 1, 3), "2.0", "a whole number from 1 to 3 expected"),
    (
        lambda cells: cells.whole("name", 0, 10**12),
        "1234567890",
        "a whole number from 0 to 1000000000000 expected",
    ),
    (lambda cells: cells.real("name", 70.0, 140.0), "69.9", "a number from 70 to 140 expected"),
    (lambda cells: cells.real("name", 70.0, 140.0), "140.1", "a number from 70 to 140 expected"),
    (lambda cells: cells.real("name", 70.0, 140.0), "nan", "a number from 70 to 140 expected"),
    (lambda cells: cells.real("name", 70.0, 140.0), "", "a number from 70 to 140 expected"),
    (
        lambda cells: cells.words("name", ("a", "b")),
        "a;c",
        "words of a, b expected, with ; between",
    ),
]


@pytest.mark.parametrize(("read", "text", "value"), TAKEN)
def test_what_a_cell_holds(read: Read, text: str, value: Any) -> None:
    assert read(Cells({"name": text}, City)) == value


@pytest.mark.parametrize(("read", "text", "reason"), REFUSED)
def test_why_a_cell_is_refused(read: Read, text: str, reason: str) -> None:
    with pytest.raises(BadCell) as told:
        read(Cells({"name": text}, City))
    assert str(told.value) == f"column name, {text!r}: {reason}"


def test_a_long_cell_is_shown_by_its_beginning() -> None:
    for length, shown in ((60, "x" * 60), (61, "x" * 60 + "…")):
        assert str(BadCell("name", "x" * length, "no")) == f"column name, {shown!r}: no"


def test_text_without_a_limit_of_the_database_has_one_too() -> None:
    longest = "x" * LONGEST_TEXT
    assert Cells({"guidance_zh": longest}, Question).text("guidance_zh") == longest
    with pytest.raises(BadCell, match=f"at most {LONGEST_TEXT}"):
        Cells({"guidance_zh": longest + "x"}, Question).text("guidance_zh")
    assert Cells({"article": "x" * 40}, City).text("article", field="name") == "x" * 40
    with pytest.raises(BadFile, match="column name is missing"):
        Cells({}, City).text("name")


def test_lines_are_those_of_the_file() -> None:
    row = FileRow()
    row.line = 9
    assert (line_of(row, 3), line_of({}, 0), line_of({}, 3)) == (9, 2, 5)


@pytest.fixture
def printed(db: None) -> tuple[Edition, list[dict[str, str]]]:
    """Three cities, and their ranks as a report prints them, turned by one in each column."""
    edition = make_edition("2023-printed", ranks_only=True)
    rows = []
    for place in range(3):
        city = make_city(adcode=f"99000{place}")
        ranks = {name: str((place + turn) % 3 + 1) for turn, name in enumerate(SCORED_FIELDS)}
        rows.append({"adcode": city.adcode, "name": "城", **ranks})
    return edition, rows


def test_printed_ranks_are_counted_as_they_come(
    printed: tuple[Edition, list[dict[str, str]]],
) -> None:
    edition, rows = printed
    other = make_edition("2022-printed", ranks_only=True)
    first = published_load(edition=edition, rows=rows)
    assert (first.added, first.changed, first.unchanged) == (3, 0, 0)
    published_load(edition=other, rows=rows)
    rows[0]["market"], rows[1]["market"] = rows[1]["market"], rows[0]["market"]
    second = published_load(edition=edition, rows=rows)
    assert (second.added, second.changed, second.unchanged) == (0, 2, 1)
    stored = PublishedRank.objects.filter(edition=edition).order_by("city__adcode")
    assert [str(row.market) for row in stored] == [row["market"] for row in rows]
    untouched = PublishedRank.objects.filter(edition=other).order_by("city__adcode")
    assert [row.market for row in untouched] == [2, 3, 1]
    assert str(second).startswith("publishedrank: 0 added, 2 changed, 1 unchanged, 0 refused")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"adcode": "990009"}, "line 2, column adcode, '990009': a city of cities.csv expected"),
        ({"adcode": "990001"}, "line 3, column adcode, '990001': occurs twice"),
        ({"market": "0"}, "line 2, column market, '0': a whole number from 1 to 3 expected"),
        ({"market": "4"}, "line 2, column market, '4': a whole number from 1 to 3 expected"),
    ],
)
def test_a_row_of_printed_ranks_is_refused(
    printed: tuple[Edition, list[dict[str, str]]], change: dict[str, str], told: str
) -> None:
    edition, rows = printed
    rows[0].update(change)
    report = published_load(edition=edition, rows=rows)
    assert report.refused == [f"published_2023.csv {told}"]
    assert not PublishedRank.objects.exists()


def test_printed_ranks_are_of_every_city_and_each_rank_once(
    printed: tuple[Edition, list[dict[str, str]]],
) -> None:
    edition, rows = printed
    with pytest.raises(ValueError, match="3 rows expected, 2 found"):
        published_load(edition=edition, rows=rows[:2])
    twice = [*rows[:2], {**rows[2], "market": rows[1]["market"]}]
    with pytest.raises(ValueError, match="market is not a permutation of 1 to 3"):
        published_load(edition=edition, rows=twice)
    del rows[0]["market"]
    with pytest.raises(BadFile, match="column market is missing"):
        published_load(edition=edition, rows=rows)
