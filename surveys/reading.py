"""The words of a stored document, and where a quotation stands in them."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage
from html.parser import HTMLParser

from surveys.intake.document import CSV, EML, HTML, TEXT, decode_text
from surveys.intake.store import store_read
from surveys.models import Evidence

READABLE = frozenset(kind.media_type for kind in (TEXT, CSV, EML, HTML))
MOST_CHARACTERS = 200_000
_UNSEEN = frozenset({"script", "style", "head", "template"})
_BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "table", "section"})


@dataclass(frozen=True)
class Piece:
    """A stretch of text, marked where it is a quotation."""

    text: str
    marked: bool = False


def is_readable(evidence: Evidence) -> bool:
    return evidence.file.media_type in READABLE


def evidence_words(evidence: Evidence) -> str | None:
    """The text of a text document; None for PDF, images and office files.

    Raises OSError where the file is gone and ValueError where its hash does not match.
    """
    if not is_readable(evidence):
        return None
    return words_of(evidence.file.media_type, store_read(evidence.file.sha256))


def words_of(media_type: str, content: bytes) -> str:
    """Plain text of text, CSV, e-mail or HTML, cut at 200,000 characters."""
    if media_type == EML.media_type:
        text = _mail_words(content)
    else:
        text = decode_text(content) or ""
        if media_type == HTML.media_type:
            text = _html_words(text)
    return text.replace("\r\n", "\n")[:MOST_CHARACTERS]


def pieces_of(text: str, quotations: Iterable[str]) -> list[Piece]:
    """The text cut at every place where a quotation stands; blanks may differ."""
    spans = sorted(
        match.span() for quotation in quotations for match in _pattern(quotation).finditer(text)
    )
    pieces: list[Piece] = []
    position = 0
    for start, end in spans:
        if end <= position:
            continue
        begin = max(start, position)
        pieces += [Piece(text[position:begin]), Piece(text[begin:end], marked=True)]
        position = end
    return [piece for piece in [*pieces, Piece(text[position:])] if piece.text]


def _pattern(quotation: str) -> re.Pattern[str]:
    """Letters outside blanks, in order, with any blanks between; nothing matches no letters."""
    letters = [re.escape(char) for char in quotation if not char.isspace()]
    return re.compile(r"\s*".join(letters)) if letters else re.compile(r"(?!)")


def _mail_words(content: bytes) -> str:
    message = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
    names = ("From", "Date", "Subject")
    head = "\n".join(f"{name}: {message[name]}" for name in names if message[name])
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return head
    text = str(body.get_content())
    if body.get_content_subtype() == "html":
        text = _html_words(text)
    return f"{head}\n\n{text}"


class _Words(HTMLParser):
    """Collects what a reader would see, without markup."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # A page may leave out </head>; its body ends the head all the same.
        self.unseen = 0 if tag == "body" else self.unseen + (tag in _UNSEEN)
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(self.unseen - (tag in _UNSEEN), 0)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)


def _html_words(source: str) -> str:
    parser = _Words()
    parser.feed(source)
    parser.close()
    return re.sub(r"\n\s*\n+", "\n\n", "".join(parser.parts)).strip()
