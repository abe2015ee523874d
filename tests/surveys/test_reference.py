from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from surveys.models import City, Outcome, Question
from surveys.services.reference import (
    Report,
    cities_load,
    outcomes_load,
    questions_load,
    rows_of,
)

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "fixtures/reference"
Rows = list[dict[str, str]]
LOADERS: dict[str, tuple[Callable[[Rows], Report], int]] = {
    "cities": (lambda rows: cities_load(rows=rows), 337),
    "questions": (lambda rows: questions_load(rows=rows), 19),
    "outcomes": (lambda rows: outcomes_load(rows=rows), 33),
}


@pytest.mark.parametrize("name", LOADERS)
def test_loading_again_changes_nothing(name: str) -> None:
    load, count = LOADERS[name]
    rows = rows_of(FOLDER / f"{name}.csv")
    first, second = load(rows), load(rows)
    assert (first.added, first.changed, first.unchanged, first.refused) == (count, 0, 0, [])
    assert (second.added, second.changed, second.unchanged) == (0, 0, count)


def test_a_changed_row_is_brought_in_line() -> None:
    rows = rows_of(FOLDER / "cities.csv")[:3]
    cities_load(rows=rows)
    City.objects.filter(adcode=rows[1]["adcode"]).update(pinyin="x")
    report = cities_load(rows=rows)
    assert (report.added, report.changed, report.unchanged) == (0, 1, 2)
    assert City.objects.get(adcode=rows[1]["adcode"]).pinyin == rows[1]["pinyin"]


def test_a_wrong_number_of_cities_is_refused_whole() -> None:
    rows = rows_of(FOLDER / "cities.csv")
    for wrong in (rows[:-1], [*rows[:-1], rows[0]]):
        with pytest.raises(ValueError, match="337 unique adcodes expected, 336 found"):
            cities_load(rows=wrong, expected=337)
    assert not City.objects.exists()


@pytest.mark.parametrize(
    ("table", "column", "value", "reason"),
    [
        ("cities", "adcode", "12345", "six digits"),
        ("cities", "adcode", "12345x", "six digits"),
        ("cities", "is_capital", "perhaps", "yes or no expected, not 'perhaps'"),
        ("cities", "seat_lon", "east", "could not convert"),
        ("questions", "kind", "essay", "essay"),
        ("questions", "min", "low", "low"),
        ("outcomes", "effective", "", "effective"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(
    table: str, column: str, value: str, reason: str
) -> None:
    load, _count = LOADERS[table]
    rows = rows_of(FOLDER / f"{table}.csv")[:4]
    rows[2][column] = value
    report = load(rows)
    assert report.added == 3
    assert len(report.refused) == 1
    assert report.refused[0].startswith("line 4: ")
    assert reason in report.refused[0]
    assert "1 refused" in str(report)
    assert report.refused[0] in str(report)


def test_a_row_that_comes_twice_is_refused_once() -> None:
    rows = rows_of(FOLDER / "outcomes.csv")[:2]
    report = outcomes_load(rows=[*rows, rows[0]])
    assert report.refused == [f"line 4: code {rows[0]['code']} occurs twice"]
    assert Outcome.objects.count() == 2


def test_a_file_with_a_mark_and_foreign_line_ends(tmp_path: Path) -> None:
    rows = rows_of(FOLDER / "questions.csv")
    path = tmp_path / "questions.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    assert rows_of(path) == rows
    questions_load(rows=rows_of(path))
    assert Question.objects.get(code="reply_quality").maximum == 4
