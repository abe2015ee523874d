"""A table of letters in and out: columns of its own, the row-by-row report, nothing of an index."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from typing import Any

import pytest
from django.utils.translation import gettext_lazy as _
from openpyxl.worksheet.worksheet import Worksheet

from surveys.errors import Refused
from surveys.files.document import Document
from surveys.sheets import findings
from surveys.sheets.cells import Cell
from surveys.sheets.columns import Column, Shown, page_cells, table_of
from surveys.sheets.door import table_check
from surveys.sheets.faults import Problem, SheetFault, SheetNote, Worded
from surveys.sheets.findings import Gathered
from surveys.sheets.records import Field, Record, records_read
from surveys.sheets.report import REFUSAL_COLUMNS, TableReport, refusal_table
from surveys.sheets.typed_cells import date_read, text_reader
from surveys.sheets.writers import csv_bytes, xlsx_bytes
from tests.surveys.limited.here import asked_here
from tests.surveys.sheets.tables import lines, text_document, workbook

ORGANS = ("甲市人民政府办公室", "乙市林业局")
HEADER = ["机关名称", "发函日期", "通信地址"]
SENT = datetime.date(2025, 3, 31)


class LetterFault(Worded):
    """An import's own family beside what can be wrong with any table."""

    UNKNOWN_ORGAN = "unknown_organ", _("Unknown city. Write its six-digit adcode or its full name.")


def organ_read(cell: Cell) -> str | Problem:
    return cell.text if cell.text in ORGANS else Problem(LetterFault.UNKNOWN_ORGAN)


FIELDS = (
    Field("organ", ("机关名称", "organ"), organ_read),
    Field("sent_on", ("发函日期", "date"), date_read),
    Field("address", ("通信地址", "address"), text_reader(20), needed=False),
)
COLUMNS: tuple[Column[Record], ...] = (
    Column("organ", "机关名称", lambda letter: letter.values["organ"]),
    Column("sent_on", "发函日期", lambda letter: str(letter.values["sent_on"])),
    Column("address", "通信地址", lambda letter: letter.values.get("address"), width=40),
)


def letters(document: Document) -> Gathered[Record]:
    return records_read(document, FIELDS, ask=asked_here)


def grid(*rows: Sequence[Any], change: Any = None) -> Gathered[Record]:
    return letters(workbook([HEADER, *rows], change=change))


def values(found: Gathered[Record]) -> list[tuple[Any, ...]]:
    names = [field.name for field in FIELDS]
    return [tuple(letter.values.get(name) for name in names) for letter in found.entries]


def places(found: Gathered[Record]) -> list[tuple[int, str, str, str]]:
    return [(item.row, item.column, item.value, item.fault.value) for item in found.refused]


def test_every_refused_cell_is_named_and_its_neighbours_are_read() -> None:
    found = letters(
        workbook(
            [
                ["2025年发函情况"],
                [*HEADER, "经办人"],
                [ORGANS[0], SENT, "一路1号", "张三"],
                ["无名局", "2025-02-30", "x" * 21],
                [ORGANS[1], "", ""],
                ["", "2025年4月1日", "二路2号"],
                [ORGANS[1], "2025/4/1", None],
            ]
        )
    )
    assert values(found) == [
        (ORGANS[0], SENT, "一路1号"),
        (ORGANS[1], datetime.date(2025, 4, 1), None),
    ]
    assert [letter.row for letter in found.entries] == [3, 7]
    assert places(found) == [
        (4, "A", "无名局", "unknown_organ"),
        (4, "B", "2025-02-30", "not_a_date"),
        (4, "C", "x" * 21, "too_long"),
        (5, "B", "", "empty"),
        (6, "A", "", "empty"),
    ]
    assert {item.heading for item in found.refused} == set(HEADER)
    assert [(note.note, note.details["heading"]) for note in found.remarks] == [
        (SheetNote.COLUMN_IGNORED, "经办人")
    ]


def test_the_report_is_kept_read_back_shown_and_written() -> None:
    found = grid(["无名局", SENT, ""], [ORGANS[0], "昨天", ""])
    report = TableReport(found.refused, found.remarks)
    families = (SheetFault, LetterFault)
    assert TableReport.from_json(report.as_json(), families, (SheetNote,)) == report
    assert [(kind.fault, kind.count) for kind in report.fault_counts] == [
        (LetterFault.UNKNOWN_ORGAN, 1),
        (SheetFault.NOT_A_DATE, 1),
    ]
    cells = [cell for _column, cell in page_cells(REFUSAL_COLUMNS, report.refused[0])]
    shown = [cell.text for cell in cells if isinstance(cell, Shown)]
    text = csv_bytes(refusal_table(report.refused)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1] == shown
    assert shown[:5] == ["表1", "2", "A", "机关名称", "无名局"]


