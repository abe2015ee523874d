"""The words of a web page, in time that grows with its length and no faster.

Python's own parser starts again at every tag that is never closed: 60 kB of them take minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from surveys.files.readers.plain import plain_words

MOST_SOURCE = 2_000_000
_UNSEEN = frozenset({"head", "template"})
_RAW = frozenset({"script", "style"})
_BREAKS = frozenset({"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "table", "section"})
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
# A ">" inside a quoted value does not end its tag.
_TAG_END = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')|>""")
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}
# No character has so many digits, and Python refuses to read thousands of them as a number.
_LONG_REFERENCE = re.compile(r"&#(?:\d{9,}|[xX][0-9a-fA-F]{9,});?")


def page_words(content: bytes) -> str:
    return html_words(plain_words(content))


def html_words(source: str) -> str:
    """What a reader of the page sees, without markup; a longer source is cut at 2 million."""
    parts: list[str] = []
    unseen = 0
    for data, tag in _tokens(source[:MOST_SOURCE]):
        if data and not unseen:
            parts.append(unescape(_LONG_REFERENCE.sub("\ufffd", data)))
        # A page may leave out </head>; its body ends the head all the same.
        if tag == "body":
            unseen = 0
        elif tag.removeprefix("/") in _UNSEEN:
            unseen = max(unseen + (-1 if tag.startswith("/") else 1), 0)
        elif tag in _BREAKS:
            parts.append("\n")
    return re.sub(r"\n\s*\n+", "\n\n", "".join(parts)).strip()


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    """Stretches of text, each with the tag behind it (`p`, `/p`, or nothing).

    Every search either moves on or ends the page, as a browser does with a tag, comment or
    script that is never closed.
    """
    position = 0
    while (start := source.find("<", position)) >= 0:
        end, tag = _markup(source, start)
        if end == start:  # a bare "<" is text
            end = start + 1
            yield source[position:end], ""
        else:
            yield source[position:start], tag
        position = end
    yield source[position:], ""


def _markup(source: str, start: int) -> tuple[int, str]:
    """Where the markup at `start` ends and which tag it is; `start` where it is no markup."""
    if source.startswith("<!--", start):
        return _behind(source, "-->", start + 4), ""
    if source.startswith(("<!", "<?"), start):
        return _behind(source, ">", start), ""
    tag = _TAG.match(source, start)
    if tag is None:
        return start, ""
    end = _tag_end(source, tag.end())
    closing, name = tag[1], tag[2].lower()
    empty = source.endswith("/>", start, end)
    if name in _RAW and not closing and not empty:
        found = _RAW_ENDS[name].search(source, end)
        return (found.start() if found else len(source)), ""
    return end, "" if empty and name in _UNSEEN else closing + name


def _tag_end(source: str, start: int) -> int:
    ends = (match.end() for match in _TAG_END.finditer(source, start) if match[0] == ">")
    return next(ends, len(source))


def _behind(source: str, mark: str, start: int) -> int:
    end = source.find(mark, start)
    return len(source) if end < 0 else end + len(mark)
