"""Genuine originals that are a little odd are taken, and others refused with the true reason."""

from __future__ import annotations

import pytest

from surveys.errors import Refused
from surveys.files.document import document_check
from surveys.files.reading import document_reading
from tests.surveys.files.samples import HEIC, encrypted_pdf, pdf_file, zip_file

pytestmark = pytest.mark.usefixtures("english")

WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 \x18\x00\x00\x000\x01\x00\x9d\x01\x2a" + bytes(20)
MAIL = "From: 办 <a@example.cn>\nSubject: x\n\n我市已建立领导小组。".encode("gb18030")
PAGE = "<html><head><meta charset=gb2312></head><body><p>我市已建立领导小组。</p></body></html>"
SAVED = (
    b"From: <Saved by Blink>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
    b"--b\nContent-Type: text/html; charset=gb2312\n\n" + PAGE.encode("gb18030") + b"\n--b--\n"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"

TYPES = (
    '<Types><Override PartName="/main.xml" ContentType="application/vnd.openxmlformats'
    '-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def word(part: str, kinds: str = OFFICE, types: str = "<Types/>") -> bytes:
    """A Word file whose main part has a name of its own."""
    link = f'<R><Relationship Id="a" Type="{kinds}/officeDocument" Target="/{part}"/></R>'
    body = (
        '<w:document xmlns:w="w"><w:p><w:r><w:t>我市已建立领导小组。</w:t></w:r></w:p></w:document>'
    )
    return zip_file({"[Content_Types].xml": types, "_rels/.rels": link, part: body})


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("函.eml", MAIL + b"\xff", "message/rfc822"),
        ("函.eml", MAIL + "，好".encode(), "message/rfc822"),
        ("函.eml", b"\n\n" + MAIL, "message/rfc822"),
        ("页.html", PAGE.encode("gb18030") + b"\xff\xff", "text/html"),
        ("页.html", PAGE.encode() + "我市".encode("gb18030"), "text/html"),
        ("页.htm", "<div>我市已建立领导小组。</div>".encode(), "text/html"),
        ("页.mht", SAVED + b"\xff", "text/html"),
        ("函.txt", "我市已建立领导小组。".encode("gb18030") * 9 + b"\xff", "text/plain"),
        ("函.pdf", b"\r\n\r\n" + pdf_file("我市已建立领导小组。"), "application/pdf"),
        ("函.pdf", b"x" * 1024 + pdf_file("我市已建立领导小组。"), "application/pdf"),
        ("函.docx", word("word/document2.xml"), "application/vnd.openxmlformats"),
        ("函.docx", word("word/document.xml", STRICT), "application/vnd.openxmlformats"),
        ("函.docx", word("main.xml", types=TYPES), "application/vnd.openxmlformats"),
        ("函.docx", word("Word\\Document.xml"), "application/vnd.openxmlformats"),
    ],
)
def test_a_genuine_original_is_taken_and_read(name: str, content: bytes, media_type: str) -> None:
    document = document_check(name=name, content=content)
    assert document.media_type.startswith(media_type)
    assert document.content == content, "the original is not changed"
    assert "我市已建立领导小组。" in document_reading(document.media_type, content).text


def test_pictures_of_telephones_and_of_the_web_are_taken() -> None:
    assert document_check(name="照.heic", content=HEIC).media_type == "image/heic"
    assert document_check(name="照.HEIF", content=HEIC).media_type == "image/heic"
    assert document_check(name="图.webp", content=WEBP).media_type == "image/webp"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("函.pdf", encrypted_pdf(), "is protected by a password"),
        ("照.heic", HEIC[:-20], "is damaged"),
        ("照.jpg", HEIC, "the content is image/heic. Let the name end in .heic / .heif."),
        ("函.pdf", b"x" * 1025 + pdf_file("甲"), "the content is text/plain"),
        ("函.txt", b"\xff" * 400, "is not text in UTF-8"),
        ("函.eml", b"\x00\x01" * 400, "is not text in UTF-8"),
        ("函.eml", b"<html>" + PAGE.encode(), "the content is text/html"),
        ("函.docx", word("ppt/presentation.xml"), "the content is no docx file"),
    ],
)
def test_what_is_refused_is_refused_with_its_reason(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        document_check(name=name, content=content)


@pytest.mark.parametrize(
    ("media_type", "content", "reason"),
    [
        ("application/pdf", pdf_file(""), "It holds no text"),
        ("application/pdf", b"%PDF-1.4\n%%EOF", "cannot be read here"),
        ("image/png", b"x", "cannot be read here"),
    ],
)
def test_without_text_the_reason_is_told(media_type: str, content: bytes, reason: str) -> None:
    reading = document_reading(media_type, content)
    assert (reading.text, reading.parts) == ("", ())
    assert reason in reading.reason
