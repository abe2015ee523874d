from __future__ import annotations

import pytest

from surveys.files.document import EML, HTML, TEXT
from surveys.files.reading import words_of
from surveys.storable import is_storable, storable


@pytest.mark.parametrize("text", ["", "复函", "a\tb\n", "😀", "\ufffd", "\x01"])
def test_text_passes(text: str) -> None:
    assert is_storable(text)
    assert storable(text) == text


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "\udfff\ud800", "x\udcff"])
def test_what_no_database_or_answer_can_carry(text: str) -> None:
    assert not is_storable(text)
    storable(text).encode("utf-8")
    assert is_storable(storable(text))


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        (EML.media_type, b"Content-Type: text/plain; charset=utf-7\n\n+2AA- letter"),
        (EML.media_type, b"Content-Type: text/plain; charset=unicode_escape\n\n\\ud800 letter"),
        (EML.media_type, b"Subject: =?utf-7?q?+2AA-_letter?=\n\nbody"),
        (HTML.media_type, b"<p>&#xD800; letter</p>"),
        (TEXT.media_type, b"\xed\xa0\x80 letter"),
    ],
)
def test_a_document_is_shown_whatever_its_encoding_makes_of_it(
    media_type: str, content: bytes
) -> None:
    words = words_of(media_type, content)
    assert words is not None
    assert "letter" in words
    words.encode("utf-8")
