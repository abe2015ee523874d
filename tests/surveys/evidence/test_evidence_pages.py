from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from surveys.evidence.services import file_store
from surveys.evidence.store import path_of
from surveys.files.document import DOCX, PDF, Document, Kind
from surveys.files.quotation import MOST_QUOTATION, MOST_QUOTATIONS
from surveys.models import Edition, Evidence
from tests.builders import Cast, make_city, make_evidence, make_file
from tests.surveys.files.samples import pdf_file, zip_file
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
HTML = b"<html><body><script>alert(1)</script><p>words</p></body></html>"


def stored(
    edition: Edition, name: str, content: bytes, media_type: str, **fields: object
) -> Evidence:
    file = file_store(document=Document(name=name, content=content, media_type=media_type))
    return make_evidence(edition, make_city(), file=file, name=name, **fields)


@pytest.mark.parametrize(
    ("name", "content", "media_type", "served"),
    [
        ("复函 “一”.txt", b"words", "text/plain", "text/plain"),
        ("网页.html", HTML, "text/html", "application/octet-stream"),
        ("扫描.pdf", b"%PDF-1.4", "application/pdf", "application/pdf"),
    ],
)
def test_a_download_is_never_shown_by_the_browser(
    cast: Cast, edition: Edition, name: str, content: bytes, media_type: str, served: str
) -> None:
    row = stored(edition, name, content, media_type)
    answer: Any = browser(cast.coder).get(f"/evidence/{row.pk}/")
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"].split(";")[0] == served
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_name_cannot_break_the_header(cast: Cast, edition: Edition) -> None:
    row = stored(edition, 'a".txt; filename=b.html', b"words", "text/plain")
    header = browser(cast.coder).get(f"/evidence/{row.pk}/")["Content-Disposition"]
    assert header == 'attachment; filename="a\\".txt; filename=b.html"'


def test_text_is_escaped_and_marked(cast: Cast, edition: Edition) -> None:
    row = stored(edition, "a.txt", "前 <b>文</b> 引 文 后".encode(), "text/plain")
    page = browser(cast.coder).get(f"/evidence/{row.pk}/text/", {"q": "引文"}).content.decode()
    assert "&lt;b&gt;文&lt;/b&gt; <mark>引 文</mark> 后" in page


@pytest.mark.parametrize("count", [MOST_QUOTATIONS, MOST_QUOTATIONS + 1])
def test_an_address_brings_so_many_quotations_and_no_more(
    cast: Cast, edition: Edition, count: int
) -> None:
    row = stored(edition, "a.txt", "引文".encode(), "text/plain")
    query = {"q": [*["无"] * (count - 1), "引文"]}
    page = browser(cast.coder).get(f"/evidence/{row.pk}/text/", query).content.decode()
    assert ("<mark>引文</mark>" in page) == (count == MOST_QUOTATIONS)


@pytest.mark.parametrize("length", [MOST_QUOTATION, MOST_QUOTATION + 1])
def test_an_endless_quotation_is_not_looked_for(cast: Cast, edition: Edition, length: int) -> None:
    row = stored(edition, "a.txt", b"a" * 5000, "text/plain")
    query = {"q": "a" * length}
    page = browser(cast.coder).get(f"/evidence/{row.pk}/text/", query).content.decode()
    assert ("<mark>" in page) == (length == MOST_QUOTATION)


@pytest.mark.parametrize(
    "mail",
    [
        b"Content-Type: text/plain; charset=bogus\n\nwords",
        b"From: a@[\n\nwords",
        b'From: "\n\nwords',
        "Subject: =?utf-8?q?=ff?= ‹\n\nwords".encode(),
    ],
)
def test_a_broken_mail_is_read_as_far_as_it_goes(cast: Cast, edition: Edition, mail: bytes) -> None:
    row = stored(edition, "a.eml", mail, "message/rfc822")
    page = browser(cast.coder).get(f"/evidence/{row.pk}/text/").content.decode()
    assert "words</pre>" in page


def test_what_no_reader_takes_is_offered_for_download(cast: Cast, edition: Edition) -> None:
    row = stored(edition, "a.eml", b"Content-Type: message/rfc822\n\n" * 5000, "message/rfc822")
    page = browser(cast.coder).get(f"/evidence/{row.pk}/text/").content.decode()
    assert "download it" in page


def test_html_is_read_as_words(cast: Cast, edition: Edition) -> None:
    row = stored(edition, "a.html", HTML, "text/html")
    page = browser(cast.coder).get(f"/evidence/{row.pk}/text/").content.decode()
    assert "words" in page
    assert "alert" not in page


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.docx", zip_file({"word/document.xml": "<d><p><t>引 文</t></p></d>"}), DOCX),
        ("a.pdf", pdf_file("首页", "引 文"), PDF),
    ],
)
def test_office_files_are_read_as_words(
    cast: Cast, edition: Edition, name: str, content: bytes, kind: Kind
) -> None:
    row = stored(edition, name, content, kind.media_type)
    page = browser(cast.coder).get(f"/evidence/{row.pk}/text/", {"q": "引文"}).content.decode()
    assert "<mark>引 文</mark>" in page
    assert ("[Page 2]" in page) == (kind is PDF)


def test_what_is_no_text_says_so(cast: Cast, edition: Edition) -> None:
    row = stored(edition, "a.pdf", b"%PDF-1.4", "application/pdf")
    page = browser(cast.coder).get(f"/evidence/{row.pk}/text/").content.decode()
    assert "cannot be read here" in page


def test_a_document_with_personal_data_is_its_keepers(cast: Cast, edition: Edition) -> None:
    facts = {"personal": True, "added_by": cast.coder}
    row = make_evidence(edition, make_city(), file=make_file(), **facts)
    for page in (f"/evidence/{row.pk}/", f"/evidence/{row.pk}/text/"):
        found = {
            name: browser(getattr(cast, name)).get(page).status_code
            for name in ("coder", "second_coder", "reviewer", "outsider")
        }
        assert found == {"coder": 200, "second_coder": 404, "reviewer": 200, "outsider": 403}


def test_a_lost_file_is_a_clear_404(cast: Cast, edition: Edition) -> None:
    row = make_evidence(edition, make_city())
    row.file.sha256 = "0" * 64
    row.file.save()
    assert browser(cast.coder).get(f"/evidence/{row.pk}/").status_code == 404
    page = browser(cast.coder).get(f"/evidence/{row.pk}/text/").content.decode()
    assert "missing or damaged" in page


def test_a_changed_original_is_not_sent(
    cast: Cast, edition: Edition, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even one of the same size, which only the hash gives away."""
    row = stored(edition, "a.txt", b"words", "text/plain")
    path = path_of(row.file.sha256)
    path.chmod(0o600)
    path.write_bytes(b"lies!")
    answer = browser(cast.coder).get(f"/evidence/{row.pk}/")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "no longer matches its fingerprint" in page
    assert row.file.sha256 in page
    assert "lies!" not in page
    assert f"evidence {row.pk} was changed in the store" in caplog.text
