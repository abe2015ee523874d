"""The appendix as files: read back by other programs than the one that wrote them."""

from __future__ import annotations

import csv
import datetime
import io

import openpyxl
import pandas
import pytest
from django.utils import translation
from django.utils.translation import gettext
from openpyxl.workbook import Workbook

from scoring.export.file import SYNTHETIC
from scoring.models import ScoreRun
from scoring.products.appendix import appendix_export
from surveys.models import City, Edition
from surveys.sheets.writers import CSV_TYPE, XLSX_TYPE
from tests.builders import make_edition
from tests.scoring.rows import FIELDS, make_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]
PRINTED = (
    "地级以上城市",
    "生态资产管理综合指数排名",
    "生态资源禀赋指数排名",
    "政府生态资产管理指数排名",
    "生态保护补偿指数排名",
    "市场化价值实现指数排名",
)


@pytest.fixture
def run(edition: Edition) -> ScoreRun:
    return make_run(edition)


@pytest.fixture
def synthetic_run(db: None) -> ScoreRun:
    return make_run(make_edition("2025-demo", synthetic=True, title_zh="演示"))


def _book(run: ScoreRun) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(appendix_export(run, "xlsx").content))


def _lines(run: ScoreRun) -> list[list[str]]:
    content = appendix_export(run, "csv").content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_sheet_is_the_reports_table(run: ScoreRun) -> None:
    sheet = _book(run).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == PRINTED
    assert (len(rows), sheet.max_column) == (1 + 337, 6)
    assert [row[1] for row in rows[1:]] == list(range(1, 338)), "in composite order"
    stored = {
        score.city.name: tuple(getattr(score, f"{field}_rank") for field in FIELDS)
        for score in run.cities.select_related("city")
    }
    assert {row[0]: row[1:] for row in rows[1:]} == stored
    for row in rows[1:]:
        assert isinstance(row[0], str)
        assert all(type(rank) is int for rank in row[1:])


def test_the_sheet_is_ready_for_reading_and_printing(run: ScoreRun) -> None:
    for sheet in _book(run).worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.paperSize == 9, "A4"
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_information_sheet_says_what_the_numbers_are(run: ScoreRun) -> None:
    rows = {row[0]: row[1] for row in _book(run).worksheets[-1].iter_rows(values_only=True)}
    with translation.override("zh-hans"):
        facts = {
            gettext("Edition"): run.edition.code,
            gettext("Basis"): str(run.get_basis_display()),
            gettext("Method"): str(run.method),
            gettext("Method parameters (SHA-256)"): run.method.sha256,
            gettext("Inputs (SHA-256)"): run.input_hash,
            gettext("Inputs version"): run.inputs_version,
            gettext("Computed at (UTC)"): f"{run.computed_at:%Y-%m-%dT%H:%M:%SZ}",
            gettext("Program version"): run.code_version,
            gettext("Cities ranked"): 337,
            gettext("Synthetic data"): gettext("No"),
        }
    assert facts.items() <= rows.items()


def test_synthetic_ranks_are_marked_everywhere(synthetic_run: ScoreRun) -> None:
    book = _book(synthetic_run)
    assert "合成" in book.sheetnames[0]
    for sheet in book.worksheets:
        assert sheet.oddHeader.center.text == SYNTHETIC
    cells = {cell for row in book.worksheets[-1].iter_rows(values_only=True) for cell in row}
    assert SYNTHETIC in cells
    assert {line[-1] for line in _lines(synthetic_run)[1:]} == {"true"}
    for extension in ("xlsx", "csv"):
        assert "合成" in appendix_export(synthetic_run, extension).name


def test_real_ranks_carry_no_mark(run: ScoreRun) -> None:
    book = _book(run)
    assert book.sheetnames[0] == "附录"
    assert not book.worksheets[0].oddHeader.center.text
    assert {line[-1] for line in _lines(run)[1:]} == {"false"}
    assert appendix_export(run, "csv").name == "2025-test-附录-已审核-0.csv"


def test_the_csv_opens_in_excel_and_has_a_seventh_column(run: ScoreRun) -> None:
    export = appendix_export(run, "csv")
    assert export.media_type == CSV_TYPE
    assert export.content.startswith(b"\xef\xbb\xbf")
    assert export.content.count(b"\r\n") == 338
    lines = _lines(run)
    assert tuple(lines[0]) == (*PRINTED, "synthetic")
    assert [line[1] for line in lines[1:]] == [str(rank) for rank in range(1, 338)]


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_the_same_run_gives_the_same_bytes(run: ScoreRun, extension: str) -> None:
    first = appendix_export(run, extension)
    with translation.override("en"):
        again = appendix_export(ScoreRun.objects.get(pk=run.pk), extension)
    assert first == again, "whatever the reader speaks"
    assert first.media_type == (XLSX_TYPE if extension == "xlsx" else CSV_TYPE)


def test_the_file_says_when_the_run_was_computed(run: ScoreRun) -> None:
    created = _book(run).properties.created
    assert created == run.computed_at.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)


def test_unranked_cities_stand_apart(edition: Edition) -> None:
    run = make_run(edition, unranked=2)
    book = _book(run)
    assert book.sheetnames[:2] == ["附录", "未排名城市"]
    first, apart = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets[:2])
    assert (len(first), len(apart)) == (1 + 335, 1 + 2)
    names = set(City.objects.order_by("-adcode").values_list("name", flat=True)[:2])
    assert {row[0] for row in apart[1:]} == names
    assert all(row[1:] == (None,) * 5 for row in apart[1:])
    lines = _lines(run)
    assert len(lines) == 338
    assert {tuple(line[1:6]) for line in lines[-2:]} == {("",) * 5}


@pytest.mark.parametrize("name", ["=1+1", "+86", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_name_that_looks_like_a_formula_is_text(edition: Edition, name: str) -> None:
    City.objects.filter(adcode="110000").update(name=name)
    run = make_run(edition)
    cell = _book(run).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")
    with io.StringIO(appendix_export(run, "csv").content.decode("utf-8-sig"), newline="") as file:
        assert list(csv.reader(file))[1][0] == "'" + name


def test_another_format_is_refused(run: ScoreRun) -> None:
    with pytest.raises(ValueError, match="unknown format 'pdf'; known: xlsx, csv"):
        appendix_export(run, "pdf")


def test_analysts_read_both_forms_with_pandas(run: ScoreRun) -> None:
    workbook = io.BytesIO(appendix_export(run, "xlsx").content)
    book = pandas.read_excel(workbook, engine="openpyxl")
    text = pandas.read_csv(io.BytesIO(appendix_export(run, "csv").content))
    for table in (book, text):
        assert table.shape[0] == 337
        assert tuple(table.columns[:6]) == PRINTED
        assert all(kind.kind == "i" for kind in table.dtypes.iloc[1:6]), "whole numbers"
    assert book.equals(text.drop(columns="synthetic"))
