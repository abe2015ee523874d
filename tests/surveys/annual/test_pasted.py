"""Tables as browsers and spreadsheets paste them: broken labels, a line a cell, quotation marks."""

from __future__ import annotations

import pytest

from surveys.annual.layout import LABELS, ROWS, TOTAL, Fault, number_of, wrongs
from surveys.annual.pasted import pasted_cells
from tests.surveys.annual.tables import TOTALS, cells, full, pasted

_NUMBERED = {
    "received": "一、本年新收政府信息公开\n申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "granted": "三、本年度办理结果\n\n（一）予以公开",
    "partly_granted": "（二）部分公开\n（区分处理的，只计这一情形，不计其他情形）",
    "withheld_state_secret": "（三）\n不予公开\n\n1.属于\n国家秘密",
    "withheld_other_law": "2.其他法律行政法规\n禁止公开",
    "not_held": "（四）无法提供\n\n1.本机关不掌握相关政府信息",
    "petition": "（五）不予处理\n\n1.信访举报投诉类申请",
    "correction_lapsed": "（六）其他处理\n\n1.申请人无正当理由逾期不补正",
    "other": "3.其他",
    "answered": "（七）总计",
    "carried_out": "四、结转下年度继续办理",
}
_HEAD = (
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）\n\n申请人情况\n\n自然人\n\n"
    "法人或其他组织\n\n总计\n\n商业\n企业\n\n科研\n机构\n\n社会公益组织\n\n法律服务机构\n\n其他\n\n"
)


def _label(row: str) -> str:
    return _NUMBERED.get(row, f"1.{LABELS[row][0]}")


def a_line_a_cell(numbers: dict[str, list[str]]) -> str:
    """A page whose cells hold paragraphs, as a browser copies it: empty cells leave nothing."""
    rows = [[_label(row), *(number for number in numbers[row] if number)] for row in ROWS]
    return _HEAD + "\n\n".join(cell for row in rows for cell in row) + "\n\n"


def by_persons() -> dict[str, list[str]]:
    return {
        row: [*map(str, (TOTALS.get(row, 0), 0, 0, 0, 0, 0, TOTALS.get(row, 0)))] for row in ROWS
    }


def test_a_line_for_each_cell_is_read() -> None:
    found, wrong = pasted_cells(a_line_a_cell(by_persons()))
    assert wrong == []
    assert list(wrongs(found)) == []
    assert {row: found[row]["person"] for row in ROWS} == {row: TOTALS.get(row, 0) for row in ROWS}


def test_totals_below_their_labels_are_read() -> None:
    found, wrong = pasted_cells(a_line_a_cell({row: [str(TOTALS.get(row, 0))] for row in ROWS}))
    assert wrong == []
    assert found == cells()


def test_where_empty_cells_were_nobody_can_say() -> None:
    numbers = by_persons()
    numbers["granted"] = ["966", "", "", "", "", "", "966"]
    _found, wrong = pasted_cells(a_line_a_cell(numbers))
    assert [(one.fault, one.row, one.said) for one in wrong] == [(Fault.CELLS, "granted", "2 / 7")]


@pytest.mark.parametrize("empty", [[], [""] * 7, ["", "\u200b", "\u00a0", "", "", "", ""]])
def test_labels_without_numbers_are_no_table_of_zeros(empty: list[str]) -> None:
    for text in (a_line_a_cell(dict.fromkeys(ROWS, empty)), pasted(dict.fromkeys(ROWS, empty))):
        _found, wrong = pasted_cells(text)
        assert wrong[0].fault is Fault.NO_NUMBERS


def test_a_label_broken_into_lines_is_one() -> None:
    """A browser copies a break within a cell as the end of a line, a spreadsheet in quotes."""
    plain = pasted(full())
    label = "属于国家秘密"
    assert label in plain
    for broken in ("属于\n国家秘密", '"属于\n国家秘密"', "属于\r\n国家秘密"):
        found, wrong = pasted_cells(plain.replace(label, broken))
        assert wrong == []
        assert found == pasted_cells(plain)[0]


def test_a_row_of_blanks_is_not_joined_to_the_next() -> None:
    numbers = {row: ["", "", "", "", "", "", str(TOTALS.get(row) or "")] for row in ROWS}
    found, wrong = pasted_cells(pasted(numbers))
    assert wrong == []
    assert {row: found[row][TOTAL] for row in ROWS} == {row: TOTALS.get(row, 0) for row in ROWS}


def test_signs_that_nobody_sees_are_no_part_of_a_number() -> None:
    assert [number_of(text) for text in ("\u200b12", "１２\ufeff", "\u200e12\u200f", "\u00a0")] == [
        *(12, 12, 12, 0)
    ]
