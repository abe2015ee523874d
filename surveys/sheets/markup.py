"""Rows of a page's table as HTML.

A ranking has thousands of cells, and a template takes more time over each of them than over the
rest of its page. So what all such tables are made of, cells told by columns, is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, TypeVar

from django.utils.safestring import SafeString, mark_safe

from surveys.sheets.columns import Column, PageCell, Shown, page_cells

R = TypeVar("R")


def rows_html(
    columns: Sequence[Column[R]],
    rows: Iterable[R],
    head: Callable[[R], SafeString],
    *,
    labelled: bool = False,
) -> SafeString:
    """A row of cells for each, headed by what `head` gives."""
    lines = [
        row_html(head(row), cells_html(page_cells(columns, row), labelled=labelled)) for row in rows
    ]
    return mark_safe("".join(lines))  # noqa: S308


def cell_html(shown: Shown | tuple[Shown, ...]) -> str:
    """Text as it is set, linked where it leads somewhere, with the small print after it."""
    if isinstance(shown, tuple):
        return " ".join(f'<span class="nowrap">{cell_html(piece)}</span>' for piece in shown)
    text = escape(shown.text)
    if shown.href:
        text = f'<a href="{escape(shown.href)}">{text}</a>'
    if shown.mark == "strong":
        text = f"<strong>{text}</strong>"
    elif shown.mark == "muted":
        text = f'<span class="muted">{text}</span>'
    elif shown.mark:
        text = f'<span class="badge {shown.mark}">{text}</span>'
    return f'{text} <small class="muted">{escape(shown.small)}</small>' if shown.small else text


def cells_html(
    cells: Iterable[PageCell[Any]], *, labelled: bool = False, numbers: bool = False
) -> SafeString:
    """`<td>` after `<td>`; `labelled` names the column in each, for tables that narrow screens
    stack; `numbers` sets every cell as a number."""
    return mark_safe(  # noqa: S308 - every text is escaped above
        "".join(_td(column, shown, labelled, numbers) for column, shown in cells)
    )


def _td(
    column: Column[Any], shown: Shown | tuple[Shown, ...], labelled: bool, numbers: bool
) -> str:
    names = ("num " if numbers or column.is_number else "") + ("nowrap" if column.nowrap else "")
    css = f' class="{names.strip()}"' if names else ""
    label = f' data-label="{escape(str(column.words))}"' if labelled else ""
    return f"<td{css}{label}>{cell_html(shown)}</td>"


def coded_name(code: str, name: str) -> SafeString:
    """Heads the row of an indicator or node."""
    return mark_safe(  # noqa: S308
        f'<span class="mono muted">{escape(code)}</span> {escape(name)}'
    )


def row_html(head: SafeString, cells: SafeString) -> SafeString:
    """One `<tr>`, headed by the cell that names it."""
    return mark_safe(f'<tr><th scope="row">{head}</th>{cells}</tr>\n')  # noqa: S308
