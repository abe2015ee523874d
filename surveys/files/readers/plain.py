"""Bytes as text, whatever encoding they claim."""

from __future__ import annotations

import codecs

from surveys.files.readers.words import MOST_CHARACTERS

# Codecs of host names: their time grows with the square of the length, and no letter uses them.
_NOT_FOR_TEXT = frozenset({"idna", "punycode"})
# Chinese mail says GB 2312 and uses the letters of its successors.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "hz": "hz", "ascii": "utf-8"}
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_STRANGE = "\ufffd"
# Of the letters beyond ASCII: more that fit an encoding badly, and it is another one.
_MOST_STRANGE = 0.02
# So many letters for each byte that is none.
_SURE = 2


def plain_words(content: bytes) -> str:
    """UTF-8 or GB 18030; what is neither keeps its readable letters."""
    return words_in(content, "")


def text_words(content: bytes) -> str:
    """As much of a text as a page shows."""
    return plain_words(content)[:MOST_CHARACTERS]


def words_in(content: bytes, charset: str) -> str:
    """The text in the encoding that its sender names, or in the one that it really uses.

    A byte that fits nowhere is shown as the sign for that, and the text around it stays.
    """
    named = None if content.startswith(_WIDE) else _codec(charset)
    if named is None or not (content.isascii() or _is_utf(content)):
        return _guessed(content, named)
    # What fits UTF-8 is UTF-8, whatever is said of it; codes that switch look like ASCII.
    return _decoded(content, named if content.isascii() else "utf-8") or _guessed(content, None)


def _decoded(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name).removeprefix("\ufeff")
    except ValueError:
        return None


def _is_utf(content: bytes) -> bool:
    return _decoded(content, "utf-8") is not None


def _guessed(content: bytes, named: str | None) -> str:
    if not _is_utf(content) and _is_mostly_utf(content):
        return _line_by_line(content)
    if named is not None and (text := _decoded(content, named)) is not None:
        return text
    text = decode_text(content)
    return text if text is not None else _nearest(content, named)


def _codec(charset: str) -> str | None:
    try:
        name = codecs.lookup(charset).name
        # Codecs that make no text of bytes, such as rot13, raise LookupError.
        b"ab".decode(name, "replace")
    except (LookupError, ValueError):
        return None
    return None if name in _NOT_FOR_TEXT else _WIDER.get(name, name)


def _is_mostly_utf(content: bytes) -> bool:
    """UTF-8 is hardly met by chance, while GB 18030 fits almost anything."""
    text = content.decode("utf-8", "replace")
    strange = text.count(_STRANGE)
    return sum(char > "\x7f" for char in text) - strange > _SURE * strange


def _line_by_line(content: bytes) -> str:
    """Of a text that was put together from several, each line as it was written."""
    return "\n".join(
        text if (text := decode_text(line)) is not None else line.decode("utf-8", "replace")
        for line in content.split(b"\n")
    )


def _nearest(content: bytes, named: str | None) -> str:
    """Among the likely encodings the one that leaves the fewest letters unread."""
    names = ("gb18030", "utf-8", named)
    return min((content.decode(name, "replace") for name in names if name), key=strangeness)


def strangeness(text: str) -> float:
    """The share of letters beyond ASCII that fit no encoding."""
    strange = text.count(_STRANGE)
    foreign = sum(char > "\x7f" for char in text)
    # A single odd byte in a text of few letters is still one odd byte.
    return strange / max(foreign, 50) if strange else 0.0


def is_text(content: bytes) -> bool:
    text = decode_text(content)
    return text is not None and "\x00" not in text


def nearly_text(content: bytes) -> bool:
    """Some bytes fit no encoding, as mail programs and old systems leave them."""
    if is_text(content):
        return True
    text = _guessed(content, None)
    return "\x00" not in text and strangeness(text) <= _MOST_STRANGE


def decode_text(content: bytes) -> str | None:
    """The text in UTF-8 (with or without a mark), GB 18030, or UTF-16 with its mark, as
    Excel's “Unicode text” has it; None where it is none of them."""
    for encoding in ("utf-16",) if content.startswith(_WIDE) else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
