"""The statistics of a round as its page and its file tell them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from surveys.models import Outcome
from surveys.models.request import ApplicantType
from surveys.places.names import reads_english
from surveys.statistics.measures.facts import Facts
from surveys.statistics.measures.outcome_table import OutcomeTable, Period, outcome_table
from surveys.statistics.measures.rates import Rate, rates
from surveys.statistics.words import GROUPS, Told, Words, value_words


@dataclass(frozen=True)
class Line:
    """One value of the chosen property, or all; `rates` in the order of the block's columns, None
    where there is nothing that it could be a share of."""

    words: str
    rates: tuple[Rate | None, ...]


@dataclass(frozen=True)
class Block:
    """`lines` begins with all together."""

    title: Words
    columns: tuple[Told, ...]
    lines: tuple[Line, ...]

    @property
    def pairs(self) -> list[tuple[Told, Rate | None]]:
        """Of all together, one number a row."""
        return list(zip(self.columns, self.lines[0].rates, strict=True))


def blocks(facts: Facts, today: date, by: str) -> list[Block]:
    """Every rate of all, and of each value of the property `by`, which may be none."""
    found = rates(facts, today, [(), (by,)] if by else [()])
    values = list(dict.fromkeys(rate.by[by] for rate in found if rate.by)) if by else []
    cells = {(rate.key, rate.by.get(by)): rate for rate in found}
    names = [(None, _("All")), *((value, value_words(by, value)) for value in values)]
    return [
        Block(
            title=title,
            columns=tuple(keys.values()),
            lines=tuple(
                Line(words, tuple(cells.get((key, value)) for key in keys))
                for value, words in names
            ),
        )
        for title, keys in GROUPS
    ]


@dataclass(frozen=True)
class TableLine:
    """A row of the official table: its name, all requests, and those of each applicant type."""

    words: str
    group: str
    cells: tuple[int, ...]


@dataclass(frozen=True)
class Official:
    """`types` head the further columns, which there are where anybody noted a type."""

    table: OutcomeTable
    types: tuple[str, ...]
    received: tuple[int, ...]
    carried_in: tuple[int, ...]
    leaves: tuple[TableLine, ...]
    answered: tuple[int, ...]
    carried_out: tuple[int, ...]
    routes: tuple[tuple[str, int], ...]


def official(facts: Facts, leaves: Sequence[Outcome], period: Period) -> Official:
    codes = [leaf.code for leaf in leaves]
    whole = outcome_table(facts.letters, codes, period)
    noted = {letter.applicant_type for letter in facts.letters}
    types = [kind for kind in ApplicantType if kind.value in noted]
    tables = [whole] + [
        outcome_table(
            (letter for letter in facts.letters if letter.applicant_type == kind), codes, period
        )
        for kind in types
    ]
    return Official(
        table=whole,
        types=tuple(str(kind.label) for kind in types),
        received=_side(tables, "received"),
        carried_in=_side(tables, "carried_in"),
        leaves=tuple(
            TableLine(leaf.name, _group(leaf), tuple(table.leaves[leaf.code] for table in tables))
            for leaf in leaves
        ),
        answered=_side(tables, "answered"),
        carried_out=_side(tables, "carried_out"),
        routes=tuple((value_words("route", route), n) for route, n in whole.by_route.items()),
    )


def _side(tables: Iterable[OutcomeTable], name: str) -> tuple[int, ...]:
    return tuple(getattr(table, name) for table in tables)


def _group(leaf: Outcome) -> str:
    return leaf.group_en if reads_english() else leaf.group_zh
