"""The largest table that each reader takes, and what stands at the edges of cells and records."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import ModuleType

import pytest

from surveys.limited.fault import Fault
from surveys.sheets.cells import HEADER_ROWS, MAX_CELLS, MAX_COLUMN, Area, Sheet, areas_cells, spans
from surveys.sheets.readers import bounds, page, text, xls, xlsx
from surveys.sheets.readers.bounds import TooMuch, _Counter
from tests.surveys.sheets.old_workbook import old_workbook
from tests.surveys.sheets.tables import Grid, tables, workbook
from tests.surveys.sheets.test_bounds import with_rows

# As the old workbook holds it: five rows, two columns, nine cells.
GRID: Grid = [
    ["各市水质"],
    ["城市", "比率"],
    ["北京市", 0.953],
    ["天津市", 46024],
    ["上海市", 12.5],
]
Reader = Callable[[], list[Sheet]]


def _page() -> list[Sheet]:
    rows = ("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in GRID)
    return page.page_read(f"<table>{''.join(rows)}</table>", "表")


def _text() -> list[Sheet]:
    return text.text_read("".join(",".join(map(str, row)) + "\n" for row in GRID), "表")


def _workbook() -> list[Sheet]:
    return xlsx.workbook_read(workbook(GRID).content)


READERS: list[tuple[ModuleType, Reader]] = [
    (xls, lambda: xls.xls_read(old_workbook())),
    (xlsx, _workbook),
    (text, _text),
    (page, _page),
]


@pytest.mark.parametrize(("module", "read"), READERS, ids=["xls", "xlsx", "text", "page"])
@pytest.mark.parametrize(("limit", "most"), [("MAX_ROW", 5), ("MAX_COLUMN", 2), ("MAX_CELLS", 9)])
def test_the_largest_table(
    limit: str, most: int, module: ModuleType, read: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, limit, most)
    (sheet,) = read()
    assert [len(row.cells) for row in sheet.rows] == [1, 2, 2, 2, 2]
    assert [row.number for row in sheet.rows] == [1, 2, 3, 4, 5]
    monkeypatch.setattr(module, limit, most - 1)
    if module is not page or limit != "MAX_CELLS":  # of a page, what areas cover is counted
        with pytest.raises(Fault, match="table_too_large"):
            read()


def test_cells_of_all_sheets_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = workbook(GRID, GRID).content
    monkeypatch.setattr(xlsx, "MAX_CELLS", 18)
    assert len(xlsx.workbook_read(twice)) == 2
    monkeypatch.setattr(xlsx, "MAX_CELLS", 17)
    with pytest.raises(Fault, match="table_too_large"):
        xlsx.workbook_read(twice)


def test_where_an_old_workbook_merges_cells() -> None:
    (sheet,) = xls.xls_read(old_workbook())
    assert sheet.panes == (2, 1)
    assert sheet.merged == (Area("A1:B1", 1, 1, 1, 2),)


@pytest.mark.parametrize(
    ("xml", "is_taken"),
    [
        ("<row>" + "<c/>" * bounds.MAX_IN_ROW + "</row>", True),
        ("<row>" + "<c/>" * (bounds.MAX_IN_ROW + 1) + "</row>", False),
        ("<c/>" * bounds.MAX_IN_ROW, True),
        ("<c/>" * (bounds.MAX_IN_ROW + 1), False),
        (("<row>" + "<c/>" * bounds.MAX_IN_ROW + "</row>") * 2, True),
    ],
)
def test_how_many_cells_stand_in_one_row(xml: str, is_taken: bool) -> None:
    part = io.BytesIO(f"<x>{xml}</x>".encode())
    if is_taken:
        _Counter().read(part)
    else:
        with pytest.raises(TooMuch):
            _Counter().read(part)


def test_how_long_all_parts_are_together(monkeypatch: pytest.MonkeyPatch) -> None:
    part = b"<x>1234567</x>"
    monkeypatch.setattr(bounds, "MAX_XML", 2 * len(part))
    counter = _Counter()
    counter.read(io.BytesIO(part))
    counter.read(io.BytesIO(part))
    with pytest.raises(TooMuch):
        counter.read(io.BytesIO(b"<x/>"))


@pytest.mark.parametrize(
    ("numbers", "text"),
    [([], ""), ([3], "3"), ([3, 4], "3–4"), ([3, 5], "3, 5"), ([1, 2, 3, 5, 7, 8], "1–3, 5, 7–8")],
)
def test_runs_of_numbers(numbers: list[int], text: str) -> None:
    assert spans(numbers, str) == text


@pytest.mark.parametrize(
    ("last", "count"), [(200_000, MAX_CELLS), (200_001, 1)], ids=["all", "its corner"]
)
def test_how_large_an_area_is_looked_at(last: int, count: int) -> None:
    areas = [Area("", 5, 6, 100_001, last)]
    assert sum(1 for _cell in areas_cells(areas)) == count


def test_areas_are_looked_at_until_the_bound() -> None:
    half = MAX_CELLS // 2
    areas = [Area("", 1, half, 1, 1), Area("", 1, half, 3, 3), Area("", 7, 8, 9, 9)]
    found = list(areas_cells(areas))
    assert len(found) == MAX_CELLS + 1
    assert found[-1] == (7, 9)


@pytest.mark.parametrize(("line", "readings"), [(4 * HEADER_ROWS, 2), (4 * HEADER_ROWS + 1, 1)])
def test_how_far_separators_are_looked_for(line: int, readings: int) -> None:
    assert len(text.text_read("a,b\n" * (line - 1) + "a;b\n", "表")) == readings


@pytest.mark.parametrize(
    ("head", "is_page"),
    [("<table>", True), ("<TABLE>", True), ("甲<table>", False), ("<甲>", False), ("", False)],
)
def test_what_is_a_page(head: str, is_page: bool) -> None:
    assert page.is_page(head) is is_page


@pytest.mark.parametrize(
    ("span", "last"),
    [
        ("", 1),
        (" 2 ", 2),
        ("0", 1),
        ("x", 1),
        ("-2", 1),
        ("00003", 3),
        ("000003", 1),
        (str(MAX_COLUMN - 1), MAX_COLUMN - 1),
    ],
)
def test_how_far_a_cell_of_a_page_reaches(span: str, last: int) -> None:
    source = f"<table><tr><td rowspan=2 colspan='{span}'>甲</td></tr><tr><td>乙</td></tr></table>"
    (sheet,) = page.page_read(source, "表")
    (area,) = sheet.merged
    assert (area.first_row, area.last_row, area.first_column, area.last_column) == (1, 2, 1, last)
    assert [*sheet.rows[1].cells] == [last + 1]


@pytest.mark.parametrize("span", [MAX_COLUMN, MAX_COLUMN + 1])
def test_a_cell_of_a_page_reaches_no_further_than_a_table(span: int) -> None:
    (sheet,) = page.page_read(f"<table><tr><td colspan={span}>甲</table>", "表")
    assert [area.last_column for area in sheet.merged] == [MAX_COLUMN]


def test_a_table_of_a_page_holds_its_own_words_alone() -> None:
    source = (
        "前<table><tr><td>甲<table><tr><td>乙</td></tr></table>丙</td><td>丁</td></tr>中</table>后"
        "<table><tr style='height: 0'><td>戊</td></tr></table>"
    )
    first, second = page.page_read(source, "表")
    assert [[cell.value for cell in row.cells.values()] for row in first.rows] == [["甲乙丙", "丁"]]
    assert (first.name, second.name) == ("表 1", "表 2")
    assert (first.hidden_rows, second.hidden_rows) == ((), (1,))


@pytest.mark.parametrize(
    ("cell", "oddity"),
    [
        ('<c r="A9"><f>1+1</f><v>2</v></c>', ""),
        ('<c r="A9"><f>1+1</f><v></v></c>', "no_result"),
        ('<c r="A9"><f>1+1</f></c>', "no_result"),
        ('<c r="A9"><v>2</v></c>', ""),
    ],
)
def test_a_formula_and_its_result(cell: str, oddity: str) -> None:
    sheet = tables(with_rows(f'<row r="9">{cell}</row>'))[0]
    assert [found.oddity.value for found in sheet.rows[-1].cells.values()] == [oddity]


def test_a_formula_whose_result_is_an_empty_text_has_one() -> None:
    row = '<row r="9"><c r="A9" t="str"><f>A1</f><v></v></c><c r="B9"><v>1</v></c></row>'
    sheet = tables(with_rows(row))[0]
    assert [*sheet.rows[-1].cells] == [2]


@pytest.mark.parametrize(
    ("first_day", "number", "text"),
    [
        (0, 45000.0, "2023-03-15"),
        (0, 45000.5, "2023-03-15 12:00:00"),
        (1, 45000.0, "2027-03-16"),
        (0, 1e12, "1000000000000.0"),
    ],
)
def test_what_a_date_of_an_old_workbook_says(first_day: int, number: float, text: str) -> None:
    """Days since 1900, or 1904; what is no day stays the number that it is."""
    book = xls.xlrd.book.Book()
    book.datemode = first_day
    assert xls._date_text(book, number) == text
