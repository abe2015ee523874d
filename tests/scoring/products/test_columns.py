"""A column of a table is told in one place: page, sheet and text follow it."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.test import Client
from openpyxl.utils import get_column_letter

from scoring.models import ScoreRun
from scoring.products import rank_columns
from scoring.products.appendix import appendix_export
from scoring.products.rank_columns import RankColumn
from scoring.runs.rank_rows import Coverage, RankCell, RankRow
from surveys.models import City
from surveys.sheets.columns import Shown, page_cells
from surveys.sheets.report import REFUSAL_COLUMNS
from tests.builders import make_city, make_edition
from tests.scoring.rows import make_run
from tests.web.page import visit

pytestmark = pytest.mark.django_db
NEW = RankColumn("pinyin", "Pinyin", lambda row: row.city.pinyin, width=33)


@pytest.fixture
def run(db: None) -> ScoreRun:
    for number in range(3):
        make_city(f"城{number}")
    return make_run(make_edition("2025-columns", inputs_version=1))


@pytest.fixture
def one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rank_columns, "COLUMNS", (*rank_columns.COLUMNS, NEW))


def _text(run: ScoreRun) -> list[list[str]]:
    content = appendix_export(run, "csv").content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


@pytest.mark.usefixtures("one_more")
def test_a_new_column_stands_on_the_page_and_in_both_files(run: ScoreRun, analyst: Client) -> None:
    names = [city.pinyin for city in City.objects.order_by("adcode")]
    page = visit(analyst, "/editions/2025-columns/ranking/")
    assert [row[-1] for row in page.rows] == names
    text = _text(run)
    assert text[0][-2:] == ["Pinyin", "synthetic"]
    assert [line[-2] for line in text[1:]] == names
    sheet = openpyxl.load_workbook(io.BytesIO(appendix_export(run, "xlsx").content)).worksheets[0]
    assert [row[-1] for row in sheet.iter_rows(values_only=True)] == ["Pinyin", *names]
    assert round(sheet.column_dimensions[get_column_letter(sheet.max_column)].width) == 33 + 1


def test_without_it_the_neighbours_stand_alone(run: ScoreRun, analyst: Client) -> None:
    page = visit(analyst, "/editions/2025-columns/ranking/")
    assert {len(row) for row in page.rows} == {1 + len(rank_columns.page_columns())}, "its city"
    in_files = [column for column in rank_columns.COLUMNS if column.in_file]
    assert {len(line) for line in _text(run)} == {len(in_files) + 1}, "synthetic"


def test_a_column_alone_on_the_page_or_in_files_stays_there() -> None:
    on_page = {column.name for column in rank_columns.page_columns()}
    in_files = {column.name for column in rank_columns.COLUMNS if column.in_file}
    assert on_page ^ in_files == {"city", "coverage"}
    row = RankRow(make_city(), (RankCell(None, None),) * 5, Coverage(1, 4))
    cells = {column.name: cell for column, cell in page_cells(rank_columns.COLUMNS, row)}
    assert set(cells) == on_page
    assert cells["market"] == Shown("–", mark="muted")
    assert cells["coverage"] == Shown("1/4", mark="wait")
    names = [column.name for column in rank_columns.COLUMNS]
    names += [column.name for column in REFUSAL_COLUMNS]
    assert len(set(names)) == len(names)
