"""The printed table: its rows and columns, how they are recognised, and what must add up.

The layout is that of the annual report on disclosure (国办公开办函〔2021〕30号). No Django.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

RECEIVED, CARRIED_IN, ANSWERED, CARRIED_OUT = "received", "carried_in", "answered", "carried_out"
# By the outcome that is the leaf, or the row's own name; a label that holds the words is of it.
LABELS: Mapping[str, tuple[str, ...]] = {
    RECEIVED: ("本年新收政府信息公开申请",),
    CARRIED_IN: ("上年结转政府信息公开申请",),
    "granted": ("予以公开",),
    "partly_granted": ("部分公开",),
    "withheld_state_secret": ("属于国家秘密",),
    "withheld_other_law": ("其他法律行政法规禁止公开",),
    "withheld_security": ("三安全一稳定",),
    "withheld_third_party": ("保护第三方合法权益",),
    "withheld_internal": ("三类内部事务信息",),
    "withheld_process": ("四类过程性信息",),
    "withheld_enforcement_file": ("行政执法案卷",),
    "withheld_query": ("行政查询事项",),
    "not_held": ("本机关不掌握相关政府信息",),
    "needs_making": ("没有现成信息需要另行制作",),
    "still_unclear": ("补正后申请内容仍不明确",),
    "petition": ("信访举报投诉类",),
    "repeated": ("重复申请",),
    "publication": ("要求提供公开出版物",),
    "excessive": ("无正当理由大量反复申请",),
    "reconfirm": ("确认或重新出具已获取信息",),
    "correction_lapsed": ("逾期不补正",),
    "fee_lapsed": ("逾期未按收费通知要求缴纳费用", "逾期未缴费"),
    "other": ("其他",),
    ANSWERED: ("总计",),
    CARRIED_OUT: ("结转下年度继续办理",),
}
ROWS = tuple(LABELS)
LEAVES = tuple(row for row in ROWS if row not in (RECEIVED, CARRIED_IN, ANSWERED, CARRIED_OUT))
# As applicants of ours are told apart; the total stands last.
TOTAL = "total"
COLUMNS = ("person", "company", "research", "welfare", "legal_service", "other", TOTAL)
# These words alone are the label: others begin or end with them.
_ALONE = frozenset({"other", "granted", ANSWERED})
NUMBERING = re.compile(r"^(?:[0-9]+[.、．]|[(（][一二三四五六七]+[)）]|[一二三四]、)")
_BETWEEN = re.compile(r"[\s，,、。；;“”\"'‘’]")
_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}")
_NOTHING = frozenset({"", "-", "–", "—", "——", "−", "/", "\\", "无"})

Cells = dict[str, dict[str, int]]


class Fault(StrEnum):
    """Why a table is refused."""

    NO_TABLE = "no_table"
    NO_NUMBER = "no_number"
    NO_NUMBERS = "no_numbers"
    NO_ROW = "no_row"
    ROW_TWICE = "row_twice"
    CELLS = "cells"
    COLUMN_SUM = "column_sum"
    BALANCE = "balance"
    ROW_SUM = "row_sum"


@dataclass(frozen=True)
class Wrong:
    """One fault with its place; `said` stands in the table, `found` is what it should be."""

    fault: Fault
    row: str = ""
    column: str = ""
    said: str = ""
    found: str = ""


def number_of(text: str) -> int | None:
    """Of a cell: blanks and dashes are zero, thousands may be set apart; None for other words, and
    where the sign of a footnote would be taken for a digit."""
    if any(unicodedata.category(char) == "No" for char in text):
        return None
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    plain = unicodedata.normalize("NFKC", seen).strip()
    if plain in _NOTHING:
        return 0
    match = _NUMBER.fullmatch(plain)
    return int(match[0].replace(",", "")) if match else None


def row_of(text: str) -> str | None:
    """The row that a label names."""
    label = _BETWEEN.sub("", unicodedata.normalize("NFKC", NUMBERING.sub("", text.strip())))
    label = NUMBERING.sub("", label)
    for row, names in LABELS.items():
        for name in names:
            if label == name or (row not in _ALONE and name in label):
                return row
    return None


def wrongs(cells: Cells) -> Iterator[Wrong]:
    """Per column 三 is the sum of its leaves and 一 + 二 = 三 + 四; per row the kinds of applicants
    add up to the total, where any are given at all."""
    typed = any(cells[row][column] for row in ROWS for column in COLUMNS[:-1])
    for column in COLUMNS if typed else (TOTAL,):
        leaves = sum(cells[leaf][column] for leaf in LEAVES)
        answered = cells[ANSWERED][column]
        if leaves != answered:
            yield Wrong(Fault.COLUMN_SUM, ANSWERED, column, str(answered), str(leaves))
        taken = cells[RECEIVED][column] + cells[CARRIED_IN][column]
        given = answered + cells[CARRIED_OUT][column]
        if taken != given:
            yield Wrong(Fault.BALANCE, "", column, str(taken), str(given))
    for row in ROWS if typed else ():
        parts = sum(cells[row][column] for column in COLUMNS[:-1])
        if parts != cells[row][TOTAL]:
            yield Wrong(Fault.ROW_SUM, row, TOTAL, str(cells[row][TOTAL]), str(parts))
