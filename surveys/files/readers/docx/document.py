"""The words of a Word file as its page shows them: headers, text, notes, footers."""

from __future__ import annotations

import re
from contextlib import suppress

from surveys.files.readers.docx.styles import Numbering, Styles
from surveys.files.readers.docx.text import Text
from surveys.files.readers.package import Package
from surveys.files.readers.page import web_words
from surveys.files.readers.words import Enough, Words

_MOST_FOREIGN = 2_000_000


def docx_words(content: bytes) -> str:
    package, words = Package(content), Words()
    main = package.main("word/document.xml")
    links = package.links(main)
    styles, numbering = Styles(), Numbering()
    package.scan(links.first("styles"), styles)
    package.scan(links.first("numbering"), numbering)
    text = Text(styles, numbering)
    with suppress(Enough):
        package.scan(main, text)
    body = text.finish()
    with suppress(Enough):
        for name in text.heads:
            _add(words, _part(package, links.target(name), styles, numbering))
        words.add(body)
        for name in text.foreign:
            words.add("\n" + web_words(package.read(links.target(name), _MOST_FOREIGN)))
        for kind in ("footnotes", "endnotes"):
            _add(words, _part(package, links.first(kind), styles, numbering))
        for name in text.feet:
            _add(words, _part(package, links.target(name), styles, numbering))
    return re.sub(r"\n\s*\n+", "\n\n", words.text).strip()


def _part(package: Package, part: str, styles: Styles, numbering: Numbering) -> str:
    text = Text(styles, numbering)
    with suppress(Enough):
        package.scan(part, text)
    return text.finish()


def _add(words: Words, text: str) -> None:
    """What every page repeats is said once."""
    if text.strip() and text.strip() not in words.text:
        words.add("\n" + text.strip() + "\n")
