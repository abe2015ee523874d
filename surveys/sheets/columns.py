"""The columns of a table, each told once: a page and the files of one table read the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.functional import Promise

from surveys.sheets.table import Cell, Table

R = TypeVar("R")
NOTHING = "–"


@dataclass(frozen=True)
class Shown:
    """A cell of a page: its text, what follows in small print, and how the text is set:
    `strong`, `muted` or the kind of a badge; as it is where `mark` is empty. `href` is where
    the text leads."""

    text: str
    small: str = ""
    mark: str = ""
    href: str = ""


@dataclass(frozen=True)
class Column(Generic[R]):
    """`value` fills the cells of files; `page` those of a page, by default with the value, where
    several pieces stand side by side.

    `heading` stands in files that do not print the page's `words`; `width` is in characters
    of a workbook, 0 for as wide as the longest cell; numbers stand on the right; `nowrap`
    keeps a cell of a page on one line.
    """

    name: str
    words: str | Promise
    value: Callable[[R], Cell]
    page: Callable[[R], Shown | tuple[Shown, ...]] | None = None
    heading: str = ""
    width: int = 0
    is_number: bool = False
    nowrap: bool = False
    on_page: bool = True
    in_file: bool = True

    @property
    def file_heading(self) -> str:
        return self.heading or str(self.words)

    def shown(self, row: R) -> Shown | tuple[Shown, ...]:
        if self.page is not None:
            return self.page(row)
        value = self.value(row)
        return Shown(NOTHING, mark="muted") if value is None else Shown(str(value))


PageCell = tuple[Column[R], Shown | tuple[Shown, ...]]


def table_of(
    title: str,
    columns: Sequence[Column[R]],
    rows: Iterable[R],
    *,
    mark: tuple[str, Cell] | None = None,
) -> Table:
    """The rows as a file holds them; `mark` heads a last column of one value in every row."""
    held = [column for column in columns if column.in_file]
    name, value = ((mark[0],), (mark[1],)) if mark else ((), ())
    return Table(
        title,
        (*(column.file_heading for column in held), *name),
        [(*(column.value(row) for column in held), *value) for row in rows],
        widths=tuple(column.width for column in held),
    )


def page_cells(columns: Iterable[Column[R]], row: R) -> list[PageCell[R]]:
    """One row of the page, each cell with its column for the label and the alignment."""
    return [(column, column.shown(row)) for column in columns if column.on_page]
