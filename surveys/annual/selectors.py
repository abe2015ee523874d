"""Annual tables of organs beside our letters to them, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from surveys.annual.bounds import Bounds, Contradiction, bounds_of, contradictions
from surveys.annual.layout import COLUMNS, ROWS, TOTAL
from surveys.annual.words import column_words, row_words
from surveys.models import AnnualTable, City, Edition
from surveys.statistics.measures.facts import LetterFacts
from surveys.statistics.selectors import facts_of, rounds_of


@dataclass(frozen=True)
class Row:
    """One row of a table: all columns of theirs, and what ours prove of the total."""

    words: str
    theirs: tuple[int, ...]
    ours: int
    contradicted: bool


@dataclass(frozen=True)
class Beside:
    """A table with what contradicts it, in words; `proven` where letters of ours prove anything
    of its year at all."""

    table: AnnualTable
    proven: bool
    rows: tuple[Row, ...]
    found: tuple[tuple[str, str, Contradiction], ...]


def tables_of(edition: Edition, city: City | None = None) -> QuerySet[AnnualTable]:
    rows = AnnualTable.objects.filter(edition=edition)
    rows = rows.filter(organ__city=city) if city else rows
    return rows.select_related("organ__city", "entered_by").order_by(
        "organ__city__adcode", "organ", "-year"
    )


def beside_letters(edition: Edition, tables: Sequence[AnnualTable]) -> list[Beside]:
    """Each of them beside the edition's letters to its organ."""
    if not tables:
        return []
    words = row_words()
    letters: defaultdict[int, list[LetterFacts]] = defaultdict(list)
    for letter in facts_of(rounds_of(edition)).letters:
        letters[letter.organ].append(letter)
    return [
        _beside(table, bounds_of(letters[table.organ_id], table.year), words) for table in tables
    ]


def _beside(table: AnnualTable, bounds: Bounds, words: dict[str, str]) -> Beside:
    found = list(contradictions(table.cells, bounds))
    wrong = {one.row for one in found}
    return Beside(
        table=table,
        proven=any(bounds.values()),
        rows=tuple(
            Row(
                words=words[row],
                theirs=tuple(table.cells[row][column] for column in COLUMNS),
                ours=bounds.get((row, TOTAL), 0),
                contradicted=row in wrong,
            )
            for row in ROWS
        ),
        found=tuple((words[one.row], column_words(one.column), one) for one in found),
    )
