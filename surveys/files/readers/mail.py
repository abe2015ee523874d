"""The words of an e-mail: its head, what is attached, and all text that its sender wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from typing import Any

from surveys.files.readers.html import page_words
from surveys.files.readers.mime import (
    MESSAGE,
    Part,
    attached,
    bytes_of,
    charset_of,
    header_text,
    inner_of,
    message_of,
    shallow,
    text_of,
)
from surveys.files.readers.words import MOST_CHARACTERS
from surveys.limited.fault import Fault

_SHOWN = ("From", "Date", "Subject")
_MOST_DEPTH = 8
_MARK = "----------"
# Of the Han characters of one text, as many in another make it the same text.
_SAME = 0.8
_PLACEHOLDER = re.compile(
    r"multi-?part message|mime format|html|浏览器|客户端|不支持|无法显示|view this e-?mail",
    re.IGNORECASE,
)
_MOST_PLACEHOLDER = 300


def mail_words(content: bytes) -> str:
    """From, date, subject and names of what is attached; then the text, then mails inside."""
    return _words(message_of(content), 0)[:MOST_CHARACTERS]


def mail_parts(content: bytes) -> list[dict[str, Any]]:
    """Name and kind of what is attached, in order."""
    return [{"name": part.name, "kind": part.kind} for part in attached(message_of(content))]


def mail_part(content: bytes, number: int) -> bytes:
    """The bytes of one of `mail_parts`."""
    found = attached(message_of(content))
    if not 0 <= number < len(found):
        raise Fault("no_such_part")
    return bytes_of(found[number].message)


def saved_page_words(content: bytes) -> str:
    """An .mht file: the page that it holds, and the pages of its frames."""
    pages = (part.message for part in shallow(message_of(content)) if not part.kind)
    texts = [_part_words(page) for page in pages if page.get_content_type() == "text/html"]
    return "\n\n".join(dict.fromkeys(text for text in texts if text))


def _words(message: Message, depth: int) -> str:
    parts = [*shallow(message)]
    headers = {name.lower(): str(value) for name, value in reversed([*message.raw_items()])}
    lines = [(name, header_text(headers.get(name.lower(), ""))) for name in _SHOWN]
    lines += [("Attachment", part.name) for part in parts if part.kind]
    head = "\n".join(f"{name}: {value}" for name, value in lines if value)
    texts = [head, *_bodies(message, parts)]
    for part in parts:
        if part.kind == MESSAGE and depth < _MOST_DEPTH:
            texts.append(f"{_MARK}\n{_words(inner_of(part.message), depth + 1)}")
    return "\n\n".join(texts)


def _bodies(message: Message, parts: list[Part]) -> Iterator[str]:
    """The texts in order; of one text in several forms the fuller."""
    forms = {id(part): number for number, part in _alternatives(message)}
    groups: dict[object, list[Message]] = {}
    for part in parts:
        if not part.kind:
            groups.setdefault(forms.get(id(part.message), id(part.message)), []).append(
                part.message
            )
    for group in groups.values():
        yield from _fullest([(one, _part_words(one)) for one in group])


def _alternatives(message: Message) -> Iterator[tuple[int, Message]]:
    """Every part below a choice of forms, with the number of its choice."""
    waiting: list[tuple[int, Message]] = [(0, message)]
    count = 0
    while waiting:
        number, part = waiting.pop()
        if part.get_content_type() == "multipart/alternative" and not number:
            count += 1
            number = -count
        if number:
            yield number, part
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += [(number, one) for one in part.get_payload() if isinstance(one, Message)]


def _part_words(part: Message) -> str:
    if part.get_content_type() == "text/html":
        return page_words(bytes_of(part), charset_of(part))
    return text_of(part)


def _fullest(forms: list[tuple[Message, str]]) -> Iterator[str]:
    """A form whose words stand in another is left out; so is one that only says that the
    other cannot be shown."""
    filled = [(part, text) for part, text in forms if text.strip()]
    plain = [text for part, text in filled if part.get_content_type() != "text/html"]
    pages = [text for part, text in filled if part.get_content_type() == "text/html"]
    kept = list(pages)
    for text in plain:
        longest = max(pages, key=len, default="")
        if not longest or not (_is_placeholder(text, longest) or _within(text, longest)):
            kept = [page for page in kept if not _within(page, text)]
            kept.insert(0, text)
    yield from kept


def _is_placeholder(text: str, page: str) -> bool:
    short = len(text.strip()) < min(_MOST_PLACEHOLDER, len(page))
    return short and _PLACEHOLDER.search(text) is not None


def _within(text: str, other: str) -> bool:
    small, large = _letters(text), _letters(other)
    if small in large:
        return True
    pairs, others = _pairs(small), _pairs(large)
    return len(small) <= len(large) and len(pairs & others) > _SAME * len(pairs)


def _pairs(text: str) -> set[str]:
    return {text[place : place + 2] for place in range(len(text) - 1)}


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
