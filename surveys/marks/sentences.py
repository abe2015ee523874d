"""A document cut into sentences as a reader sees them, each with its place in the text.

Lines that a page merely wrapped are one sentence; a heading, a row of a table, a line with
ticks and a numbered point are each one of their own.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from surveys.files.pages import PAGE

# A line this full was ended by the margin and not by its writer.
FULL = 0.75
# Of lines that are whole paragraphs the margin is not known; wider ones count as this wide.
WIDEST_LINE = 120
NARROWEST_LINE = 24
# What has no end for so long is no sentence: a table, a page of code.
LONGEST = 400
# Signs behind which one sentence ends, with the quotes and brackets that close after them.
_ENDS = r"(?:[。！？；]|;(?!\w)|[!?](?![!-~])|(?<=[\w)])\.(?=\s+[A-Z]|\s*$))+[”’」』）)】》\"]*"
_END = re.compile(_ENDS)
_TICKS = re.compile("[☑☐☒□■√✓✔✗✘]")
# The title of a document is taken as a whole, whatever signs stand in it.
_TITLE = r"《[^《》\n]{1,80}》"
_LINE = re.compile(r"[^\n\f]+")
_NUMERALS = "一二三四五六七八九十"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_POINT = (
    rf"[（(]\s*(?:[{_NUMERALS}]{{1,3}}|\d{{1,2}})\s*[）)]|[{_NUMERALS}]{{1,3}}、|[{_CIRCLED}]"
    rf"|\d{{1,2}}(?:[、．)）]|\.(?!\d))|第[{_NUMERALS}\d]{{1,2}}[，、]|[{_NUMERALS}]是(?!否)"
    rf"|(?:关于)?(?:您|你)?(?:所)?(?:提|问|咨询|申请)?的?(?:第[{_NUMERALS}\d]{{1,2}}(?:项|个|问|点|件|条)"
    rf"|问题[{_NUMERALS}\d]{{1,2}})"
)
POINT = re.compile(rf"[\s　]*(?:{_POINT})")
_CUT = re.compile(rf"{_TITLE}|(?P<end>{_ENDS}|(?<=[：:])[ 　]*(?={_POINT}))")
_PAUSE = re.compile(rf"{_TITLE}|(?P<end>[，,：:\t](?!\d))")
_NUMBER = re.compile(rf"[{_NUMERALS}]{{1,3}}|\d{{1,2}}|[{_CIRCLED}]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Begin and end in the text, blanks around it left out; `paragraph` counts from 0.

    `number` is the point that it opens ("二、", "(2)", "第二项"); 0 where it opens none.
    `closed` tells a sentence from a heading, a cell or a signature.
    """

    start: int
    end: int
    paragraph: int
    number: int = 0
    closed: bool = True


def sentences_of(text: str) -> list[Sentence]:
    """In the order of the text; every sign that is no blank is in one of them."""
    found: list[Sentence] = []
    for paragraph, (start, end) in enumerate(_paragraphs(text)):
        whole = _is_row(text[start:end])
        cuts = [] if whole else _cuts(_CUT, text, start, end)
        for edges in pairwise([start, *cuts, end]):
            made = (_sentence(text, *part, paragraph) for part in _shorter(text, *edges))
            found += [sentence for sentence in made if sentence is not None]
    return found


def clauses_of(text: str, sentence: Sentence) -> list[tuple[int, int]]:
    """The parts between commas, colons and cells: what is left where a sentence is too long."""
    cuts = _cuts(_PAUSE, text, sentence.start, sentence.end)
    edges = [sentence.start, *cuts, sentence.end]
    return [(begin, stop) for begin, stop in pairwise(edges) if text[begin:stop].strip()]


def _is_row(text: str) -> bool:
    """One line with ticks, or of several short cells: what stands in it belongs together."""
    if _TICKS.search(text):
        return True
    cells = text.split("\t")
    return len(cells) > 2 and len(text) <= 200


def _cuts(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[int]:
    ends = (found.end() for found in pattern.finditer(text, start, end) if found["end"] is not None)
    return [cut for cut in ends if start < cut < end]


def _shorter(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence as it is; of one that never ends, the clauses, and no more than fits one."""
    if end - start <= LONGEST:
        yield start, end
        return
    begin = start
    for cut in [*_cuts(_PAUSE, text, start, end), end]:
        while cut - begin > LONGEST:
            yield begin, begin + LONGEST
            begin += LONGEST
        if cut - begin > LONGEST // 2 or cut == end:
            yield begin, cut
            begin = cut


def _sentence(text: str, start: int, end: int, paragraph: int) -> Sentence | None:
    inside = text[start:end]
    words = inside.strip()
    if not words:
        return None
    begin = start + len(inside) - len(inside.lstrip())
    opened = POINT.match(words)
    closed = _END.search(words[-3:]) is not None
    return Sentence(
        begin,
        begin + len(words),
        paragraph,
        _number(opened.group()) if opened else 0,
        closed,
    )


def _number(point: str) -> int:
    found = _NUMBER.search(point)
    if found is None:
        return 0
    sign = found.group()
    if sign.isdecimal():
        return int(sign)
    if sign in _CIRCLED:
        return _CIRCLED.index(sign) + 1
    tens, _ten, ones = sign.rpartition("十")
    if "十" not in sign:
        return _NUMERALS.index(sign[0]) + 1
    high = _NUMERALS.index(tens[0]) + 1 if tens else 1
    return 10 * high + (_NUMERALS.index(ones[0]) + 1 if ones else 0)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Runs of lines that a margin alone has broken; every page has its own."""
    lines = [found.span() for found in _LINE.finditer(text)]
    margins = _margins(text, lines)
    begin: int | None = None
    following = [*lines[1:], None][: len(lines)]
    for (start, end), after, margin in zip(lines, following, margins, strict=True):
        begin = start if begin is None else begin
        if after is not None and _goes_on(text, (start, end), after, margin):
            continue
        yield begin, end
        begin = None


def _goes_on(text: str, line: tuple[int, int], after: tuple[int, int], margin: float) -> bool:
    """Whether the line was ended by the margin: full, open, and followed by mere words."""
    here, there = text[line[0] : line[1]], text[after[0] : after[1]]
    if "\n" in text[line[1] + 1 : after[0]] or "\t" in here or "\t" in there:
        return False
    if there[:1].isspace() or POINT.match(there) or _TICKS.search(here + there):
        return False
    if here.rstrip()[-1:] in "。！？；!?;" or not here.strip() or not there.strip():
        return False
    return _width(here) >= margin * FULL


def _margins(text: str, lines: list[tuple[int, int]]) -> Iterator[float]:
    """Of each line, how wide its page is written: what nine in ten of the page do not pass."""
    pages = [found.start() for found in re.finditer(PAGE, text)]
    for _page, group in groupby(lines, key=lambda line: bisect_right(pages, line[0])):
        widths = [_width(text[start:end]) for start, end in group]
        written = sorted(width for width in widths if width)
        usual = written[int(len(written) * 0.9)] if written else 0
        yield from [max(min(usual, WIDEST_LINE), NARROWEST_LINE)] * len(widths)


def _width(line: str) -> int:
    """In columns, up to the widest that counts: a Chinese letter takes two."""
    shown = line.strip()[:WIDEST_LINE]
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in shown)
