"""The table as a file: blanks keep their places, and what is wrong with it is told at its field."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.annual.filed import filed_cells
from surveys.annual.layout import COLUMNS, LABELS, ROWS, TOTAL, Fault, wrongs
from surveys.models import AnnualTable
from tests.builders import Cast, make_organ, make_round
from tests.surveys.annual.tables import TOTALS, cells, full
from tests.surveys.sheets.tables import tables, text_document, workbook
from tests.web.people import browser

_HEAD = (
    '<tr><td colspan="3">（勾稽关系）</td><td colspan="7">申请人情况</td></tr>'
    "<tr><td colspan=3></td><td>自然人</td><td>商业企业</td><td>科研机构</td><td>社会公益组织</td>"
    "<td>法律服务机构</td><td>其他</td><td>总计</td></tr>"
)


def page(numbers: dict[str, list[str]]) -> str:
    """As an organ's site has it: labels over several columns, paragraphs in every cell."""
    rows = (
        f'<tr><td colspan="3"><p>{LABELS[row][0][:4]}<br>{LABELS[row][0][4:]}</p></td>'
        + "".join(f"<td><p>{number or '&nbsp;'}</p></td>" for number in numbers[row])
        + "</tr>"
        for row in ROWS
    )
    return f"<html><body><table>{_HEAD}{''.join(rows)}</table></body></html>"


def by_company() -> dict[str, list[str]]:
    """Natural persons' column blank, so that the first number stands in the second."""
    totals = {row: str(TOTALS.get(row) or "") for row in ROWS}
    return {row: ["", total, "", "", "", "", total] for row, total in totals.items()}


def test_a_saved_page_keeps_its_empty_cells() -> None:
    found, wrong = filed_cells(tables(text_document(page(by_company()), "年报.html")))
    assert wrong == []
    assert list(wrongs(found)) == []
    assert {row: found[row]["company"] for row in ROWS} == {row: TOTALS.get(row, 0) for row in ROWS}


def test_a_workbook_with_a_column_of_remarks_is_read() -> None:
    grid = [["", "", *COLUMNS, "备注"]]
    grid += [["", LABELS[row][0], *numbers, "见附表"] for row, numbers in by_company().items()]
    found, wrong = filed_cells(tables(workbook([[]], grid)))
    assert wrong == []
    assert found["granted"]["company"] == TOTALS["granted"]


def test_totals_alone_are_read() -> None:
    grid = [[LABELS[row][0], TOTALS.get(row, 0)] for row in ROWS]
    assert filed_cells(tables(workbook(grid))) == (cells(), [])


def test_what_is_wrong_with_a_file_is_named() -> None:
    numbers = {**full(), "granted": ["许多", "", "", "", "", "", "966"]}
    _found, wrong = filed_cells(tables(text_document(page(numbers), "年报.html")))
    assert [(one.fault, one.row, one.said) for one in wrong] == [
        (Fault.NO_NUMBER, "granted", "许多")
    ]
    empty = page(dict.fromkeys(ROWS, [""] * 7))
    _found, wrong = filed_cells(tables(text_document(empty, "年报.html")))
    assert wrong[0].fault is Fault.NO_NUMBERS
    _found, wrong = filed_cells(tables(text_document("<table><tr><td>别的</table>", "年报.html")))
    assert {one.fault for one in wrong} == {Fault.NO_ROW}


def test_a_formula_without_a_result_is_no_zero() -> None:
    grid: list[list[object]] = [[LABELS[row][0], TOTALS.get(row, 0)] for row in ROWS]
    grid[0][1] = "=1000+499"
    _found, wrong = filed_cells(tables(workbook(grid)))
    assert [(one.fault, one.row, one.said) for one in wrong] == [(Fault.NO_NUMBER, "received", "=")]
    formulas = [[LABELS[row][0], "=1-1"] for row in ROWS]
    _found, wrong = filed_cells(tables(workbook(formulas)))
    assert wrong[0].fault is Fault.NO_NUMBERS


@pytest.mark.django_db
@pytest.mark.usefixtures("english")
def test_a_file_is_kept_or_refused_at_its_field(cast: Cast) -> None:
    organ = make_organ()
    edition = make_round(opens_on=date(2024, 3, 4), cutoff=date(2024, 8, 30)).edition
    client = browser(cast.coder)
    address = f"/editions/{edition.code}/cities/{organ.city.adcode}/annual/"

    def send(name: str, content: bytes) -> tuple[int, dict[str, list[str]]]:
        file = SimpleUploadedFile(name, content)
        facts = {"organ": organ.pk, "year": 2024, "source": "年报", "revision": 0}
        answer = client.post(address, {**facts, "file": file})
        return answer.status_code, answer.context["form"].errors if answer.context else {}

    wrong = {**by_company(), "received": ["", "1", "", "", "", "", "1"]}
    for name, content in (
        ("年报.html", page(wrong).encode()),
        ("年报.html", b"<html><body>no table</body></html>"),
        ("年报.pdf", b"%PDF-1.4 broken"),
    ):
        status, errors = send(name, content)
        assert status == 422
        assert [*errors] == ["file"]
    assert not AnnualTable.objects.exists()
    assert send("年报.html", page(by_company()).encode()) == (302, {})
    assert AnnualTable.objects.get().cells["received"][TOTAL] == TOTALS["received"]
