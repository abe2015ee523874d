"""The rows of a board as HTML: a box to choose by, the cell that names the row, its cells."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from scoring.board.page import Board
from surveys.sheets.markup import cell_html, cells_html


def body_html(board: Board, rows: Iterable[Any], *, chosen: bool) -> SafeString:
    """`chosen` gives each letter a box with its key and the revision that is shown, and the
    address of a call about it."""
    head, *columns = board.columns
    words = _("Choose")
    lines = []
    for row in rows:
        box = _box(row, words, str(head.value(row))) if chosen else ""
        call = _call(row) if chosen else ""
        cells = cells_html(((one, one.shown(row)) for one in columns), labelled=True)
        lines.append(
            f'<tr data-row tabindex="-1"{call}>{box}'
            f'<th scope="row">{cell_html(board.named(row))}</th>{cells}</tr>\n'
        )
    return mark_safe("".join(lines))  # noqa: S308 - every text is escaped


def _call(row: Any) -> str:
    address = reverse("letter-call", args=[row.key])
    return f' id="letter-{row.key}" data-call="{address}"'


def _box(row: Any, words: str, name: str) -> str:
    return (
        f'<td class="tick no-print"><input type="checkbox" name="row" value="{row.key}:{row.seen}"'
        f' aria-label="{escape(words)} {escape(name)}"></td>'
    )
