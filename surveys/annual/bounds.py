"""What our letters prove of an organ's year, and where its table says less. No Django.

Ours are a lower bound: others write to the organ as well. So that nothing is called a
contradiction that is none, only what must stand in the table of the year is counted: requests
whose receipt is confirmed, and answers of which no day lies in another year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from surveys.annual.layout import ANSWERED, COLUMNS, LEAVES, RECEIVED, ROWS, TOTAL, Cells
from surveys.statistics.measures.facts import Answered, LetterFacts
from surveys.statistics.measures.outcome_table import DISCLOSURE
from surveys.statistics.measures.spells import TURNED_AWAY

Bounds = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Contradiction:
    """Of a row and column the organ says `theirs`, while letters of ours prove `ours`."""

    row: str
    column: str
    theirs: int
    ours: int


def bounds_of(letters: Iterable[LetterFacts], year: int) -> Bounds:
    """At least so many by row and column; letters are those to one organ."""
    found: Counter[tuple[str, str]] = Counter()
    for letter in letters:
        if letter.channel != DISCLOSURE or letter.status in TURNED_AWAY:
            continue
        rows = [RECEIVED] if letter.received and letter.received.year == year else []
        leaf = _leaf(letter, year)
        if leaf in LEAVES:
            rows += [leaf, ANSWERED]
        kind = letter.applicant_type
        columns = [TOTAL, kind] if kind in COLUMNS else [TOTAL]
        found.update((row, column) for row in rows for column in columns)
    return found


def _leaf(letter: LetterFacts, year: int) -> str:
    """Of the only answer in the table; where there are several, which one counts is not sure."""
    answers = [answer for answer in letter.answers if answer.leaf]
    if len(answers) == 1 and _in_year(answers[0], year):
        return answers[0].outcome
    return ""


def _in_year(answer: Answered, year: int) -> bool:
    """A reply that came in January without a day of its own may be the old year's."""
    if answer.day.year != year:
        return False
    return answer.given.year == year if answer.given else answer.day.month > 1


def contradictions(cells: Cells, bounds: Bounds) -> Iterator[Contradiction]:
    """Kinds of applicants are compared where the table has any."""
    typed = any(cells[row][column] for row in ROWS for column in COLUMNS[:-1])
    for row in ROWS:
        for column in COLUMNS if typed else (TOTAL,):
            ours = bounds.get((row, column), 0)
            if ours > cells[row][column]:
                yield Contradiction(row, column, cells[row][column], ours)
