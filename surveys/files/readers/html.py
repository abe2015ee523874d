"""The words of a web page, in time that grows with its length and no faster.

Python's own parser starts again at every tag that is never closed: 60 kB of them take minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveys.files.readers.html_page import MOST_TAG, Page, hidden_classes
from surveys.files.readers.plain import words_in

MOST_SOURCE = 2_000_000
_RAW = frozenset({"script", "style"})
_RAW_UNSEEN = frozenset({"head", "template"})
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
# A ">" inside a quoted value does not end its tag.
_TAG_END = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')|>""")
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)


def page_words(content: bytes, charset: str = "") -> str:
    """The page in the encoding that its sender or itself names, or in the one that fits."""
    named = _CHARSET.search(content[:4096])
    own = named[1].decode("ascii", "replace") if named else ""
    return html_words(words_in(content, charset or own))


def html_words(source: str) -> str:
    """What a reader of the page sees, without markup; a longer source is cut at 2 million."""
    source = source[:MOST_SOURCE]
    page = Page(hidden_classes(source))
    for data, tag, whole in _tokens(source):
        page.say(data)
        page.meet(tag, whole)
    return page.text


def _tokens(source: str) -> Iterator[tuple[str, str, str]]:
    """Stretches of text, each with the tag behind it (`p`, `/p`, or nothing) and its source.

    Every search either moves on or ends the page, as a browser does with a tag, comment or
    script that is never closed.
    """
    position = 0
    while (start := source.find("<", position)) >= 0:
        end, tag = _markup(source, start)
        if end == start:  # a bare "<" is text
            end = start + 1
            yield source[position:end], "", ""
        else:
            yield source[position:start], tag, source[start : min(end, start + MOST_TAG)]
        position = end
    yield source[position:], "", ""


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
    return end, "" if empty and name in _RAW_UNSEEN else closing + name


def _tag_end(source: str, start: int) -> int:
    ends = (match.end() for match in _TAG_END.finditer(source, start) if match[0] == ">")
    return next(ends, len(source))


def _behind(source: str, mark: str, start: int) -> int:
    end = source.find(mark, start)
    return len(source) if end < 0 else end + len(mark)
