"""Bytes as text, whatever encoding they claim."""

from __future__ import annotations

import codecs

# Codecs of host names: their time grows with the square of the length, and no letter uses them.
_NOT_FOR_TEXT = frozenset({"idna", "punycode"})
# Chinese mail says GB 2312 and uses the letters of its successors.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}


def plain_words(content: bytes) -> str:
    """UTF-8 or GB 18030; what is neither keeps its readable letters."""
    text = decode_text(content)
    return content.decode("utf-8", "replace") if text is None else text


def words_in(content: bytes, charset: str) -> str:
    """The text in the encoding that a mail names, or in the one that it really uses."""
    try:
        name = codecs.lookup(charset).name
        if name in _NOT_FOR_TEXT:
            return plain_words(content)
        return content.decode(_WIDER.get(name, name))
    except (LookupError, ValueError):
        return plain_words(content)


def is_text(content: bytes) -> bool:
    text = decode_text(content)
    return text is not None and "\x00" not in text


def decode_text(content: bytes) -> str | None:
    """The text in UTF-8 (with or without a mark), GB 18030, or UTF-16 with its mark, as
    Excel's “Unicode text” has it; None where it is none of them."""
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
