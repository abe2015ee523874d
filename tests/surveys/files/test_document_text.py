"""Names and encodings of uploads."""

from __future__ import annotations

import pytest

from surveys.files.document import MAX_NAME, decode_text, safe_name
from surveys.files.readers.plain import _is_mostly_utf

LETTER = "我市已成立专项领导小组。"


def test_names_are_made_safe() -> None:
    assert safe_name("..\\..\\etc\\passwd.txt") == "passwd.txt"
    assert safe_name("/tmp/复函\x00\n.pdf") == "复函.pdf"
    assert {safe_name(name) for name in ("", "\x01\x02", "..", "a/..")} == {"document"}
    assert safe_name(".htaccess.txt") == "htaccess.txt"
    long = safe_name("长" * 300 + ".pdf")
    assert len(long) == MAX_NAME
    assert long.endswith("长.pdf")
    assert len(safe_name("a." + "b" * 300)) <= MAX_NAME


def test_text_in_the_encodings_that_people_use() -> None:
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert decode_text(LETTER.encode(encoding)) == LETTER
    assert decode_text(b"\xff\xff") is None


@pytest.mark.parametrize(("letters", "mostly"), [(1, False), (4, False), (5, True), (50, True)])
def test_a_text_is_utf_8_where_two_letters_stand_for_each_odd_byte(
    letters: int, mostly: bool
) -> None:
    assert _is_mostly_utf("字".encode() * letters + b"\xff a \xff") is mostly
