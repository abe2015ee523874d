"""One question of the coding screen as typed: kept word for word until it is stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from django.http import QueryDict
from django.utils.translation import gettext as _

from surveys.coding.checklist import checklist_of
from surveys.coding.codebook import Value
from surveys.coding.services.code import CitationInput, CodeInput, SearchInput
from surveys.errors import Refused
from surveys.files.page_box import box_read
from surveys.files.quotation import Anchor
from surveys.forms.days import Near, day_read
from surveys.models import Code, Evidence, Question
from surveys.models.code import Choice
from surveys.numbers import number_text, whole_number

MOST_DETAIL, MOST_PLACE, MOST_WORDS = 300, 300, 200
MOST_NUMBER, LAST_PAGE = 999_999_999, 99_999


CITATION_FIELDS = (
    *("evidence", "page", "quotation", "start", "prefix", "suffix"),
    *("box", "drawn_on"),
)


@dataclass(frozen=True)
class CitationRow:
    """With a `box`, what stands in the field of the quotation are the words in it."""

    evidence: str = ""
    page: str = ""
    quotation: str = ""
    start: str = ""
    prefix: str = ""
    suffix: str = ""
    box: str = ""
    drawn_on: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.quotation.strip() or self.page.strip() or self.box.strip())

    @property
    def anchor(self) -> Anchor:
        """Which of several places is meant, as far as the page could say."""
        start = whole_number(self.start, most=MOST_NUMBER)
        return Anchor(start, self.prefix.strip(), self.suffix.strip())


@dataclass(frozen=True)
class SearchRow:
    place: str = ""
    words: str = ""
    searched_on: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.place.strip() or self.words.strip())


@dataclass(frozen=True)
class Typed:
    """What stands in the fields; `value` is a choice or a number as text."""

    value: str = ""
    detail: str = ""
    note: str = ""
    citations: tuple[CitationRow, ...] = ()
    searches: tuple[SearchRow, ...] = ()
    points: tuple[str, ...] = ()
    revision: int = 0
    answer_revision: int = 0

    @property
    def documents(self) -> set[int]:
        """Keys of the quoted documents."""
        keys = (whole_number(row.evidence) for row in self.citations)
        return {key for key in keys if key is not None}


def typed_of_post(data: QueryDict) -> Typed:
    """Fields of one question's form; blank rows of citations and searches are dropped."""
    citations = zip_longest(*(data.getlist(name) for name in CITATION_FIELDS), fillvalue="")
    searches = zip(
        data.getlist("place"), data.getlist("words"), data.getlist("searched_on"), strict=False
    )
    value = Choice.UNKNOWN.value if data.get("unknown") else data.get("value", "")
    return Typed(
        value=unicodedata.normalize("NFKC", value).strip(),
        detail=data.get("detail", ""),
        note=data.get("note", ""),
        citations=tuple(row for row in (CitationRow(*c) for c in citations) if not row.is_blank),
        searches=tuple(row for row in (SearchRow(*s) for s in searches) if not row.is_blank),
        points=tuple(data.getlist("point")),
        revision=_whole(data.get("revision", "")),
        answer_revision=_whole(data.get("answer_revision", "")),
    )


def typed_of_code(code: Code | None, answer_revision: int) -> Typed:
    """The stored code as fields; an empty form where there is none."""
    if code is None:
        return Typed(answer_revision=answer_revision)
    return Typed(
        value=code.choice or ("" if code.number is None else number_text(code.number)),
        detail=code.detail,
        note=code.note,
        citations=tuple(
            CitationRow(
                str(c.evidence_id),
                str(c.page or ""),
                c.words,
                "" if c.start is None else str(c.start),
                c.prefix,
                c.suffix,
                str(c.box or ""),
                c.sha256,
            )
            for c in code.citations.all()
        ),
        searches=tuple(
            SearchRow(s.place, s.words, s.searched_on.isoformat()) for s in code.searches.all()
        ),
        points=tuple(name for name, there in (code.checklist or {}).items() if there),
        revision=code.revision,
        answer_revision=answer_revision,
    )


def typed_read(
    typed: Typed, question: Question, evidence: Mapping[str, Evidence], near: Near
) -> CodeInput:
    """What the service takes; `Refused` where a field is not what it should be.

    `evidence` holds the documents of the city that this person may cite, by key as text; `near`
    says in which year a search on a day without one was.
    """
    if len(typed.detail) > MOST_DETAIL:
        raise Refused(
            _("At most %(limit)d characters here; use the note.") % {"limit": MOST_DETAIL},
            field="detail",
        )
    value = _value(typed.value, question)
    return CodeInput(
        value=value,
        detail=typed.detail,
        note=typed.note,
        citations=tuple(_citation(row, evidence) for row in typed.citations),
        searches=tuple(_search(row, near) for row in typed.searches),
        checklist=checklist_of(question, value.number, typed.points),
    )


def _value(text: str, question: Question) -> Value:
    if not question.is_numeric or text in ("", Choice.UNKNOWN):
        return Value(choice=text)
    number = whole_number(text, most=MOST_NUMBER)
    if number is None:
        raise Refused(_("Enter a whole number."), field="number")
    return Value(number=float(number))


def _citation(row: CitationRow, evidence: Mapping[str, Evidence]) -> CitationInput:
    document = evidence.get(row.evidence)
    if document is None:
        raise Refused(_("Choose the document that the quotation is from."), field="proof")
    page = page_number(row.page)
    if page is None and row.page.strip():
        raise Refused(_("The page is a whole number from 1."), field="proof")
    if not row.box.strip():
        return CitationInput(document, row.quotation, page, row.anchor)
    box, drawn_on = box_read(row.box), row.drawn_on.strip()
    return CitationInput(
        document, page=page, box=box, drawn_on=drawn_on, transcription=row.quotation
    )


def page_number(text: str) -> int | None:
    """The page as typed, in any digits; None where none is given or it is no such number."""
    page = unicodedata.normalize("NFKC", text).strip()
    return whole_number(page, most=LAST_PAGE) or None


def _search(row: SearchRow, near: Near) -> SearchInput:
    if not row.searched_on.strip():
        raise Refused(_("Say on what day you searched."), field="proof")
    try:
        day = day_read(row.searched_on, near)
    except Refused as refusal:
        raise Refused(refusal.message, field="proof") from refusal
    if len(row.place) > MOST_PLACE or len(row.words) > MOST_WORDS:
        raise Refused(_("The search record is too long."), field="proof")
    return SearchInput(row.place.strip(), row.words, day)


def _whole(text: str) -> int:
    number = whole_number(text, most=MOST_NUMBER)
    return -1 if number is None else number
