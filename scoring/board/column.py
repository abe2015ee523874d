"""A column of the board: one row of a table, for the page, its order and the files alike."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.functional import Promise

from surveys.permissions import Action
from surveys.sheets.columns import NOTHING, Column, Shown
from surveys.sheets.table import Cell

R = TypeVar("R")
NONE = Shown(NOTHING, mark="muted")


@dataclass(frozen=True)
class BoardColumn(Column[R]):
    """`part` names what is read for it beside the rows. `order` are the fields that put stored
    rows in its order; without any, rows of which all are shown are put in order by `rank`, or by
    their value; with `most_first` the first click on its heading puts the greatest on top.
    Without `needs` it is everybody's who sees the board. `beside` are the columns of files that
    hold what a page sets beside the value in the same cell."""

    part: str = ""
    order: tuple[str, ...] = ()
    rank: Callable[[R], float] | None = None
    needs: Action | None = None
    most_first: bool = False
    beside: tuple[Column[R], ...] = ()

    def place(self, row: R) -> tuple[bool, float, str]:
        """What is missing comes last; numbers by their size, all else as text."""
        value = self.rank(row) if self.rank else self.value(row)
        if value is None:
            return (True, 0.0, "")
        number = isinstance(value, int | float)
        return (False, float(value) if number else 0.0, "" if number else str(value))


def day_text(day: datetime.date | None) -> str | None:
    """As files hold a day."""
    return day.isoformat() if day else None


def day_column(
    name: str,
    words: Promise,
    read: Callable[[R], datetime.date | None],
    *,
    part: str = "",
    order: tuple[str, ...] = (),
) -> BoardColumn[R]:
    def value(row: R) -> Cell:
        return day_text(read(row))

    return BoardColumn(name, words, value, nowrap=True, part=part, order=order)


def count_column(
    name: str,
    words: Promise,
    read: Callable[[R], int],
    *,
    part: str = "",
    order: tuple[str, ...] = (),
    needs: Action | None = None,
    mark: str = "",
) -> BoardColumn[R]:
    """Of nothing a dash on the page and a 0 in files; `mark` sets what is more."""

    def page(row: R) -> Shown:
        number = read(row)
        return Shown(str(number), mark=mark) if number else NONE

    return BoardColumn(
        name,
        words,
        read,
        page,
        is_number=True,
        part=part,
        order=order,
        needs=needs,
        most_first=True,
    )


def text_column(
    name: str,
    words: Promise,
    read: Callable[[R], str],
    *,
    part: str = "",
    order: tuple[str, ...] = (),
    nowrap: bool = False,
) -> BoardColumn[R]:
    def value(row: R) -> Cell:
        return read(row) or None

    return BoardColumn(name, words, value, part=part, order=order, nowrap=nowrap)
