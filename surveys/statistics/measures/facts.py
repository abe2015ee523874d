"""What is counted: letters with what happened to them, and the replies of cities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

# What nobody noted.
UNKNOWN = "unknown"


@dataclass(frozen=True)
class CityFacts:
    adcode: str
    province: str
    region: str
    level: str


@dataclass(frozen=True)
class RoundFacts:
    """Replies until `cutoff` count; later ones too where it is None, since the round counts them.
    `ends` is the cut-off in either case, to which a forecast looks."""

    number: int
    cutoff: date | None
    ends: date

    def counts(self, day: date) -> bool:
        return self.cutoff is None or day <= self.cutoff


@dataclass(frozen=True)
class Happened:
    """One dated event of a letter; `detail` is what was said in a call."""

    kind: str
    day: date
    detail: str = ""


@dataclass(frozen=True)
class Answered:
    """What one reply did with a letter; `leaf` is whether the official table knows the outcome,
    `effective` whether it has substance, `given` the earlier of its own day and
    the postmark's."""

    day: date
    outcome: str
    effective: bool
    leaf: bool
    given: date | None = None


@dataclass(frozen=True)
class LetterFacts:
    """`received` is the confirmed day; `route` that of the last sending, empty where nobody noted
    it. `events` and `answers` are in the order of their days."""

    key: int
    round: RoundFacts
    city: CityFacts
    organ: int
    organ_kind: str
    channel: str
    wave: int
    route: str
    applicant_type: str
    status: str
    sent: date | None
    received: date | None
    due: date | None
    flags: frozenset[str]
    events: tuple[Happened, ...] = ()
    answers: tuple[Answered, ...] = ()

    @property
    def began(self) -> date | None:
        """The day on which the organ had it, as far as is known."""
        return self.received or self.sent

    def counted(self) -> Iterator[Answered]:
        """Answers in time, or of a round that counts late ones."""
        return (answer for answer in self.answers if self.round.counts(answer.day))

    def answer_days(self) -> list[date]:
        """Of answers that count, one that stands in a portal before its letter is logged too."""
        portal = [event.day for event in self.events if event.kind == "portal_answered"]
        found = [*(answer.day for answer in self.counted()), *filter(self.round.counts, portal)]
        return sorted(found)


@dataclass(frozen=True)
class ReplyFacts:
    """A standing reply of a city; `wave` is the last that it answers, 0 of one unasked."""

    round: RoundFacts
    city: str
    day: date
    effective: bool
    wave: int = 0


@dataclass(frozen=True)
class Facts:
    """All that the statistics of some rounds are counted from."""

    cities: tuple[CityFacts, ...]
    rounds: tuple[RoundFacts, ...]
    letters: tuple[LetterFacts, ...]
    replies: tuple[ReplyFacts, ...]
