"""The parts of a mail or of a saved page, with their names and bytes.

Headers are decoded here and not by the newer interface of Python's package: that one raises
IndexError, AttributeError and more for addresses that are cut off or made up.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from typing import Any

from surveys.files.readers.plain import plain_words, words_in
from surveys.limited.fault import Fault

# 25 MB of attachments are 350,000 lines.
MOST_LINES = 600_000
# Python compares every line with the boundaries of all parts around it.
MOST_BOUNDARIES = 200
MOST_PARTS = 200
MOST_HEADER = 2_000
_MOST_DEPTH = 8
_FOLD = re.compile(r"\r?\n[ \t]+")
_BOM = b"\xef\xbb\xbf"
ATTACHMENT, MESSAGE = "attachment", "message"
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "application/ms-tnef": ".dat",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/calendar": ".ics",
}


class TooManyParts(ValueError):
    """No mail program nests like this; reading it would take minutes."""


class _ShortHeaders(Compat32):
    """Cuts headers before anything looks into them: their parser is quadratic too."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MOST_HEADER]

    def header_fetch_parse(self, name: str, value: str) -> str:
        """As it came: raw letters are decoded here, and elsewhere only replaced."""
        return value


@dataclass(frozen=True)
class Part:
    """`kind` is attachment or message, or "" for what is shown as the mail's own text."""

    message: Message
    kind: str
    name: str = ""


def message_of(content: bytes) -> Message:
    content = content.removeprefix(_BOM).lstrip(b"\r\n")
    lines = content.count(b"\n") + content.count(b"\r")
    if lines > MOST_LINES or content.lower().count(b"boundary") > MOST_BOUNDARIES:
        raise TooManyParts(f"{lines} lines")
    return email.message_from_bytes(content, policy=_ShortHeaders())


def attached(message: Message) -> list[Part]:
    """Attachments and forwarded mails in order, also those of forwarded mails."""
    found: list[Part] = []
    _collect(message, found, 0)
    return found


def _collect(message: Message, found: list[Part], depth: int) -> None:
    for part in shallow(message):
        if len(found) >= MOST_PARTS:
            return
        if part.kind:
            found.append(part)
        if part.kind == MESSAGE and depth < _MOST_DEPTH:
            _collect(inner_of(part.message), found, depth + 1)


def shallow(message: Message) -> Iterator[Part]:
    """The parts of this mail alone: its texts, what is attached, and mails inside, closed."""
    waiting, number = [message], 0
    while waiting:
        part = waiting.pop()
        kind = part.get_content_type()
        if kind == "message/rfc822":
            number += 1
            yield Part(part, MESSAGE, _message_name(part, number))
        elif part.get_content_maintype() == "multipart":
            inner = part.get_payload() if part.is_multipart() else ()
            waiting += reversed([p for p in inner if isinstance(p, Message)])
        elif _is_text(part, kind):
            yield Part(part, "")
        else:
            number += 1
            yield Part(part, ATTACHMENT, name_of(part) or f"{number}{_EXTENSIONS.get(kind, '')}")


def _is_text(part: Message, kind: str) -> bool:
    """Some programs attach files inline: those have names."""
    shown = kind in ("text/plain", "text/html", "message/delivery-status")
    return shown and part.get_content_disposition() != "attachment" and not name_of(part)


def inner_of(part: Message) -> Message:
    inner: Any = part.get_payload() if part.is_multipart() else ()
    if not inner or not isinstance(inner[0], Message):
        return message_of(bytes_of(part))
    if len(inner[0]) or not part.get("content-transfer-encoding"):
        return inner[0]
    # Programs that must not encode a mail inside a mail do it all the same.
    packed = Message()
    packed["Content-Transfer-Encoding"] = str(part["content-transfer-encoding"])
    packed.set_payload(inner[0].get_payload())
    return message_of(bytes_of(packed))


def bytes_of(part: Message) -> bytes:
    """The content as its sender had it before it was packed for the mail."""
    if part.get_content_type() == "message/rfc822" and part.get("content-transfer-encoding"):
        return inner_of(part).as_bytes()
    if part.is_multipart():
        inner = next(iter(part.get_payload()), None)
        try:
            return inner.as_bytes() if isinstance(inner, Message) else b""
        except (ValueError, LookupError, TypeError) as error:
            raise Fault("damaged") from error
    unpacked = part.get_payload(decode=True)
    return unpacked if isinstance(unpacked, bytes) else b""


def text_of(part: Message) -> str:
    return words_in(bytes_of(part), charset_of(part))


def charset_of(part: Message) -> str:
    return str(part.get_content_charset() or "")


def name_of(part: Message) -> str:
    """As it was given, in one of the four ways of writing it."""
    for header, key in (("content-disposition", "filename"), ("content-type", "name")):
        value = part.get_param(key, header=header)
        if isinstance(value, tuple):
            charset, _language, text = value
            raw = text.encode("raw-unicode-escape", "replace")
            return _clean(words_in(raw, charset or ""))
        if value:
            return _clean(header_text(str(value)))
    return ""


def _clean(name: str) -> str:
    return "".join(char for char in name if char.isprintable())[:200]


def _message_name(part: Message, number: int) -> str:
    subject = header_text(str(inner_of(part).get("subject", ""))).replace("/", "_")
    return name_of(part) or f"{_clean(subject)[:80] or number}.eml"


def header_text(raw: str) -> str:
    """Encoded words as text; raw letters, which old programs send, in their encoding."""
    text = plain_words(raw.encode("utf-8", "surrogateescape"))
    text = _FOLD.sub(" ", text).strip()
    try:
        found = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(
        part if isinstance(part, str) else words_in(part, charset or "raw-unicode-escape")
        for part, charset in found
    )
