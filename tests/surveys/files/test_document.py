"""Uploads of every awkward kind, made here byte by byte."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

import olefile
import pytest
from pytest_django import Settings

from surveys.errors import Refused
from surveys.files.document import document_check
from surveys.files.readers.archive import MAX_MEMBERS, Archive
from surveys.files.readers.door import kind_of
from surveys.limited.fault import Fault
from tests.surveys.files.samples import encrypted_zip, ole_file, ole_workbook, zip_file

pytestmark = pytest.mark.usefixtures("english")

DOCX = zip_file({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"})
XLSX = zip_file({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
OFD = zip_file({"OFD.xml": "<ofd:OFD/>"})
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(13) + bytes(4)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40)
TIFF = b"II*\x00" + bytes(40)
OLE = ole_file(["WordDocument"])
HTML = "<!DOCTYPE html>\n<html><body>复函</body></html>".encode()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
LETTER = "我市已成立专项领导小组。"
# What each refusal says after the name of the file.
LIES = "is not what its name says"
UNKNOWN = "is of a type that is not accepted"
DAMAGED = "is damaged"
BOMB = "looks like a ZIP bomb"
MACROS = "holds macros"
LOCKED = "is protected by a password"


def refusal(name: str, content: bytes) -> str:
    """The words of the refusal after the name, which they begin with."""
    with pytest.raises(Refused) as caught:
        document_check(name=name, content=content)
    assert caught.value.field == "files"
    assert caught.value.message.startswith(f"{name} ")
    return caught.value.message.removeprefix(f"{name} ")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("复函.pdf", PDF, "application/pdf"),
        ("复函.PDF", PDF, "application/pdf"),
        ("复函.docx", DOCX, "application/vnd.openxmlformats"),
        ("附件.xlsx", XLSX, "application/vnd.openxmlformats"),
        ("复函.ofd", OFD, "application/ofd"),
        ("复函.doc", OLE, "application/x-ole-storage"),
        ("复函.wps", OLE, "application/x-ole-storage"),
        ("扫描.png", PNG, "image/png"),
        ("扫描.jpeg", JPEG, "image/jpeg"),
        ("扫描.tif", TIFF, "image/tiff"),
        ("复函.txt", LETTER.encode(), "text/plain"),
        ("复函.txt", LETTER.encode("gb18030"), "text/plain"),
        ("复函.txt", LETTER.encode("utf-8-sig"), "text/plain"),
        ("复函.txt", LETTER.encode("utf-16"), "text/plain"),
        ("清单.csv", b"a,b\n1,2\n", "text/csv"),
        ("邮件.eml", b"From: a@example.cn\nSubject: x\n\n<html></html>", "message/rfc822"),
        ("网页.html", HTML, "text/html"),
    ],
)
def test_what_is_taken_and_as_what(name: str, content: bytes, media_type: str) -> None:
    document = document_check(name=name, content=content)
    assert document.media_type.startswith(media_type)
    assert (document.name, document.content) == (name, content), "the original is not changed"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("复函.pdf", PNG),
        ("复函.pdf", LETTER.encode()),
        ("扫描.png", JPEG),
        ("复函.docx", XLSX),
        ("复函.docx", OLE),
        ("复函.doc", DOCX),
        ("复函.txt", PDF),
        ("复函.txt", HTML),
        ("复函.txt", b"\xef\xbb\xbf \n" + HTML),
        ("复函.txt", b"<!-- x --><HTML></HTML>"),
        ("复函.csv", HTML),
        ("复函.txt", b"<!-- x -->\n" + SVG),
        ("复函.txt", b"<script>alert(1)</script>"),
        ("没有扩展名", LETTER.encode()),
    ],
)
def test_a_name_that_lies_is_refused(name: str, content: bytes) -> None:
    assert refusal(name, content).startswith(LIES)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("图.svg", SVG),
        ("图.svg", b'<?xml version="1.0"?>' + SVG),
        ("程序.exe", b"MZ" + bytes(200)),
        ("压缩.zip", zip_file({"a.txt": "a"})),
        ("压缩.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40)),
    ],
)
def test_a_type_that_is_not_taken_is_refused(name: str, content: bytes) -> None:
    assert refusal(name, content).startswith(UNKNOWN)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("复函.txt", SVG),
        ("复函.html", SVG),
        ("复函.pdf", b"MZ" + bytes(200)),
        ("压缩.docx", zip_file({"a.txt": "a"})),
    ],
)
def test_what_is_none_of_our_types_under_the_name_of_one(name: str, content: bytes) -> None:
    extension = name.partition(".")[2]
    assert f"the content is no {extension} file" in refusal(name, content)


@pytest.mark.parametrize("content", [b"\x00\x01\x02", LETTER.encode("utf-32"), b"\xff\xff\xff\xff"])
def test_text_in_an_encoding_that_nobody_can_guess_is_refused(content: bytes) -> None:
    assert "is not text in UTF-8" in refusal("复函.txt", content)


def test_an_empty_file() -> None:
    assert refusal("空.pdf", b"") == "is empty: choose the original again."


def test_the_limit_of_the_size(settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    full = PDF.ljust(1024 * 1024)
    assert document_check(name="大.pdf", content=full).content == full
    assert refusal("大.pdf", full + b" ") == "is larger than 1 MB."


@pytest.mark.parametrize(
    "members",
    [
        {"word/document.xml": bytes(50 * 1024 * 1024)},
        {f"word/{i}.xml": "x" for i in range(10_001)},
    ],
)
def test_a_zip_bomb_is_not_unpacked(members: dict[str, bytes | str]) -> None:
    assert BOMB in refusal("炸弹.docx", zip_file(members))


def test_entries_are_counted_before_the_directory_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """557,743 of them in 25 MB took nine seconds and 200 MB; the number at the end may lie."""

    def fail(*_arguments: object) -> None:
        raise AssertionError("the directory is read")

    content = bytearray(zip_file({f"word/{i}.xml": "x" for i in range(MAX_MEMBERS + 1)}))
    content[-14:-10] = struct.pack("<HH", 1, 1)
    assert str(MAX_MEMBERS) in refusal("炸弹.docx", bytes(content))
    monkeypatch.setattr(zipfile, "ZipFile", fail)
    with pytest.raises(Fault, match="too_many_members"):
        Archive(bytes(content))


def test_a_bomb_that_hides_in_many_members() -> None:
    """Each one is small; together they are over the ratio."""
    members = {f"word/{i}.xml": bytes(1024 * 1024) for i in range(40)}
    assert BOMB in refusal("炸弹.docx", zip_file(members))


def sheet_record(kind: int) -> tuple[int, bytes]:
    """BOUNDSHEET of [MS-XLS]: place, visibility, kind, name."""
    return 0x0085, struct.pack("<IBBBB", 0, 0, kind, 1, 0) + b"A"


def typed(kind: str, *, types: str = "[Content_Types].xml", encoding: str = "utf-8") -> bytes:
    """A Word file with a part that only the list of types gives away."""
    part = f'<Override PartName="/word/project.bin" ContentType="{kind}"/>'
    listed = f'<?xml version="1.0" encoding="{encoding}"?><Types>{part}</Types>'
    return zip_file(
        {types: listed.encode(encoding), "word/document.xml": "x", "word/project.bin": "x"}
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("宏.docx", zip_file({"word/document.xml": "x", "word/vbaProject.bin": "x"})),
        ("宏.docm", zip_file({"word/document.xml": "x", "word/vbaProject.bin": "x"})),
        ("宏.xlsm", zip_file({"xl/workbook.xml": "x", "xl/vbaProject.bin": "x"})),
        ("宏.xlsx", zip_file({"xl/workbook.xml": "x", "xl/VBAPROJECT.BIN": "x"})),
        ("宏.xlsx", zip_file({"xl/workbook.xml": "x", "xl/macrosheets/sheet1.xml": "x"})),
        ("宏.doc", ole_file(["WordDocument", "Macros"])),
        ("宏.xls", ole_file(["Workbook", "_VBA_PROJECT_CUR"])),
        ("宏.xls", ole_workbook(sheet_record(0), sheet_record(1))),
        ("宏.xls", ole_workbook(sheet_record(6), name="Book")),
        ("宏.docx", typed("application/vnd.ms-word.document.macroEnabled.main+xml")),
        ("宏.docx", typed("application/vnd.ms-office.vbaProject")),
        ("宏.docx", typed("application/vnd.ms-office.vba&#80;roject")),
        ("宏.docx", typed("application/vnd.ms-office.vbaProject", encoding="utf-16")),
        ("宏.docx", typed("APPLICATION/VND.MS-OFFICE.VBAPROJECT", types="[CONTENT_TYPES].XML")),
        ("宏.docx", typed("application/vnd.ms-excel.macrosheet+xml")),
        ("宏.docx", typed("application/vnd.ms-excel.intlmacrosheet+xml")),
    ],
)
def test_macros_are_refused(name: str, content: bytes) -> None:
    assert refusal(name, content).startswith(MACROS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("密.docx", encrypted_zip({"word/document.xml": "x"})),
        ("密.docx", ole_file(["EncryptedPackage", "EncryptionInfo"])),
        ("密.doc", ole_file(["EncryptedPackage", "EncryptionInfo"])),
        ("密.xls", ole_workbook((0x002F, bytes(6)))),
    ],
)
def test_what_a_password_closes(name: str, content: bytes) -> None:
    assert refusal(name, content).startswith(LOCKED)


def test_workbooks_without_macros_are_taken() -> None:
    content = ole_workbook(sheet_record(0), sheet_record(2))
    assert document_check(name="表.xls", content=content).content == content
    plain = typed("application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml")
    assert document_check(name="表.docx", content=plain).content == plain


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("坏.doc", ole_file([f"a{number}" for number in range(3000)])),
        ("坏.xls", ole_workbook(*[(1, b"")] * 100_001)),
        ("坏.docx", zip_file({"[Content_Types].xml": "<Types", "word/document.xml": "x"})),
        (
            "坏.docx",
            zip_file(
                {
                    "[Content_Types].xml": '<!DOCTYPE x [<!ENTITY a "b">]><Types a="&a;"/>',
                    "word/document.xml": "x",
                }
            ),
        ),
        (
            "坏.docx",
            zip_file({"[Content_Types].xml": b" " * 4_300_000, "word/document.xml": "x"}),
        ),
    ],
    ids=["long chain", "many records", "cut types", "declared types", "endless types"],
)
def test_what_defeats_its_reader_is_damaged(name: str, content: bytes) -> None:
    assert refusal(name, content).startswith(DAMAGED)


@pytest.mark.parametrize("source", [DOCX, XLSX, OLE], ids=["docx", "xlsx", "ole"])
def test_damaged_containers_are_refused_or_taken_but_never_crash(source: bytes) -> None:
    """Every cut and many flipped bytes: a refusal with words, or a file that still reads."""
    dice = random.Random(20251122)
    cuts = [source[:size] for size in range(4, len(source), max(1, len(source) // 60))]
    flips = []
    for _ in range(400):
        changed = bytearray(source)
        for _ in range(dice.randint(1, 4)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        flips.append(bytes(changed))
    seen = {_fate(content) for content in cuts + flips}
    assert seen == {"taken", "refused"}


def _fate(content: bytes) -> str:
    """As the limited process meets it; any other exception is a failure."""
    try:
        kind_of(content, "docx")
    except Fault:
        return "refused"
    return "taken"


def test_the_files_made_here_are_what_they_claim() -> None:
    with olefile.OleFileIO(io.BytesIO(ole_file(["Macros"]))) as ole:
        assert ole.listdir(storages=True) == [["Macros"]]
    with olefile.OleFileIO(io.BytesIO(ole_workbook(sheet_record(1)))) as ole:
        assert ole.openstream("Workbook").read()[:2] == b"\x09\x08"
    with zipfile.ZipFile(io.BytesIO(encrypted_zip({"a": "x"}))) as archive:
        assert archive.infolist()[0].flag_bits & 1
    assert zlib.crc32(b"x") == zipfile.ZipFile(io.BytesIO(zip_file({"a": "x"}))).infolist()[0].CRC
