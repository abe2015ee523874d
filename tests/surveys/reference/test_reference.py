from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from surveys.models import Answer, City, Code, Outcome, Question
from surveys.reference.row import FileRow, file_rows
from surveys.reference.services import (
    Report,
    cities_load,
    outcomes_load,
    questions_load,
)
from tests.builders import make_answer, make_city, make_edition, make_user
from tests.scoring.inputs.sheets import reference_rows

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "fixtures/reference"
Rows = list[FileRow]
LOADERS: dict[str, tuple[Callable[[Rows], Report], int]] = {
    "cities": (lambda rows: cities_load(rows=rows), 337),
    "questions": (lambda rows: questions_load(rows=rows), len(reference_rows("questions.csv"))),
    "outcomes": (lambda rows: outcomes_load(rows=rows), 33),
}


@pytest.mark.parametrize("name", LOADERS)
def test_loading_again_changes_nothing(name: str) -> None:
    load, count = LOADERS[name]
    rows = file_rows(FOLDER / f"{name}.csv")
    first, second = load(rows), load(rows)
    assert (first.added, first.changed, first.unchanged, first.refused) == (count, 0, 0, [])
    assert (second.added, second.changed, second.unchanged) == (0, 0, count)


def test_a_changed_row_is_brought_in_line() -> None:
    rows = file_rows(FOLDER / "cities.csv")[:3]
    cities_load(rows=rows)
    City.objects.filter(adcode=rows[1]["adcode"]).update(pinyin="x")
    report = cities_load(rows=rows)
    assert (report.added, report.changed, report.unchanged) == (0, 1, 2)
    assert City.objects.get(adcode=rows[1]["adcode"]).pinyin == rows[1]["pinyin"]


def test_a_wrong_number_of_cities_is_refused_whole() -> None:
    rows = file_rows(FOLDER / "cities.csv")
    for wrong in (rows[:-1], [*rows[:-1], rows[0]]):
        with pytest.raises(ValueError, match="337 unique adcodes expected, 336 found"):
            cities_load(rows=wrong, expected=337)
    assert not City.objects.exists()


