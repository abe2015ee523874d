"""The last that readers of archives, old workbooks and pictures take, and the first they do not."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable

import pytest
from pytest_django import Settings

from surveys.errors import Refused
from surveys.files.document import document_check
from surveys.files.readers import archive, picture
from surveys.files.readers.archive import Archive, _check_entries, archive_check
from surveys.files.readers.compound import _workbook_findings
from surveys.files.readers.docx.document import docx_words
from surveys.limited.fault import Fault
from surveys.sheets.readers.protected import _has_password
from tests.surveys.files.samples import HEIC, zip_file

MEGABYTE = 1024 * 1024
BEGIN, PASSWORD, SHEET = 0x0809, 0x002F, 0x0085


def fault_of(ask: Callable[[], object]) -> tuple[str, dict[str, object]] | None:
    try:
        ask()
    except Fault as fault:
        return fault.code, dict(fault.details)
    return None


def entries(*sizes: int) -> list[zipfile.ZipInfo]:
    found = [zipfile.ZipInfo(f"{number}.xml") for number in range(len(sizes))]
    for entry, size in zip(found, sizes, strict=True):
        entry.file_size = size
    return found


@pytest.mark.parametrize(
    ("sizes", "packed", "fault"),
    [
        ([archive.MAX_UNPACKED], archive.MAX_UNPACKED, None),
        ([archive.MAX_UNPACKED - 1, 2], archive.MAX_UNPACKED, ("bomb", {"size": 400})),
        ([archive.RATIO_FLOOR], 1, None),
        ([archive.RATIO_FLOOR + 1], 1, ("bomb", {"size": 5})),
        ([archive.MAX_RATIO * MEGABYTE], MEGABYTE, None),
        ([archive.MAX_RATIO * MEGABYTE + 1], MEGABYTE, ("bomb", {"size": 200})),
    ],
)
def test_how_much_an_archive_says_it_holds(
    sizes: list[int], packed: int, fault: tuple[str, dict[str, object]] | None
) -> None:
    assert fault_of(lambda: _check_entries(entries(*sizes), packed)) == fault


@pytest.mark.parametrize(
    ("most", "parts"),
    [(0, ["", ""]), (1, ["a", ""]), (3, ["aaa", ""]), (4, ["aaa", "b"]), (6, ["aaa", "bbb"])],
)
def test_parts_are_counted_together(most: int, parts: list[str]) -> None:
    packed = Archive(zip_file({"a": "aaa", "b": "bbb"}), most=most)
    assert [b"".join(packed.chunks(name, 2)).decode() for name in ("a", "b")] == parts


def test_a_list_of_types_has_no_document_type() -> None:
    packed = Archive(zip_file({"[Content_Types].xml": "<!DOCTYPE Types><Types/>"}))
    assert fault_of(lambda: archive_check(packed)) == ("damaged_archive", {})
    with pytest.raises(ValueError, match="document type"):
        docx_words(zip_file({"word/document.xml": "<!DOCTYPE w><w>甲</w>"}))


def records(*numbered: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", number, len(data)) + data for number, data in numbered)


@pytest.mark.parametrize(
    ("stream", "findings", "locked"),
    [
        (records((BEGIN, b""), (PASSWORD, b"")), ["password"], True),
        (records((BEGIN, b"1234"), (PASSWORD, b"")), ["password"], True),
        (records((BEGIN, b""), (PASSWORD, b""))[:-1], [], False),
        (records((BEGIN, b""), (SHEET, bytes(5) + b"\1")), ["macros"], False),
        (records((BEGIN, b""), (SHEET, bytes(5) + b"\6")), ["macros"], False),
        (records((BEGIN, b""), (SHEET, bytes(5) + b"\2")), [], False),
        (records((PASSWORD, b"")), [], True),
        (b"", [], False),
    ],
)
def test_records_of_an_old_workbook(stream: bytes, findings: list[str], locked: bool) -> None:
    assert list(_workbook_findings(stream)) == findings
    assert _has_password(stream) is locked


@pytest.mark.parametrize(("before", "locked"), [(63, True), (64, False)])
def test_a_password_is_looked_for_among_the_first_records(before: int, locked: bool) -> None:
    assert _has_password(records(*[(BEGIN, b"")] * before, (PASSWORD, b""))) is locked


@pytest.mark.parametrize(("tall", "fault"), [(0, None), (1, "too_many_pixels")])
def test_how_many_points_a_picture_has(
    tall: int, fault: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "MOST_PIXELS", 64 * 64 - tall)
    found = fault_of(lambda: picture.heic_check(HEIC, "heic"))
    assert (found and found[0]) == fault


@pytest.mark.django_db
def test_how_large_a_file_may_be(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 3 * MEGABYTE
    document_check(name="甲.txt", content=b"a" * 3 * MEGABYTE)
    with pytest.raises(Refused, match="3 MB"):
        document_check(name="甲.txt", content=b"a" * (3 * MEGABYTE + 1))
