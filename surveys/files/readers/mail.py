"""The words of an e-mail: its head, and the text that its sender wrote.

Headers are decoded here and not by the newer interface of Python's package: that one raises
IndexError, AttributeError and more for addresses that are cut off or made up.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32

from surveys.files.readers.html import html_words
from surveys.files.readers.plain import plain_words, words_in

# The text of a mail comes before its attachments; what is behind this is not looked at.
MOST_SOURCE = 2_000_000
MOST_LINES = 100_000
# Python compares every line with the boundaries of all parts around it.
MOST_BOUNDARIES = 40
MOST_HEADER = 2_000
_SHOWN = ("From", "Date", "Subject")
_FOLD = re.compile(r"\r?\n[ \t]+")


class TooManyParts(ValueError):
    """No mail program nests like this; reading it would take minutes."""


class _ShortHeaders(Compat32):
    """Cuts headers before anything looks into them: their parser is quadratic too."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MOST_HEADER]


def mail_words(content: bytes) -> str:
    """From, date and subject, then the plain text, or else the words of the HTML."""
    message = _message(content[:MOST_SOURCE])
    headers = {name.lower(): str(value) for name, value in reversed([*message.raw_items()])}
    shown = {name: _header(headers.get(name.lower(), "")) for name in _SHOWN}
    head = "\n".join(f"{name}: {value}" for name, value in shown.items() if value)
    # The first of each kind; a part without headers counts as false.
    bodies = {part.get_content_subtype(): part for part in reversed([*_texts(message)])}
    if "plain" in bodies:
        return f"{head}\n\n{_body(bodies['plain'])}"
    return f"{head}\n\n{html_words(_body(bodies['html']))}" if bodies else head


def _message(content: bytes) -> Message:
    lines = content.count(b"\n") + content.count(b"\r")
    if lines > MOST_LINES or content.lower().count(b"boundary") > MOST_BOUNDARIES:
        raise TooManyParts(f"{lines} lines")
    return email.message_from_bytes(content, policy=_ShortHeaders())


def _texts(message: Message) -> Iterator[Message]:
    """Plain text and HTML in order, without attachments and without forwarded mails."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_disposition() == "attachment":
            continue
        if part.get_content_maintype() == "multipart":
            inner = part.get_payload()
            waiting += reversed([p for p in inner if isinstance(p, Message)])
        elif part.get_content_type() in ("text/plain", "text/html"):
            yield part


def _body(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    return words_in(payload, part.get_content_charset() or "utf-8")


def _header(raw: str) -> str:
    """Encoded words as text; raw letters, which old programs send, in their encoding."""
    text = plain_words(raw.encode("utf-8", "surrogateescape"))
    text = _FOLD.sub(" ", text).strip()
    try:
        found = decode_header(text)
    except HeaderParseError:
        return text
    return "".join(
        part if isinstance(part, str) else words_in(part, charset or "raw-unicode-escape")
        for part, charset in found
    )
