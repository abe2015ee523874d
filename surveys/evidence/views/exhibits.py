"""The documents that an answer was sent with, as its reader may open them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.evidence.boxes import box_state
from surveys.evidence.citations import Check, Reading, State, reading_of_document, wrong_ones
from surveys.evidence.views.shown import Shown, shown_words
from surveys.files.images import has_images
from surveys.models import Evidence, SubmissionCitation, User
from surveys.permissions import Action, can, named_evidence


@dataclass(frozen=True)
class Quoted:
    """A citation, and whether it stands in the document; nothing of a closed one. `seen_on` is
    the page on whose picture its words can be marked."""

    citation: SubmissionCitation
    check: Check | None = None
    seen_on: int | None = None


@dataclass(frozen=True)
class Exhibit:
    """A cited document with its quotations and, where it can be read here, its words.

    Of a `closed` one this reader sees the name, the page and the quotation alone.
    """

    evidence: Evidence
    quoted: list[Quoted]
    words: Shown | None
    damaged: bool = False
    closed: bool = False

    @property
    def boxes_alone(self) -> bool:
        """Whether nothing is quoted that would have to be looked for."""
        return all(quoted.citation.box is not None for quoted in self.quoted)

    @property
    def replaced(self) -> bool:
        """Whether it was another file when the answer was sent."""
        now = self.evidence.file.sha256
        return any(quoted.citation.sha256 != now for quoted in self.quoted)


def exhibits_of(citations: Sequence[SubmissionCitation], person: User) -> list[Exhibit]:
    """The cited documents in the order of citing, as far as this person may read them; the
    files themselves are for those who code and review."""
    wanted = {citation.evidence_id for citation in citations}
    rows = named_evidence(person).filter(pk__in=wanted)
    may_open = can(person, Action.SEE_EVIDENCE)
    along = ("file", "reply__organ", "reply__round")
    found = {row.pk: row for row in rows.select_related(*along)}
    return [
        _exhibit(found[pk], [c for c in citations if c.evidence_id == pk], may_open)
        for pk in dict.fromkeys(c.evidence_id for c in citations)
        if pk in found
    ]


def closed_to(citations: Sequence[SubmissionCitation], exhibits: Sequence[Exhibit]) -> int:
    """How many cited documents this person may not even name: those marked personal."""
    return len({citation.evidence_id for citation in citations}) - len(exhibits)


def wrong_quotations(exhibits: Sequence[Exhibit]) -> int:
    return wrong_ones(quoted.check for exhibit in exhibits for quoted in exhibit.quoted)


def is_broken(exhibits: Sequence[Exhibit]) -> bool:
    """Whether a quotation or box is gone from its document."""
    checks = (quoted.check for exhibit in exhibits for quoted in exhibit.quoted)
    return any(check is not None and check.is_broken for check in checks)


def _exhibit(evidence: Evidence, citations: list[SubmissionCitation], may_open: bool) -> Exhibit:
    if not may_open:
        return Exhibit(evidence, [Quoted(citation) for citation in citations], None, closed=True)
    reading = reading_of_document(evidence)
    quoted = [_quoted(one, evidence, reading) for one in citations]
    if reading.letters is None:
        return Exhibit(evidence, quoted, None, damaged=reading.damaged)
    marked = [
        one.check.place or one.citation.quotation
        for one in quoted
        if one.check and one.citation.box is None
    ]
    return Exhibit(evidence, quoted, shown_words(evidence, reading.letters, marked))


def _quoted(citation: SubmissionCitation, evidence: Evidence, reading: Reading) -> Quoted:
    if citation.box is not None:
        state = box_state(evidence, citation.page, citation.box, citation.sha256)
        return Quoted(citation, state)
    check = reading.check(citation.quotation, citation.page, citation.anchor)
    found = check.state == State.FOUND and check.pages and has_images(evidence.file.media_type)
    place = check.place.page if check.place else None
    return Quoted(citation, check, (place or citation.page or check.pages[0]) if found else None)
