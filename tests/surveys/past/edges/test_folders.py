"""Folders as other systems leave them: names, kinds of tables, texts in place of a workbook."""

from __future__ import annotations

import csv
import io
import os
import unicodedata
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.errors import Refused
from surveys.models import Evidence, InfoRequest, RoundImport, RoundImportFile
from surveys.past.disk import folder_read
from surveys.past.reading.columns import SPECS, SheetKind
from tests.surveys.past.books import LETTERS
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_import_round import bring, counts
from tests.surveys.past.test_past_pages import GbkInfo, upload, work
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def small() -> Small:
    return make_small()


def texts(small: Small, folder: Path, encoding: str, separator: str) -> Path:
    """The round as a text file for each sheet, as spreadsheets save them one by one."""
    small.book.save(folder)
    (folder / "轮次.xlsx").unlink()
    for kind in SheetKind:
        stream = io.StringIO()
        writer = csv.writer(stream, delimiter=separator)
        writer.writerow([spec.zh for spec in SPECS[kind]])
        for row in small.book.rows[kind]:
            writer.writerow([(row or {}).get(spec.name, "") for spec in SPECS[kind]])
        (folder / f"{kind.value}.csv").write_bytes(stream.getvalue().encode(encoding))
    return folder


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("gb18030", ","), ("utf-8-sig", ";"), ("utf-16", "\t")],
)
def test_a_text_file_a_sheet_is_a_round(
    small: Small, tmp_path: Path, encoding: str, separator: str
) -> None:
    letter = small.book.rows[LETTERS][1]
    small.book.rows[LETTERS][1] = {**(letter or {}), "sent": "2025/3/4"}
    folder = texts(small, tmp_path / "round", encoding, separator)
    (folder / "说明.csv").write_text("填写说明")
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert counts(report, "letters") == (3, 3, 0, 0)
    assert counts(report, "answers") == (4, 4, 0, 0)
    assert counts(report, "files") == (3, 3, 0, 0)
    assert RoundImport.objects.get().name == "CSV.xlsx"
    status, report = bring(folder, small)
    assert counts(report, "letters") == (3, 0, 3, 0)


def test_a_row_of_a_text_is_told_where_it_stands(small: Small, tmp_path: Path) -> None:
    letter = small.book.rows[LETTERS][2]
    small.book.rows[LETTERS][2] = {**(letter or {}), "sent": "3.1", "city": "火星市"}
    status, report = bring(texts(small, tmp_path / "round", "gb18030", ","), small)
    assert status == 1
    found = {(one["sheet"], one["row"], one["code"]) for one in report["findings"]}
    assert {("函件", 4, "lost_zero"), ("函件", 4, "unknown_city")} <= found
    assert not InfoRequest.objects.exists()


def test_names_in_the_letters_of_another_system_are_read(small: Small, tmp_path: Path) -> None:
    """`unzip` leaves the bytes of an archive from Windows as they are."""
    folder = small.book.save(tmp_path / "round")
    for name in ("复函.pdf", "轮次.xlsx"):
        raw = os.path.join(os.fsencode(folder), name.encode("gb18030"))
        os.rename(folder / name, raw)
    status, report = bring(folder, small)
    assert (status, report["findings"]) == (0, [])
    assert Evidence.objects.filter(name="复函.pdf").exists()
    assert set(RoundImportFile.objects.values_list("name", flat=True)) >= {"复函.pdf"}


def test_names_as_a_macintosh_writes_them(small: Small, tmp_path: Path) -> None:
    """Letters and their signs apart."""
    name = "Éclaircissement.txt"
    small.book.rows[SheetKind.REPLIES][2] = {
        **(small.book.rows[SheetKind.REPLIES][2] or {}),
        "file": name,
    }
    quoting = small.book.rows[SheetKind.ANSWERS][3]
    small.book.rows[SheetKind.ANSWERS][3] = {**(quoting or {}), "file": name}
    small.book.files[unicodedata.normalize("NFD", name)] = small.book.files.pop("邮件.txt")
    status, report = bring(small.book.save(tmp_path / "round"), small)
    assert (status, report["findings"]) == (0, [])


def test_two_workbooks_are_named(small: Small, tmp_path: Path) -> None:
    folder = small.book.save(tmp_path / "round")
    small.book.save(folder, "轮次 - 副本.xlsx")
    with pytest.raises(Refused) as refusal:
        folder_read(folder)
    assert "轮次.xlsx" in refusal.value.message
    assert "轮次 - 副本.xlsx" in refusal.value.message


@pytest.mark.parametrize("name", ["轮次.xlsm", "轮次.xlsb"])
def test_a_workbook_of_another_kind_is_named_with_what_to_do(
    small: Small, tmp_path: Path, name: str
) -> None:
    folder = small.book.save(tmp_path / "round")
    (folder / "轮次.xlsx").rename(folder / name)
    (folder / "另一份.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Refused) as refusal:
        folder_read(folder)
    assert name in refusal.value.message
    assert "另一份.xlsx" in refusal.value.message


def test_a_document_that_is_called_as_a_sheet_is_one(small: Small, tmp_path: Path) -> None:
    small.book.files["附件.txt"] = small.book.files.pop("邮件.txt")
    for kind, place in ((SheetKind.REPLIES, 2), (SheetKind.ANSWERS, 3)):
        small.book.rows[kind][place] = {
            **(small.book.rows[kind][place] or {}),
            "file": "附件.txt",
        }
    status, report = bring(small.book.save(tmp_path / "round"), small)
    assert (status, report["findings"]) == (0, [])


def test_two_files_of_one_name_in_an_archive_are_told(small: Small) -> None:
    """The format has room for both; the second one stood in silently for the first."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(GbkInfo("复函.pdf"), b"one")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(GbkInfo("复函.pdf"), b"two")
    parcel = SimpleUploadedFile("复函.zip", stream.getvalue())
    batch = work(upload(browser(small.cast.manager), small, parcel))
    assert (batch.state, batch.counts) == ("checked", {})
    assert "复函.pdf" in batch.refusal
