"""A long document: shown a stretch at a time, read once, and found wherever its words stand."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from surveys.evidence import words
from surveys.evidence.citations import State, reading_of_document
from surveys.evidence.services import file_store
from surveys.evidence.store import path_of
from surveys.evidence.words import evidence_reading
from surveys.files.document import PDF, TEXT, Document
from surveys.files.stretch import STRETCH, stretches_of
from surveys.models import Edition, Evidence
from tests.builders import Cast, make_city, make_evidence
from tests.surveys.files.samples import pdf_file
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
LINE = "我市人民政府高度重视生态产品价值实现机制建设，第{}项工作正在推进。\n"


def _stored(edition: Edition, content: bytes, media_type: str = TEXT.media_type) -> Evidence:
    document = Document(name="汇编", content=content, media_type=media_type)
    return make_evidence(edition, make_city(), file=file_store(document=document))


def _next(page: str, way: str) -> str | None:
    found = re.search(rf'hx-get="([^"]+way={way})"', page)
    return unescape(found[1]) if found else None


def _walked(client: Client, address: str, way: str) -> list[str]:
    parts: list[str] = []
    at: str | None = address
    while at is not None:
        page = client.get(at).content.decode()
        parts.append(re.sub(r"(?s)<button.*?</button>\n?", "", page))
        at = _next(page, way)
    return parts


@pytest.mark.parametrize(
    ("text", "least"),
    [("", 1), ("短", 1), ("甲" * (STRETCH * 5), 4), (LINE * 9_000, 15), ("\f" + "页" * 9_999, 1)],
)
def test_stretches_are_the_whole_text(text: str, least: int) -> None:
    found = stretches_of(text)
    assert "".join(text[begin:end] for begin, end in found) == text
    assert len(found) >= least
    assert all(end - begin <= STRETCH * 1.25 for begin, end in found)


def test_it_is_cut_where_a_line_or_a_page_ends() -> None:
    lined = LINE * 2_000
    assert all(lined[:begin].endswith("\n") for begin, _end in stretches_of(lined)[1:])
    paged = "\f" + "\f".join("页" * 700 for _ in range(100))
    assert all(paged[begin] == "\f" for begin, _end in stretches_of(paged))


def test_the_stretches_that_are_fetched_make_the_whole(cast: Cast, edition: Edition) -> None:
    text = "".join(LINE.format(number) for number in range(2_500))
    row = _stored(edition, text.encode())
    client = browser(cast.coder)
    parts = _walked(client, f"/evidence/{row.pk}/text/", "after")
    first = parts[0].partition("\n>")[2].partition("</pre>")[0]
    assert len(parts) > 3
    assert unescape(first + "".join(parts[1:])) == text


def test_a_mark_at_the_end_is_shown_at_once_and_what_is_before_it_comes(
    cast: Cast, edition: Edition
) -> None:
    pages = [f"第{number}页的内容。" + "字" * 600 for number in range(1, 101)]
    row = _stored(edition, pdf_file(*pages), PDF.media_type)
    client = browser(cast.coder)
    page = client.get(f"/evidence/{row.pk}/text/", {"q": "第97页的内容"}).content.decode()
    assert "<mark>第97页的内容</mark>" in page
    assert 'data-page-line="97"' in page, "its pages are numbered as in the whole"
    assert 'data-page-line="1"' not in page
    before = _next(page, "before")
    assert before is not None
    earlier = _walked(client, before, "before")
    assert 'data-page-line="1"' in earlier[-1]
    assert _next(client.get(before).content.decode(), "after") is None, "that is there already"


def test_it_is_read_once_and_only_while_the_file_is_there(
    edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = _stored(edition, pdf_file(*["甲" * 500] * 400), PDF.media_type)
    first = evidence_reading(row)
    assert first.text.count("\f") == 400

    def never(*_given: object) -> object:
        raise AssertionError("read twice")

    monkeypatch.setattr(words, "document_reading", never)
    assert evidence_reading(row) == first
    path = path_of(row.file.sha256)
    path.chmod(0o600)
    path.write_bytes(b"other")
    with pytest.raises(ValueError, match="does not match"):
        evidence_reading(row)
    path.unlink()
    with pytest.raises(OSError):
        evidence_reading(row)


def test_words_behind_the_first_stretches_are_found(edition: Edition) -> None:
    text = LINE * 150_000 + "最后一句只说一次。"
    row = _stored(edition, text[-5_000_000:].encode())
    check = reading_of_document(row).check("最后一句只说一次", None)
    assert (check.state, check.times) == (State.FOUND, 1)
