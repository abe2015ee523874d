"""The stretch of a document's words that is shown first, and how the others are fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from surveys.files.quotation import (
    MOST_QUOTATION,
    MOST_QUOTATIONS,
    NOT_SAID,
    Letters,
    Piece,
    Place,
    pieces_between,
    spans_of,
)
from surveys.files.readers.words import MOST_CHARACTERS
from surveys.files.stretch import stretches_of
from surveys.models import Evidence
from surveys.numbers import whole_number


@dataclass(frozen=True)
class Shown:
    """`before` and `after` are the addresses of the stretches beside it, empty where there are
    none; `is_part` of one that is fetched to be put between what stands there."""

    pieces: list[Piece]
    before: str = ""
    after: str = ""
    is_part: bool = False


def marks_asked(query: QueryDict) -> list[str | Place]:
    """What an address says is to be marked: words wherever they stand, and spans of the text."""
    words = [q for q in query.getlist("q")[:MOST_QUOTATIONS] if len(q) <= MOST_QUOTATION]
    spans = (_span(text) for text in query.getlist("mark")[:MOST_QUOTATIONS])
    return [*words, *(Place(NOT_SAID, None, span) for span in spans if span is not None)]


def _span(text: str) -> tuple[int, int] | None:
    begin, end = (whole_number(part, most=MOST_CHARACTERS) for part in text.partition("-")[::2])
    return None if begin is None or end is None or end <= begin else (begin, end)


def _asked(mark: str | Place) -> tuple[str, str]:
    return ("q", mark) if isinstance(mark, str) else ("mark", "{}-{}".format(*mark.span))


def shown_words(
    evidence: Evidence,
    text: str | Letters,
    marked: Sequence[str | Place],
    number: int | None = None,
    way: str = "",
    whole: bool = False,
) -> Shown:
    """One stretch of the words: that of the first mark, or the one asked for, with what lies
    beyond it on the `way` (before or after); or the `whole` of them."""
    shown = text if isinstance(text, str) else text.text
    stretches = [(0, len(shown))] if whole else stretches_of(shown)
    spans = spans_of(text, marked)
    first = spans[0][0] if spans else 0
    at = next(n for n, (_begin, end) in enumerate(stretches) if first < end or end == len(shown))
    if number is not None:
        at = min(number, len(stretches) - 1)
    query = [
        ("q", q) if isinstance(q, str) else ("mark", "-".join(map(str, q.span))) for q in marked
    ]

    def address(other: int, its_way: str) -> str:
        there = 0 <= other < len(stretches) and way in ("", its_way)
        asked = urlencode([*query, ("part", other), ("way", its_way)])
        return f"{reverse('evidence-text', args=[evidence.pk])}?{asked}" if there else ""

    pieces = pieces_between(shown, spans, stretches[at])
    return Shown(pieces, address(at - 1, "before"), address(at + 1, "after"), number is not None)