@pytest.mark.parametrize(
    ("table", "column", "value", "reason"),
    [
        ("cities", "adcode", "12345", "six digits"),
        ("cities", "adcode", "12345x", "six digits"),
        ("cities", "adcode", "１３０１００", "six digits"),
        ("cities", "name", "", "a text expected"),
        pytest.param("cities", "name", "市" * 5000, "at most 40 characters, not 5000", id="long"),
        ("cities", "name", "天津市", "occurs twice"),
        ("cities", "short_name", " 石家庄", "no space at the start or end"),
        ("cities", "pinyin", "a\x00b", "control characters"),
        ("cities", "region", "north", "one of "),
        ("cities", "level", "x", "one of "),
        ("cities", "is_capital", "perhaps", "yes or no expected"),
        ("cities", "seat_lon", "east", "a number from 70 to 140"),
        ("cities", "seat_lat", "nan", "a number from 0 to 60"),
        ("cities", "seat_lat", "1000", "a number from 0 to 60"),
        ("cities", "label_lat", "1_0", "a number from 0 to 60"),
        ("questions", "code", "Leading group", "a lowercase name"),
        ("questions", "kind", "essay", "one of "),
        ("questions", "min", "low", "a whole number"),
        ("questions", "counts_as_one", "yes;maybe", "words of yes, no"),
        ("questions", "rule", "reply_quality>=2", "only a derived question"),
        ("outcomes", "effective", "", "yes or no expected"),
        ("outcomes", "channel", "telephone", "one of consultation, disclosure"),
        ("outcomes", "code", "x" * 61, "at most 60 characters"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(
    table: str, column: str, value: str, reason: str
) -> None:
    load, _count = LOADERS[table]
    rows = file_rows(FOLDER / f"{table}.csv")[:4]
    rows[2][column] = value
    report = load(rows)
    assert report.added == 3
    assert len(report.refused) == 1
    assert report.refused[0].startswith(f"{table}.csv line 4, column {column}, ")
    assert repr(value[:60])[:-1] in report.refused[0]
    assert reason in report.refused[0]
    assert len(report.refused[0]) < 300
    assert "1 refused" in str(report)
    assert report.refused[0] in str(report)


@pytest.mark.parametrize(
    ("code", "column", "value", "reason"),
    [
        ("consultation_answered", "rule", "no_such_question>=2", "there is no question"),
        ("consultation_answered", "rule", "", "such as reply_quality>=2"),
        ("consultation_answered", "rule", "consultation_answered>=1", "is derived itself"),
        ("reply_quality", "max", "", "a grade needs a min and a larger max"),
        ("reply_quality", "max", "10", "a whole number from 0 to 9"),
        ("reply_quality", "choices_zh", "0=a|5=b", "5 is no answer of this kind (ordinal)"),
        ("reply_quality", "choices_zh", "0=a|1=b|2=c|3=d|unknown=?", "4 is missing: add 4="),
        ("reply_quality", "counts_as_one", "yes", "counts as itself: leave this cell empty"),
        ("leading_group", "max", "1", "a yes-or-no question has no bounds"),
        ("leading_group", "counts_as_one", "", "needs an answer that counts as 1"),
        ("leading_group", "counts_as_one", "unknown", "words of yes, no, in_preparation"),
    ],
)
def test_a_question_that_cannot_be_answered(
    code: str, column: str, value: str, reason: str
) -> None:
    rows = file_rows(FOLDER / "questions.csv")
    next(row for row in rows if row["code"] == code)[column] = value
    [refused] = questions_load(rows=rows).refused
    assert reason in refused
    assert f"column {column}" in refused


BOTH = "yes=是|no=否|unknown=不详"


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("choices_zh", "", "yes is missing: add yes= and its words"),
        ("choices_zh", "yes=是|no=否", "unknown is missing: add unknown= and its words"),
        ("choices_zh", f"{BOTH}|yes=有", "yes occurs twice"),
        ("choices_zh", "yes=是|no=是|unknown=不详", "是 stands for two answers"),
        (
            "choices_zh",
            f"{BOTH}|maybe=或许",
            "maybe is no answer of this kind (binary); allowed: yes",
        ),
        ("choices_zh", "是|否", "'是': a value, = and its words expected"),
        ("choices_zh", f"{BOTH}|", "'': a value, = and its words expected"),
        ("choices_zh", "yes=|no=否|unknown=不详", "'yes=': a value, = and its words expected"),
        (
            "choices_zh",
            f"yes={'是' * 61}|no=否|unknown=不详",
            "at most 60 characters for an answer",
        ),
        ("choices_zh", BOTH, "in_preparation has words in choices_en and none here"),
        ("choices_en", "", "yes has words in choices_zh and none here: add yes= and its words"),
        ("choices_en", "yes=Yes|no=No|unknown=?", "in_preparation has words in choices_zh"),
        ("choices_en", "yes=Yes|yes=No|unknown=?", "yes occurs twice"),
    ],
)
def test_answers_without_their_words_are_refused(column: str, value: str, reason: str) -> None:
    rows = [row for row in file_rows(FOLDER / "questions.csv") if row["kind"] == "binary"]
    wrong = next(row for row in rows if row["code"] == "implementation_plan")
    wrong[column] = value
    report = questions_load(rows=rows)
    assert report.added == len(rows) - 1
    [refused] = report.refused
    assert refused.startswith(f"questions.csv line {wrong.line}, column {column}, ")
    assert reason in refused


@pytest.mark.parametrize("code", ["mnr_cases", "consultation_answered"])
def test_a_kind_without_such_answers_takes_none(code: str) -> None:
    rows = file_rows(FOLDER / "questions.csv")
    row = next(row for row in rows if row["code"] == code)
    row["choices_zh"] = row["choices_en"] = "yes=a|unknown=b"
    [refused] = questions_load(rows=rows).refused
    assert f"yes is no answer of this kind ({row['kind']})" in refused


@pytest.mark.parametrize(
    ("code", "value", "column", "changed"),
    [
        ("leading_group", "in_preparation", "choices_zh", "in_preparation is missing, and stored"),
        ("mnr_cases", 3, "kind", "stored answers are of the kind count"),
    ],
)
def test_what_stored_answers_hold_stays(
    code: str, value: str | float, column: str, changed: str
) -> None:
    """Beside it, a question without answers is changed."""
    rows = reference_rows("questions.csv")
    questions_load(rows=rows)
    for row in rows:
        if row["kind"] in ("binary", "count"):
            words = {"choices_zh": "yes=是|no=否|unknown=?", "choices_en": "yes=y|no=n|unknown=?"}
            row.update(words, kind="binary", min="", counts_as_one="yes")
    make_answer(make_edition(), make_city(), Question.objects.get(code=code), make_user(), value)
    [refused] = questions_load(rows=rows).refused
    assert f"column {column}" in refused
    assert changed in refused
    assert len(Question.objects.get(code=code).words) != 3
    assert len(Question.objects.get(code="water_trading").words) == 3


def test_what_was_sent_once_keeps_its_words() -> None:
    """Its coder has answered otherwise since; the row of what was sent stays."""
    rows = reference_rows("questions.csv")
    questions_load(rows=rows)
    question = Question.objects.get(code="leading_group")
    make_answer(make_edition(), make_city(), question, make_user(), "in_preparation")
    Code.objects.update(choice="yes")
    Answer.objects.update(choice="yes")
    words = {"choices_zh": "yes=是|no=否|unknown=?", "choices_en": "yes=y|no=n|unknown=?"}
    for row in rows:
        if row["code"] in ("leading_group", "water_trading"):
            row.update(words)
    [refused] = questions_load(rows=rows).refused
    assert "in_preparation is missing, and stored" in refused
    assert len(Question.objects.get(code="water_trading").words) == 3


def test_words_typed_in_full_width_and_in_another_order() -> None:
    rows = file_rows(FOLDER / "questions.csv")[:1]
    rows[0].update(
        choices_zh="no＝无｜yes ＝ 有｜unknown=不明",
        choices_en=f"unknown=?|yes=a = b|no={'n' * 60}",
    )
    assert questions_load(rows=rows).refused == []
    assert Question.objects.get().choices == [
        {"value": "no", "zh": "无", "en": "n" * 60},
        {"value": "yes", "zh": "有", "en": "a = b"},
        {"value": "unknown", "zh": "不明", "en": "?"},
    ]


def test_a_name_of_another_stored_city_is_refused() -> None:
    rows = file_rows(FOLDER / "cities.csv")[:2]
    cities_load(rows=rows)
    rows[0]["adcode"] = "999999"
    [refused] = cities_load(rows=rows[:1]).refused
    assert "'北京市': belongs to another stored row" in refused


def test_a_city_that_left_the_file_stops_the_load() -> None:
    """Its replies would stay, and the table would hold one city more than the report."""
    rows = file_rows(FOLDER / "cities.csv")[:3]
    cities_load(rows=rows)
    rows[0].update(adcode="110001", name="新市")
    with pytest.raises(ValueError, match="110000 is stored but not in the file"):
        cities_load(rows=rows, expected=3)


def test_a_row_that_comes_twice_is_refused_once() -> None:
    rows = file_rows(FOLDER / "outcomes.csv")[:2]
    report = outcomes_load(rows=[*rows, rows[0]])
    assert report.refused == [
        f"outcomes.csv line 2, column code, {rows[0]['code']!r}: occurs twice"
    ]
    assert Outcome.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("code,name\n是,否\n".encode("gb18030"), "x.csv: not UTF-8"),
        (b"code,name\n", "x.csv: there are no rows"),
        (b"", "x.csv: there are no rows"),
        (b"code,code\na,b\n", "x.csv: column code occurs twice"),
        (b"code,name\n\na\n", "x.csv line 3: 2 cells expected, 1 found"),
        (b'code,name\n"a"b,c\n', "x.csv: not a CSV file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=reason):
        file_rows(path)


def test_a_missing_column_is_named_once() -> None:
    rows = file_rows(FOLDER / "outcomes.csv")
    for row in rows:
        del row["effective"]
    with pytest.raises(ValueError, match=r"outcomes\.csv: column effective is missing"):
        outcomes_load(rows=rows)


def test_a_file_with_a_mark_and_foreign_line_ends(tmp_path: Path) -> None:
    rows = file_rows(FOLDER / "questions.csv")
    path = tmp_path / "questions.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    assert file_rows(path) == rows
    questions_load(rows=file_rows(path))
    assert Question.objects.get(code="reply_quality").maximum == 4
