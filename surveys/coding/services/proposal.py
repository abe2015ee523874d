"""A coder's own code, proposed to the same coder for letters in the same words.

Nothing of it is in the history: it is nobody's reading, and what becomes of it is a code, which
is. Every step is for the coder alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.coding.codebook import Value
from surveys.coding.services.code import CitationInput, CodeInput, code_save
from surveys.errors import Refused
from surveys.evidence.citations import Check, reading_of_document
from surveys.models import Answer, Citation, City, Code, CodeProposal, Evidence, User
from surveys.models.desk.citation_check import CitationCheck
from surveys.open_edition import edition_hold_open
from surveys.permissions import visible_evidence

# Letters that are read while somebody waits; the next go takes the others.
MOST_READ = 24


class Fate(StrEnum):
    """What became of one city."""

    PROPOSED = "proposed"
    CODED = "coded"
    APPROVED = "approved"
    PENDING = "pending"
    DISMISSED = "dismissed"
    ABSENT = "absent"
    SEVERAL = "several"
    UNREAD = "unread"
    LATER = "later"


@dataclass(frozen=True)
class Line:
    city: City
    fate: Fate


@dataclass(frozen=True)
class _Found:
    """A letter with the words that stand in it once."""

    evidence: Evidence
    quotation: str
    check: Check


def proposals_make(*, actor: User, citation: Citation, letters: Sequence[Evidence]) -> list[Line]:
    """Propose the code of a citation to the cities of other letters, a line for each.

    Its quotation has to stand once in the letter, as it is or with the other city's names in the
    place of its own. Skipped: a city with a code of this coder, an approved answer or a proposal
    already. Refused: another's code, one without a value, letters of another edition.
    """
    code = citation.code
    if code.coder_id != actor.pk:
        raise Refused(_("Only its coder can propose a code to other cities."))
    if not code.choice and code.number is None:
        raise Refused(_("Answer the question first, then propose it to other cities."))
    if any(letter.edition_id != code.edition_id for letter in letters):
        raise Refused(_("These letters belong to another edition."))
    by_city: dict[City, list[Evidence]] = {}
    for letter in letters:
        if letter.city_id != code.city_id:
            by_city.setdefault(letter.city, []).append(letter)
    # Files are read before anything is held.
    taken = _taken(code, by_city)
    read = 0
    found: dict[City, _Found | Fate] = {}
    for city, own in by_city.items():
        if city.pk in taken:
            continue
        read += 1
        found[city] = Fate.LATER if read > MOST_READ else _look(citation, own)
    with transaction.atomic():
        edition_hold_open(edition=code.edition)
        # What was coded while the letters were read.
        taken = _taken(code, by_city)
        return [
            Line(city, taken.get(city.pk) or _keep(citation, city, found.get(city, Fate.LATER)))
            for city in by_city
        ]


@transaction.atomic
def proposals_take_back(*, actor: User, code: Code) -> int:
    """Forget what was proposed from a code and not made a draft yet; how many."""
    edition_hold_open(edition=code.edition)
    rows = CodeProposal.objects.filter(source=code, coder=actor)
    count = rows.count()
    rows.delete()
    return count


@transaction.atomic
def proposal_confirm(*, actor: User, proposal: CodeProposal, today: datetime.date) -> Code:
    """Make it a draft of its coder. `StaleRevision` where there is a code of this coder by now,
    `Refused` where its document cannot be cited any more."""
    _own(actor, proposal)
    documents = visible_evidence(actor).exclude(reply__withdrawn=True)
    if not documents.filter(pk=proposal.evidence_id).exists():
        raise Refused(_("The document of this proposal cannot be cited any more."))
    place = CitationInput(
        proposal.evidence, proposal.quotation, proposal.page, anchor=proposal.anchor
    )
    value = Value(choice=proposal.choice, number=proposal.number)
    code = code_save(
        actor=actor,
        edition=proposal.edition,
        city=proposal.city,
        question=proposal.question,
        typed=CodeInput(value, detail=proposal.detail, citations=(place,)),
        revision=0,
        today=today,
    )
    CodeProposal.objects.filter(pk=proposal.pk).delete()
    return code


@transaction.atomic
def proposal_dismiss(*, actor: User, proposal: CodeProposal, dismissed: bool) -> None:
    """Put it aside, or bring it back."""
    _own(actor, proposal)
    edition_hold_open(edition=proposal.edition)
    at = timezone.now() if dismissed else None
    CodeProposal.objects.filter(pk=proposal.pk).update(dismissed_at=at)


def _own(actor: User, proposal: CodeProposal) -> None:
    if proposal.coder_id != actor.pk:
        raise Refused(_("Only its coder can decide on a proposal."))


def _taken(code: Code, cities: dict[City, list[Evidence]]) -> dict[int, Fate]:
    """By city why nothing is proposed there; nothing that this coder may not know."""
    here = {"edition": code.edition, "question": code.question, "city__in": list(cities)}
    proposals = CodeProposal.objects.filter(coder=code.coder, **here)
    fates: dict[int, Fate] = {}
    for rows, fate in (
        (proposals.filter(dismissed_at__isnull=True), Fate.PENDING),
        (proposals.filter(dismissed_at__isnull=False), Fate.DISMISSED),
        (Answer.objects.approved().filter(**here), Fate.APPROVED),
        (Code.objects.filter(coder=code.coder, **here), Fate.CODED),
    ):
        fates |= dict.fromkeys(rows.order_by().values_list("city", flat=True), fate)
    return fates


def _look(citation: Citation, letters: Sequence[Evidence]) -> _Found | Fate:
    """In the first of a city's letters where the words stand once; else why in none."""
    fates: list[Fate] = []
    for letter in letters:
        reading = reading_of_document(letter)
        for quotation in _spellings(citation, letter):
            check = reading.check(quotation, None)
            if check.times == 1 and check.place is not None:
                return _Found(letter, quotation, check)
            fates.append(_FATES.get(check.state, Fate.UNREAD))
    order = (Fate.SEVERAL, Fate.ABSENT, Fate.UNREAD)
    return next(fate for fate in order if fate in fates)


_FATES = {
    CitationCheck.State.SEVERAL: Fate.SEVERAL,
    CitationCheck.State.ABSENT: Fate.ABSENT,
    CitationCheck.State.CUT: Fate.ABSENT,
}


def _spellings(citation: Citation, letter: Evidence) -> list[str]:
    """As it was quoted, then with the names of the other city and organ."""
    mine, theirs = _names(citation.evidence), _names(letter)
    other = citation.quotation
    for own, its in zip(mine, theirs, strict=True):
        if own and its:
            other = other.replace(own, its)
    return list(dict.fromkeys((citation.quotation, other)))


def _names(letter: Evidence) -> tuple[str, str, str]:
    organ = letter.reply.organ.name if letter.reply else ""
    return (organ, letter.city.name, letter.city.short_name)


def _keep(citation: Citation, city: City, found: _Found | Fate) -> Fate:
    if isinstance(found, Fate):
        return found
    code = citation.code
    CodeProposal.objects.create(
        edition=code.edition,
        city=city,
        question=code.question,
        coder=code.coder,
        source=code,
        choice=code.choice,
        number=code.number,
        detail=code.detail,
        evidence=found.evidence,
        quotation=found.quotation,
        page=found.check.place.page if found.check.place else None,
        **asdict(found.check.anchor),
    )
    return Fate.PROPOSED
