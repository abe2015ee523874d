"""The table of an organ's annual report on disclosure, of our letters (国办公开办函〔2021〕30号).

New requests of the period and those carried in must equal the answered ones and those carried
out (一 + 二 = 三 + 四). All four are counted from the letters, none is what is left of the others:
where a day is missing or wrong, the sum says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from surveys.statistics.measures.facts import UNKNOWN, Answered, LetterFacts
from surveys.statistics.measures.spells import TURNED_AWAY

DISCLOSURE = "disclosure"
# What the applicant takes back is answered so, on the day of it.
WITHDRAWN_LEAF = "other"


@dataclass(frozen=True)
class OutcomeTable:
    """`by_route` divides the received ones; `leaves` has every leaf of the table, in its order."""

    received: int
    carried_in: int
    by_route: dict[str, int]
    answered: int
    leaves: dict[str, int]
    carried_out: int

    @property
    def balanced(self) -> bool:
        whole = sum(self.leaves.values()) == self.answered
        return whole and self.received + self.carried_in == self.answered + self.carried_out


@dataclass(frozen=True)
class Period:
    """A calendar year; without bounds all time."""

    first: date = date.min
    last: date = date.max

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def period_of(year: int | None) -> Period:
    return Period() if year is None else Period(date(year, 1, 1), date(year, 12, 31))


def outcome_table(
    letters: Iterable[LetterFacts], leaves: Sequence[str], period: Period
) -> OutcomeTable:
    """Of disclosure requests that an organ took in. One is answered on the day of the first reply
    whose outcome is a leaf; of later ones in the period the last says by which leaf. An outcome
    beside the table (passed on, silent) answers nothing."""
    requests = [
        letter
        for letter in letters
        if letter.channel == DISCLOSURE and letter.began and letter.status not in TURNED_AWAY
    ]
    received = [letter for letter in requests if period.holds(_began(letter))]
    ends = [(letter, _end(letter, period)) for letter in requests]
    said = Counter(end.outcome for _letter, end in ends if end and period.holds(end.day))
    return OutcomeTable(
        received=len(received),
        carried_in=sum(
            _began(letter) < period.first and not (end and end.day < period.first)
            for letter, end in ends
        ),
        by_route=dict(sorted(Counter(letter.route or UNKNOWN for letter in received).items())),
        answered=sum(end is not None and period.holds(end.day) for _letter, end in ends),
        leaves={leaf: said[leaf] for leaf in leaves},
        carried_out=sum(
            _began(letter) <= period.last and not (end and end.day <= period.last)
            for letter, end in ends
        ),
    )


def _began(letter: LetterFacts) -> date:
    return letter.began or date.max


def _end(letter: LetterFacts, period: Period) -> Answered | None:
    """When it left the table, and by which leaf."""
    answers = [answer for answer in letter.answers if answer.leaf]
    if not answers:
        days = [event.day for event in letter.events if event.kind == "withdrawn"]
        return Answered(min(days), WITHDRAWN_LEAF, False, leaf=True) if days else None
    first = answers[0]
    last = [answer for answer in answers if answer.day <= period.last] or [first]
    return Answered(first.day, last[-1].outcome, last[-1].effective, leaf=True)
