"""Each flaw of a workbook is refused where it stands and for what it is, and nothing else is."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from surveys.models import InfoRequest, Question, Reply
from tests.builders import OPENS, make_city, make_question
from tests.surveys.files.samples import pdf_file
from tests.surveys.past.books import ANSWERS, EVENTS, FILES, LETTERS, REPLIES, Book, column_of
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_import_round import bring, counts, picture

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("evidence_folder"),
]
Found = set[tuple[str, int, str]]
LETTER = {"city": "甲市", "organ": "甲市发展和改革委员会", "channel": "依申请公开", "wave": 2}
CELL = {"city": "甲市", "question": "leading_group"}
NEW_CELL = {"city": "乙市", "question": "reply_quality"}


@pytest.fixture
def small() -> Small:
    make_city("丙市")
    make_question("derived", kind=Question.Kind.DERIVED, rule="reply_quality>=2")
    return make_small()


def found_in(report: dict[str, Any]) -> Found:
    return {(one["sheet"], one["row"], one["code"]) for one in report["findings"]}


def letter(**more: Any) -> Callable[[Book], int]:
    return lambda book: book.put(LETTERS, **{"key": "L9", **LETTER, **more})


def event(**more: Any) -> Callable[[Book], int]:
    return lambda book: book.put(EVENTS, **{"key": "L1", **more})


def reply(**more: Any) -> Callable[[Book], int]:
    facts = {"key": "R9", "letter": "L2", "outcome": "实质答复", "received": "2025-05-05"}
    return lambda book: book.put(REPLIES, **{**facts, **more})


def answer(**more: Any) -> Callable[[Book], int]:
    return lambda book: book.put(ANSWERS, **{**NEW_CELL, **more})


QUOTED = {"answer": "1", "file": "邮件.txt", "quotation": "尚未成立"}
FLAWS: dict[str, tuple[Callable[[Book], int], str]] = {
    "unknown city": (letter(city="火星市"), "unknown_city"),
    "province": (letter(city="浙江省"), "province"),
    "dissolved city": (letter(city="莱芜市"), "dissolved_city"),
    "unknown organ": (letter(organ="甲市龙宫"), "other_organs"),
    "organ of a city without any": (letter(city="丙市", organ="丙市龙宫"), "unknown_organ"),
    "organ of another kind": (letter(organ_kind="财政局"), "other_value"),
    "no organ": (letter(organ=None), "empty"),
    "channel": (letter(channel="飞鸽"), "word"),
    "part": (letter(part="天气"), "word"),
    "wave": (letter(wave="一"), "not_a_number"),
    "round": (letter(round=7), "no_round"),
    "impossible day": (letter(sent="2025-02-30"), "not_a_date"),
    "half a day": (letter(sent=2025.5), "not_a_date"),
    "before the round": (letter(sent=OPENS - datetime.timedelta(1)), "rule"),
    "a day to come": (letter(sent=datetime.date(2999, 1, 1)), "not_a_date"),
    "a day soon": (letter(sent=datetime.date(2030, 1, 1)), "rule"),
    "route of the other channel": (letter(sent=OPENS, route="12345"), "rule"),
    "extension without days": (letter(sent=OPENS, extended="2025-03-10"), "rule"),
    "received before it was sent": (letter(received="2025-03-10"), "rule"),
    "corrected without a notice": (letter(sent=OPENS, corrected="2025-03-10"), "rule"),
    "formula": (letter(number="=1+1"), "no_result"),
    "event of no letter": (event(key="L77", kind="telephone", date=OPENS), "no_letter"),
    "reply to no letter of ours": (reply(letter="L77"), "no_letter"),
    "reply before its letter": (reply(received="2025-03-03"), "rule"),
    "reply before the round": (reply(received="2024-03-03"), "rule"),
    "outcome": (reply(outcome="同意"), "word"),
    "outcome of the other channel": (reply(outcome="予以公开"), "word"),
    "no outcome": (reply(outcome=None), "no_outcome"),
    "no day": (reply(received=None), "empty"),
    "dated after it came": (reply(dated="2025-05-06"), "rule"),
    "no letter and no city": (reply(letter=None), "who_wrote"),
    "missing file": (reply(file="不在.pdf"), "file_missing"),
    "file that is none": (reply(file="坏.pdf"), "file_refused"),
    "question": (answer(question="天气", answer="是"), "no_question"),
    "derived question": (answer(question="derived", **QUOTED), "rule"),
    "value": (answer(**{**QUOTED, "answer": "好"}), "word"),
    "grade": (answer(**{**QUOTED, "answer": 9}), "rule"),
    "no value": (answer(**{**QUOTED, "answer": None}), "empty"),
    "no proof": (answer(answer=1), "rule"),
    "words that are not there": (answer(**{**QUOTED, "quotation": "已经成立"}), "quotation_absent"),
    "words of no file": (answer(**{**QUOTED, "file": None}), "quotation_alone"),
    "words of another page": (
        lambda book: book.put(
            ANSWERS, **NEW_CELL, answer=1, file="网页/两页.pdf", page=1, quotation="第二页"
        ),
        "quotation_elsewhere",
    ),
    "half a search": (answer(answer=0, place="网站", searched="2025-05-05"), "search_part"),
    "a search to come": (
        answer(answer=0, place="网站", words="小组", searched=datetime.date(2030, 1, 1)),
        "rule",
    ),
    "coder": (answer(**QUOTED, coder="nobody"), "no_person"),
    "own review": (answer(**QUOTED, coder="manager", reviewer="manager"), "own_review"),
    "no reviewer": (answer(**QUOTED, coder="coder", reviewer="outsider"), "not_a_reviewer"),
    "review of nobody": (answer(**QUOTED, reviewer="reviewer"), "review_of_unknown"),
}


@pytest.mark.parametrize("name", FLAWS)
def test_a_flaw_is_refused_where_it_stands(small: Small, tmp_path: Path, name: str) -> None:
    flaw, code = FLAWS[name]
    small.book.files["坏.pdf"] = b"MZ\x90\0 no document"
    small.book.files["网页/两页.pdf"] = pdf_file("第一页", "第二页")
    row = flaw(small.book)
    folder = small.book.save(tmp_path / "round")
    before = picture()
    status, report = bring(folder, small)
    assert (status, report["stored"]) == (1, False)
    assert picture() == before
    assert code in {found for _sheet, at, found in found_in(report) if at == row}


def test_two_rows_for_one_letter_are_both_refused(small: Small, tmp_path: Path) -> None:
    """Nobody can say which is right; and what rests on the letter is refused with it."""
    small.book.put(LETTERS, key="L4", **{**LETTER, "wave": 1}, sent="2025-03-05")
    status, report = bring(small.book.save(tmp_path / "round"), small, "--partial")
    assert (status, report["stored"]) == (0, True)
    assert found_in(report) == {
        ("函件", 2, "letter_twice"),
        ("函件", 5, "letter_twice"),
        ("答复", 2, "letter_refused"),
        ("答复", 3, "row_refused"),
        ("答案", 2, "reply_refused"),
        ("答案", 3, "row_refused"),
        ("答案", 4, "reply_refused"),
    }
    assert counts(report, "letters") == (4, 2, 0, 2)
    assert counts(report, "replies") == (2, 1, 0, 1)
    assert counts(report, "answers") == (4, 2, 0, 2)
    assert counts(report, "files") == (3, 2, 0, 1)
    assert (InfoRequest.objects.count(), Reply.objects.count()) == (2, 1)


def test_a_number_given_twice(small: Small, tmp_path: Path) -> None:
    small.book.put(LETTERS, key="L3", **LETTER)
    _status, report = bring(small.book.save(tmp_path / "round"), small)
    assert {("函件", 4, "key_twice"), ("函件", 5, "key_twice")} <= found_in(report)


def test_an_event_that_cannot_stand_takes_its_letter_along(small: Small, tmp_path: Path) -> None:
    row = small.book.put(EVENTS, key="L1", kind="已缴费", date="2025-03-09")
    _status, report = bring(small.book.save(tmp_path / "round"), small, "--partial")
    assert {("经过", row, "rule"), ("函件", 2, "event_refused")} <= found_in(report)


def test_rows_of_one_thing_must_not_contradict(small: Small, tmp_path: Path) -> None:
    row = small.book.put(REPLIES, key="R2", received="2025-04-03")
    _status, report = bring(small.book.save(tmp_path / "round"), small)
    assert found_in(report) == {
        ("答复", row, "differs_above"),
        ("答复", 4, "row_refused"),
        ("答案", 5, "reply_refused"),
    }


def test_nothing_that_is_there_is_replaced(small: Small, tmp_path: Path) -> None:
    bring(small.book.save(tmp_path / "round"), small)
    before = picture()
    changed: tuple[tuple[Any, int, dict[str, Any], str], ...] = (
        (LETTERS, 0, {"sent": "2025-03-10"}, "other_value"),
        (REPLIES, 2, {"number": "", "dated": "2025-04-01"}, "other_value"),
        (ANSWERS, 2, {"answer": 3}, "other_value"),
        (ANSWERS, 3, {"reviewer": "reviewer"}, "other_value"),
    )
    for kind, place, values, code in changed:
        rows = small.book.rows[kind]
        held = rows[place]
        rows[place] = {**(held or {}), **values}
        status, report = bring(small.book.save(tmp_path / "round"), small, "--partial")
        assert (kind.value, place + 2, code) in found_in(report)
        assert status == 0
        rows[place] = held
    assert picture() == before


def test_names_of_files_in_other_letters(small: Small, tmp_path: Path) -> None:
    """Case and width do not count, blanks around neither; the name that was meant is told."""
    rows = small.book.rows[ANSWERS]
    rows[0] = {**(rows[0] or {}), "file": "复函．ＰＤＦ"}
    status, report = bring(small.book.save(tmp_path / "round"), small)
    assert (status, report["findings"]) == (0, [])
    assert any("复函．ＰＤＦ" in text for text in report["remarks"])


def test_files_that_nobody_names(small: Small, tmp_path: Path) -> None:
    small.book.files |= {"多余.txt": b"x y z", "Thumbs.db": b"?", "~$轮次.xlsx": b"?"}
    status, report = bring(small.book.save(tmp_path / "round"), small)
    assert status == 1
    assert found_in(report) == {("", 0, "file_not_named")}
    assert counts(report, "files") == (4, 3, 0, 1)


def test_several_files_of_one_name(small: Small, tmp_path: Path) -> None:
    small.book.files["甲/复函.PDF"] = small.book.files.pop("复函.pdf")
    small.book.files["乙/复函.pdf"] = pdf_file("另一份")
    _status, report = bring(small.book.save(tmp_path / "round"), small)
    assert ("答复", 2, "files_alike") in found_in(report)


def test_a_hash_that_is_not_the_files(small: Small, tmp_path: Path) -> None:
    small.book.put(FILES, name="复函.pdf", sha256="0" * 64)
    _status, report = bring(small.book.save(tmp_path / "round"), small)
    assert ("答复", 2, "other_bytes") in found_in(report)


def test_merged_blank_and_hidden_rows(small: Small, tmp_path: Path) -> None:
    """A merged city is refused with its rows, hidden rows are read and told, blank ones nothing."""
    book = small.book
    book.blank(LETTERS)
    first = book.put(LETTERS, key="L5", **LETTER)
    second = book.put(LETTERS, key="L6", **{**LETTER, "wave": 3})

    def merge(sheet: Worksheet, row: int) -> None:
        column = column_of(LETTERS, "city")
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
        sheet.row_dimensions[2].hidden = True

    book.change(LETTERS, first, merge)
    status, report = bring(book.save(tmp_path / "round"), small, "--partial")
    assert found_in(report) == {("函件", first, "merged"), ("函件", second, "empty")}
    assert (status, counts(report, "letters")) == (0, (5, 3, 0, 2))
    assert any("2" in text and "函件" in text for text in report["remarks"])
