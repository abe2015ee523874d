"""What stands in the fields of a question's form, read with blanks and full width around it."""

from __future__ import annotations

import datetime

import pytest
from django.http import QueryDict

from surveys.coding.codebook import Value
from surveys.coding.forms import Typed, typed_of_post, typed_read
from surveys.errors import Refused
from surveys.forms.days import Near
from surveys.models import Evidence, Question
from tests.builders import TODAY

COUNT = Question(code="q", kind=Question.Kind.COUNT)
YES_OR_NO = Question(code="q", kind=Question.Kind.BINARY)
PAPER = {"1": Evidence(pk=1)}
NEAR = Near(until=TODAY)


def _post(**fields: str) -> Typed:
    data = QueryDict(mutable=True)
    data.update(fields)
    return typed_of_post(data)


@pytest.mark.parametrize("text", ["12", " 12 ", "１２", "\u3000１２\u3000", "012"])
def test_a_page_in_any_spelling(text: str) -> None:
    typed = _post(value="yes", evidence="1", page=text, quotation="引文")
    [citation] = typed_read(typed, YES_OR_NO, PAPER, NEAR).citations
    assert citation.page == 12


@pytest.mark.parametrize("text", ["", "  ", "\u3000"])
def test_a_citation_without_a_page(text: str) -> None:
    typed = _post(value="yes", evidence="1", page=text, quotation="引文")
    [citation] = typed_read(typed, YES_OR_NO, PAPER, NEAR).citations
    assert citation.page is None


@pytest.mark.parametrize("text", ["3-4", "3,4", "3、4", "p3", "-3", "3.0", "iv"])
def test_a_list_of_pages_is_no_page(text: str) -> None:
    """One quotation stands on one page; the next has a row of its own."""
    typed = _post(value="yes", evidence="1", page=text, quotation="引文")
    with pytest.raises(Refused):
        typed_read(typed, YES_OR_NO, PAPER, NEAR)


def test_rows_of_blanks_are_dropped() -> None:
    typed = _post(
        evidence="1", page=" ", quotation="\u3000", place=" ", words="\n", searched_on=" "
    )
    assert (typed.citations, typed.searches) == ((), ())


def test_a_row_with_one_field_is_kept() -> None:
    """So that it is refused rather than lost."""
    for fields in ({"page": "3", "quotation": " "}, {"page": " ", "quotation": "引文"}):
        assert len(_post(evidence="1", **fields).citations) == 1
    for fields in ({"place": "网站", "words": " "}, {"place": " ", "words": "词"}):
        assert len(_post(searched_on="", **fields).searches) == 1


@pytest.mark.parametrize("text", ["5", " 5 ", "５", "\u3000５\n"])
def test_a_count_in_any_spelling(text: str) -> None:
    assert typed_read(_post(value=text), COUNT, {}, NEAR).value == Value(number=5.0)


@pytest.mark.parametrize("text", [" yes ", "ｙｅｓ"])
def test_a_choice_in_any_spelling(text: str) -> None:
    assert typed_read(_post(value=text), YES_OR_NO, {}, NEAR).value == Value(choice="yes")


def test_where_and_when_somebody_searched() -> None:
    typed = _post(place=" 网站 ", words="词", searched_on=f" {TODAY.isoformat()} ")
    [search] = typed_read(typed, YES_OR_NO, {}, NEAR).searches
    assert (search.place, search.searched_on) == ("网站", TODAY)
    assert isinstance(search.searched_on, datetime.date)


@pytest.mark.parametrize(
    ("text", "revision"), [("0", 0), ("7", 7), ("999999999", 999_999_999), ("", -1), ("²", -1)]
)
def test_a_revision_that_is_none_is_stale(text: str, revision: int) -> None:
    typed = _post(revision=text, answer_revision=text)
    assert (typed.revision, typed.answer_revision) == (revision, revision)
