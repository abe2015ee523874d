"""What a page is told of a document: its sentences, its marks by question, where words stand."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.evidence.services import file_store
from surveys.files.document import Document
from surveys.models import Edition, Evidence, Question
from tests.builders import Cast, make_city, make_evidence, make_question
from tests.surveys.files.samples import pdf_file
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
FILLER = "本函其余内容与所问无关，仅作说明之用。" * 12
LETTER = f"答复：\n{FILLER}\n我市尚未成立生态产品价值实现领导小组。\n核算𠮷规范参照省标准。"


def _letter(edition: Edition, name: str, content: bytes, media_type: str) -> Evidence:
    stored = file_store(document=Document(name=name, content=content, media_type=media_type))
    return make_evidence(edition, make_city(), name=name, file=stored)


def _text(edition: Edition, words: str) -> Evidence:
    return _letter(edition, "函.txt", words.encode(), "text/plain")


def _told(cast: Cast, row: Evidence, **asked: str) -> dict[str, Any]:
    answer = browser(cast.coder).get(f"/evidence/{row.pk}/passages/", asked)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    told: dict[str, Any] = answer.json()
    return told


def _cut(words: str, start: int, end: int) -> str:
    """As a browser cuts it, which counts in units of UTF-16."""
    return words.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_sentences_and_marks_are_places_of_the_shown_text(cast: Cast, edition: Edition) -> None:
    told = _told(cast, _text(edition, LETTER))
    sentences = [_cut(LETTER, *span) for span in told["sentences"]]
    assert sentences[0] == "答复："
    assert sentences[-1] == "核算𠮷规范参照省标准。"
    marks = told["marks"]["leading_group"]
    assert (
        _cut(LETTER, marks[0]["start"], marks[0]["end"]) == "我市尚未成立生态产品价值实现领导小组。"
    )
    assert "尚未" in marks[0]["words"]
    assert "national_park" not in told["marks"], "nothing speaks of it"


def test_words_are_found_with_their_places(cast: Cast, edition: Edition) -> None:
    row = _text(edition, LETTER)
    told = _told(cast, row, find="领导 小组")
    assert [_cut(LETTER, *span) for span in told["found"]] == ["领导小组"]
    assert not told["more"]
    assert _told(cast, row, find="")["found"] == []
    assert _told(cast, row, find="无此文字")["found"] == []


def test_pages_are_told_in_the_readers_language(cast: Cast, edition: Edition) -> None:
    row = _letter(edition, "函.pdf", pdf_file("首页。", "次页。"), "application/pdf")
    told = _told(cast, row)
    assert len(told["pages"]) == 2
    assert all(start < end for start, end in told["pages"])


def test_a_question_added_in_mid_round_is_known_by_its_name(cast: Cast, edition: Edition) -> None:
    row = _text(edition, f"{FILLER}我市已发布生态产品目录清单。")
    assert "product_list" not in _told(cast, row)["marks"]
    make_question(
        "product_list",
        kind=Question.Kind.BINARY,
        name_zh="是否发布生态产品目录清单",
        name_en="List",
    )
    assert len(_told(cast, row)["marks"]["product_list"]) == 1


def test_a_document_without_words_tells_nothing(cast: Cast, edition: Edition) -> None:
    row = _letter(edition, "图.png", b"\x89PNG\r\n\x1a\n", "image/png")
    assert _told(cast, row) == {}
    assert _told(cast, row, find="甲") == {}
