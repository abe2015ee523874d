"""The table read, checked, and held against our letters: no database."""

from __future__ import annotations

from datetime import date

import pytest

from surveys.annual.bounds import Contradiction, bounds_of, contradictions
from surveys.annual.layout import COLUMNS, LEAVES, ROWS, TOTAL, Fault, number_of, row_of, wrongs
from surveys.annual.pasted import pasted_cells
from surveys.models.request import ApplicantType
from surveys.statistics.measures.facts import LetterFacts
from tests.surveys.annual.tables import TOTALS, cells, full, pasted
from tests.surveys.statistics.made import granted, letter

YEAR = 2024
MAY, JULY = date(YEAR, 5, 6), date(YEAR, 7, 1)


def test_the_printed_table_is_read_as_it_is_pasted() -> None:
    found, wrong = pasted_cells(pasted(full()))
    assert wrong == []
    assert list(wrongs(found)) == []
    assert {row: found[row][TOTAL] for row in ROWS} == {row: TOTALS.get(row, 0) for row in ROWS}
    assert found["granted"]["person"] == 966
    assert found["granted"]["company"] == 0
    assert found["other"] != found["withheld_other_law"]


def test_totals_alone_may_be_pasted_with_spaces() -> None:
    lines = [f"（一）  {label}  {TOTALS.get(row, 0)}" for row, label in _labels()]
    found, wrong = pasted_cells("\n".join(lines))
    assert wrong == []
    assert found == cells()


def _labels() -> list[tuple[str, str]]:
    rows = {"granted": "予以公开", "other": "其他", "answered": "总计"}
    texts = pasted({row: [] for row in ROWS}).splitlines()[3:]
    return [
        (row, rows.get(row) or text.split("\t")[-1]) for row, text in zip(ROWS, texts, strict=True)
    ]


@pytest.mark.parametrize(
    ("label", "row"),
    [
        ("一、本年新收政府信息公开申请数量", "received"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "partly_granted"),
        ("2.其他法律行政法规禁止公开", "withheld_other_law"),
        ("3．其他", "other"),
        ("（七）总计", "answered"),
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "correction_lapsed"),
        ("（三）不予公开", None),
        ("（六）其他处理", None),
        ("三、本年度办理结果", None),
    ],
)
def test_labels_name_their_rows(label: str, row: str | None) -> None:
    assert row_of(label) == row


@pytest.mark.parametrize("text", ["12²", "12①", "⑫", "½", "12¹"])
def test_the_sign_of_a_footnote_is_no_digit(text: str) -> None:
    assert number_of(text) is None


def test_blanks_and_dashes_are_zero_and_words_are_none() -> None:
    assert [number_of(text) for text in ("", " ", "-", "—", "/", "０", "1,499", "1，499")] == [
        *[0] * 6,
        *[1499] * 2,
    ]
    assert [number_of(text) for text in ("3件", "1.5", "-3", "12,34")] == [None] * 4


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"received": ["1,498", "", "", "", "", "", "1498"]}, Fault.BALANCE),
        ({"granted": ["965", "", "", "", "", "", "965"]}, Fault.COLUMN_SUM),
        ({"granted": ["965", "", "", "", "", "", "966"]}, Fault.ROW_SUM),
    ],
)
def test_what_does_not_add_up_is_found(change: dict[str, list[str]], fault: Fault) -> None:
    found, wrong = pasted_cells(pasted({**full(), **change}))
    assert wrong == []
    assert fault in {one.fault for one in wrongs(found)}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (pasted(full()).replace("结转下年度继续办理", "结转"), Fault.NO_ROW),
        (pasted(full()) + "\n（七）总计\t1", Fault.ROW_TWICE),
        (pasted({**full(), "granted": ["许多", "", "", "", "", "", "966"]}), Fault.NO_NUMBER),
        (pasted({**full(), "granted": ["1", "2", "3", "4", "5", "6", "7", "8"]}), Fault.CELLS),
        ("", Fault.NO_TABLE),
    ],
)
def test_what_cannot_be_read_is_named(text: str, fault: Fault) -> None:
    _cells, wrong = pasted_cells(text)
    assert fault in {one.fault for one in wrong}


def _ours(leaf: str, **fields: object) -> LetterFacts:
    facts = {"sent": MAY, "received": MAY, "answers": (granted(JULY, leaf),), **fields}
    return letter(**facts)


def test_ten_planted_contradictions_are_found_and_none_is_invented() -> None:
    """In ten organs one leaf each says less than letters of ours prove; ten more say enough."""
    planted = LEAVES[:10]
    assert len(planted) == 10
    found: list[tuple[str, Contradiction]] = []
    for leaf in planted:
        other = "other" if leaf == "granted" else "granted"
        ours = bounds_of([_ours(leaf), _ours(leaf), _ours(other)], YEAR)
        whole = {"received": 9, "answered": 9}
        less, enough = cells({**whole, leaf: 1, other: 8}), cells({**whole, leaf: 2, other: 7})
        found += ((leaf, one) for one in contradictions(less, ours))
        assert list(contradictions(enough, ours)) == []
    assert found == [(leaf, Contradiction(leaf, TOTAL, 1, 2)) for leaf in planted]


def test_kinds_of_applicants_are_compared_where_the_table_has_them() -> None:
    ours = bounds_of([_ours("granted", applicant_type="research")], YEAR)
    table = cells({"received": 5, "granted": 5, "answered": 5})
    assert list(contradictions(table, ours)) == []
    for row in ("received", "granted", "answered"):
        table[row]["person"] = 5
    rows = ["received", "granted", "answered"]
    assert list(contradictions(table, ours)) == [
        Contradiction(row, "research", 0, 1) for row in rows
    ]


@pytest.mark.parametrize(
    "other",
    [
        _ours("granted", channel="consultation"),
        _ours("granted", status="refused_intake"),
        # Of another year, or perhaps: not confirmed, given before or answered twice.
        _ours("granted", received=None, answers=()),
        _ours("granted", received=date(YEAR - 1, 12, 30), answers=()),
        letter(
            sent=date(YEAR - 1, 12, 4),
            received=date(YEAR - 1, 12, 4),
            answers=(granted(date(YEAR, 2, 3), given=date(YEAR - 1, 12, 30)),),
        ),
        letter(
            sent=date(YEAR - 1, 12, 4),
            received=date(YEAR - 1, 12, 4),
            answers=(granted(date(YEAR, 1, 5)),),
        ),
        _ours("granted", received=None, answers=(granted(JULY), granted(JULY, "other"))),
        _ours("granted", received=None, answers=(granted(JULY, "silent", leaf=False),)),
    ],
)
def test_what_need_not_stand_in_the_table_proves_nothing(other: LetterFacts) -> None:
    assert bounds_of([other], YEAR) == {}
    assert bounds_of([other, _ours("granted")], YEAR) == bounds_of([_ours("granted")], YEAR)


def test_the_columns_are_the_kinds_of_our_applicants() -> None:
    assert [*COLUMNS] == [*ApplicantType.values, TOTAL]
