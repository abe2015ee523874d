"""Every bound of the survey side from both sides: the last that is taken, the first that is not."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django import forms

from surveys.coding.codebook import Value, value_check
from surveys.coding.forms import CitationRow, SearchRow, Typed, typed_read
from surveys.errors import Refused
from surveys.forms.days import Near
from surveys.models import Evidence, Question, Round
from surveys.reference.services import cities_load, questions_load
from surveys.rounds.forms.edition import FreezeForm
from surveys.rounds.forms.reply import (
    EvidenceForm,
    FactsForm,
    OrganForm,
    ReplyChangeForm,
    WithdrawForm,
)
from surveys.rounds.services.edition import edition_open
from surveys.rounds.services.organ import organ_add
from surveys.rounds.services.reply_checks import EARLIEST, check_date
from surveys.rounds.services.round import round_close, round_open
from tests.builders import OPENS, TODAY, Cast, make_city, make_edition
from tests.scoring.inputs.sheets import reference_rows

DAY = datetime.timedelta(days=1)
YES_OR_NO = Question(code="q", kind=Question.Kind.BINARY)
COUNT = Question(code="q", kind=Question.Kind.COUNT)
GRADE = Question(code="q", kind=Question.Kind.ORDINAL, minimum=1, maximum=4)
PAPER = {"1": Evidence(pk=1)}
SAID = {"today": TODAY, "letters": ()}
CORRECTED = {**SAID, "survey_round": Round(cutoff=TODAY)}


def _field(form: type[forms.Form], name: str, **rest: Any) -> Callable[[Any], bool]:
    """Whether the field of a form takes a value."""
    return lambda value: name not in form({name: value}, **rest).errors


def _read(typed: Typed, question: Question = YES_OR_NO) -> bool:
    try:
        typed_read(typed, question, PAPER, Near(until=TODAY))
    except Refused:
        return False
    return True


def _counts(number: float, question: Question) -> bool:
    try:
        value_check(question, Value(number=number))
    except Refused:
        return False
    return True


def _dated(day: datetime.date) -> bool:
    try:
        check_date(day, field="received_on", today=TODAY)
    except Refused:
        return False
    return True


def _search(place: str = "网站", words: str = "词") -> Typed:
    return Typed(searches=(SearchRow(place, words, TODAY.isoformat()),))


def _address(length: int) -> str:
    return "https://example.cn/".ljust(length, "x")


BOUNDS: Mapping[str, tuple[Callable[[Any], bool], Any, Any]] = {
    "why frozen": (_field(FreezeForm, "reason"), "因" * 300, "因" * 301),
    "number": (_field(FactsForm, "number", **SAID), "号" * 80, "号" * 81),
    "contact": (_field(FactsForm, "contact", **SAID), "人" * 120, "人" * 121),
    "received": (_field(FactsForm, "received_on", **SAID), TODAY, TODAY + DAY),
    "dated": (_field(FactsForm, "dated_on", **SAID), EARLIEST, EARLIEST - DAY),
    "why corrected": (_field(ReplyChangeForm, "reason", **CORRECTED), "因" * 300, "因" * 301),
    "why withdrawn": (_field(WithdrawForm, "reason"), "因" * 300, "因" * 301),
    "organ": (_field(OrganForm, "name"), "局" * 80, "局" * 81),
    "address": (_field(EvidenceForm, "url"), _address(500), _address(501)),
    "what exactly": (lambda n: _read(Typed(detail="细" * n)), 300, 301),
    "where searched": (lambda n: _read(_search(place="网" * n)), 300, 301),
    "words searched": (lambda n: _read(_search(words="词" * n)), 200, 201),
    "first page": (lambda p: _read(Typed(citations=(CitationRow("1", p, "x"),))), "1", "0"),
    "last page": (
        lambda p: _read(Typed(citations=(CitationRow("1", p, "x"),))),
        "99999",
        "100000",
    ),
    "digits": (lambda text: _read(Typed(value=text), COUNT), "9" * 9, "9" * 10),
    "least count": (lambda n: _counts(n, COUNT), 0, -1),
    "least grade": (lambda n: _counts(n, GRADE), 1, 0),
    "highest grade": (lambda n: _counts(n, GRADE), 4, 5),
    "first day": (_dated, EARLIEST, EARLIEST - DAY),
    "last day": (_dated, TODAY, TODAY + DAY),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BOUNDS)
def test_the_last_that_is_taken_and_the_first_that_is_not(name: str) -> None:
    takes, last, first = BOUNDS[name]
    assert takes(last)
    assert not takes(first)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "taken", "refused"),
    [
        ("seat_lon", ("70", "140"), ("69.99", "140.01")),
        ("label_lat", ("0", "60"), ("-0.01", "60.01")),
        ("name", ("市" * 40,), ("市" * 41,)),
    ],
)
def test_a_city_lies_in_china(
    column: str, taken: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    row = reference_rows("cities.csv")[0]
    for value in taken:
        assert cities_load(rows=[{**row, column: value}]).refused == []
    for value in refused:
        assert len(cities_load(rows=[{**row, column: value}]).refused) == 1


@pytest.mark.django_db
def test_a_grade_has_at_least_two_steps() -> None:
    rows = reference_rows("questions.csv")
    grade = next(row for row in rows if row["kind"] == "ordinal")
    for low, high, refused in ((3, 4, 0), (4, 4, 1), (0, 9, 0), (0, 10, 1)):
        words = "|".join([*(f"{n}=w{n}" for n in range(low, high + 1)), "unknown=?"])
        grade.update(min=str(low), max=str(high), choices_zh=words, choices_en=words)
        assert len(questions_load(rows=rows).refused) == refused


@pytest.mark.django_db
def test_a_round_lasts_a_day_and_is_closed_the_day_after(cast: Cast) -> None:
    edition = make_edition()
    with pytest.raises(Refused):
        round_open(actor=cast.manager, edition=edition, opens_on=OPENS, cutoff=OPENS)
    row = round_open(actor=cast.manager, edition=edition, opens_on=OPENS, cutoff=OPENS + DAY)
    with pytest.raises(Refused):
        round_close(actor=cast.manager, survey_round=row, today=OPENS + DAY)
    round_close(actor=cast.manager, survey_round=row, today=OPENS + 2 * DAY)
    assert row.closed_on == OPENS + 2 * DAY


@pytest.mark.django_db
def test_services_measure_what_no_form_measured(cast: Cast) -> None:
    """A command or a program calls them without any page."""
    titles = {"title_zh": "题", "title_en": "t" * 120, "year": 2025, "actor": cast.manager}
    with pytest.raises(Refused):
        edition_open(code="2025" + "a" * 37, **titles)  # type: ignore[arg-type]
    assert edition_open(code="2025" + "a" * 36, **titles).pk  # type: ignore[arg-type]
    city = make_city()
    longest = 80
    with pytest.raises(Refused):
        organ_add(actor=None, city=city, kind="other", name="局" * (longest + 1))
    assert organ_add(actor=None, city=city, kind="other", name="局" * longest).pk


@pytest.mark.django_db
def test_the_longest_words_of_an_answer() -> None:
    rows = reference_rows("questions.csv")
    row = next(row for row in rows if row["code"] == "implementation_plan")
    row["choices_zh"] = row["choices_zh"].replace("yes=是", f"yes={'是' * 60}")
    assert questions_load(rows=rows).refused == []
    plan = Question.objects.get(code="implementation_plan")
    assert "是" * 60 in {answer["zh"] for answer in plan.choices}
