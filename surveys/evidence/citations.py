"""Whether a citation's quotation stands in its document, as coder and reviewer are told."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

from surveys.evidence.sheet import Sheet
from surveys.evidence.store import StoreAway, store_open
from surveys.evidence.words import evidence_words
from surveys.files.quotation import (
    MOST_QUOTATION,
    NOT_SAID,
    Anchor,
    Letters,
    Place,
    found_of,
    letters_of,
    place_meant,
    places_of,
)
from surveys.files.readers.words import MOST_CHARACTERS
from surveys.models import CitationCheck, Evidence

logger = logging.getLogger(__name__)

# A coder quotes one letter many times; a million letters take some 10 MB here.
MOST_KEPT, MOST_KEPT_LETTERS = 8, 2_000_000
# Nobody looks through more places than these; a longer quotation has fewer.
MOST_OFFERED = 12
_kept: OrderedDict[str, Letters] = OrderedDict()
_lock = Lock()


State = CitationCheck.State
BROKEN = (State.ABSENT, State.NO_BOX)


@dataclass(frozen=True)
class Check:
    """What is known of a quotation: where it was found, or why it cannot be said; and of a box,
    which has its `sheet`, or the `fault` that nothing can be shown for.

    `several` stand there and none is chosen; `elsewhere` is on other pages than the one that was
    given; a text without pages has none. `place` is the one that is meant, `places` all.
    """

    state: State
    times: int = 0
    pages: tuple[int, ...] = ()
    page: int | None = None
    place: Place | None = field(default=None, compare=False)
    places: tuple[Place, ...] = field(default=(), repr=False, compare=False)
    sheet: Sheet | None = None
    fault: str = ""

    @property
    def is_wrong(self) -> bool:
        return self.state in (State.ABSENT, State.ELSEWHERE, State.NO_BOX)

    @property
    def is_broken(self) -> bool:
        """It does not stand in the document (any more): nothing can rest on it."""
        return self.state in BROKEN

    @property
    def anchor(self) -> Anchor:
        return self.place.anchor if self.place else NOT_SAID

    @property
    def offered(self) -> tuple[Place, ...]:
        """What there is to choose from, the chosen one among them."""
        if self.times < 2:
            return ()
        first = self.places[:MOST_OFFERED]
        return first if self.place is None or self.place in first else (*first, self.place)

    @property
    def page_words(self) -> str:
        return ", ".join(str(page) for page in self.pages[:5]) + ("…" if self.pages[5:] else "")


@dataclass(frozen=True)
class Reading:
    """A document's words where they can be read here, else why not."""

    letters: Letters | None
    damaged: bool = False

    def check(self, quotation: str, page: int | None, anchor: Anchor = NOT_SAID) -> Check:
        if self.letters is None:
            return Check(State.DAMAGED if self.damaged else State.UNREADABLE, page=page)
        if len(quotation) > MOST_QUOTATION:
            return Check(State.ABSENT, page=page)
        places = places_of(self.letters, quotation)
        if not places:
            # Behind what is read of a very long document nothing was looked for.
            cut = len(self.letters.text) >= MOST_CHARACTERS
            return Check(State.CUT if cut else State.ABSENT, page=page)
        found = found_of(self.letters, places)
        place = place_meant(places, anchor, page)
        state = State.FOUND if place else State.SEVERAL
        if page is not None and found.pages and page not in found.pages:
            state = State.ELSEWHERE
        return Check(state, found.times, found.pages, page, place, tuple(places))


def reading_of_document(evidence: Evidence) -> Reading:
    """The words as they are shown; a file that is gone or was changed says so.

    Raises StoreAway where no file can be read at all.
    """
    try:
        return Reading(_letters(evidence))
    except StoreAway:
        raise
    except (OSError, ValueError) as error:
        logger.error("evidence %s cannot be read: %s", evidence.pk, error)
        return Reading(None, damaged=True)


def wrong_ones(checks: Iterable[Check | None]) -> int:
    """How many quotations do not stand where they should."""
    return sum(check is not None and check.is_wrong for check in checks)


def _letters(evidence: Evidence) -> Letters | None:
    sha256 = evidence.file.sha256
    with _lock:
        kept = _kept.get(sha256)
    if kept is not None:
        # Its words are known, but only while the file is there as it was.
        with store_open(sha256):
            return kept
    words = evidence_words(evidence)
    if words is None:
        return None
    letters = letters_of(words)
    with _lock:
        _kept[sha256] = letters
        while len(_kept) > MOST_KEPT or (len(_kept) > 1 and _size() > MOST_KEPT_LETTERS):
            _kept.popitem(last=False)
    return letters


def _size() -> int:
    return sum(len(letters.letters) for letters in _kept.values())