@pytest.mark.parametrize("name", ["信.xlsx", "信.csv"])
def test_what_is_written_is_read_again(name: str) -> None:
    first = grid([ORGANS[0], SENT, "一路1号"], [ORGANS[1], SENT, ""])
    table = table_of("信", COLUMNS, first.entries, mark=("synthetic", "true"))
    created = datetime.datetime(2025, 4, 2, tzinfo=datetime.UTC)
    content = xlsx_bytes([table], created=created) if "xlsx" in name else csv_bytes(table)
    again = letters(table_check(name=name, content=content))
    assert values(again) == values(first)
    assert not again.refused


def test_a_text_that_would_be_run_is_written_as_a_text() -> None:
    found = grid([ORGANS[0], SENT, "=1+1路"], [ORGANS[1], SENT, "@二路"])
    written = csv_bytes(table_of("信", COLUMNS, found.entries)).decode("utf-8-sig")
    assert "'@二路" in written
    assert ",@" not in written


@pytest.mark.parametrize(
    ("header", "fault"),
    [
        (["机关名称", "通信地址", "备注"], "no_columns"),
        ([*HEADER, "发函 日期"], "twice_in_header"),
    ],
)
def test_a_header_that_does_not_tell_is_refused(header: list[str], fault: str) -> None:
    found = letters(workbook([header, [ORGANS[0], SENT, "一路1号"]]))
    assert [item.fault.value for item in found.refused] == [fault]
    assert "发函日期" in found.refused[0].reason or found.refused[0].column == "D"


def test_a_row_cut_by_a_separator_is_refused_and_its_neighbour_is_not() -> None:
    rows = [",".join(HEADER), f"{ORGANS[0]},2025-03-31,一路1号,二楼", f"{ORGANS[1]},2025.3.31,"]
    found = letters(text_document(lines(rows), "信.csv"))
    assert places(found) == [(2, "D", "", "too_wide")]
    assert values(found) == [(ORGANS[1], SENT, None)]


def test_merged_cells_are_refused_with_their_rows() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("A3:A4")

    rows = [[ORGANS[0], SENT, "一路"], ["", SENT, "二路"], [ORGANS[1], SENT, "三路"]]
    found = letters(workbook([["2025年发函情况"], HEADER, *rows], change=merge))
    assert places(found) == [(3, "A", "", "merged"), (4, "A", "", "empty")], "not the title"
    assert values(found) == [(ORGANS[1], SENT, "三路")]


def test_cells_of_the_header_may_be_merged() -> None:
    rows = [[ORGANS[0], SENT, "一路"]]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("C1:D1")

    found = grid(*rows, change=merge)
    assert (places(found), values(found)) == ([], [(ORGANS[0], SENT, "一路")])


def test_a_header_said_again_is_no_row() -> None:
    found = grid([ORGANS[0], SENT, ""], HEADER, [ORGANS[1], SENT, ""])
    assert [letter.row for letter in found.entries] == [2, 4]
    assert not found.refused


@pytest.mark.parametrize("written", ["31/3/2025", "3-31", "45747", "2025-13-01", "三月", 45747])
def test_what_may_be_another_day_is_no_date(written: object) -> None:
    assert places(grid([ORGANS[0], written, ""])) == [(2, "B", str(written), "not_a_date")]


def test_a_file_without_rows_or_with_too_many_faults_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Refused):
        grid()
    monkeypatch.setattr(findings, "MAX_REFUSED", 1)
    with pytest.raises(Refused, match="表1"):
        grid(*(["无名局", SENT, ""] for _row in range(3)))


def test_a_reader_may_refuse_what_shows_only_beside_other_rows() -> None:
    first, second = grid([ORGANS[0], SENT, ""], [ORGANS[0], SENT, ""]).entries
    refusal = second.refuse("organ", Problem(LetterFault.UNKNOWN_ORGAN))
    assert (refusal.row, refusal.column, refusal.value) == (3, "A", ORGANS[0])
    assert first.row == 2
