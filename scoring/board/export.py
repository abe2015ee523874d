"""A board as a file: the columns that it shows, all rows that match, in its order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.board.page import Board
from scoring.export.file import FORMATS, SYNTHETIC, Export, csv_export, file_name, synthetic_flag
from surveys.errors import Refused
from surveys.sheets.columns import Column, table_of
from surveys.sheets.table import Cell, Table
from surveys.sheets.writers import XLSX_TYPE, xlsx_bytes


def board_export(board: Board, extension: str) -> Export:
    """XLSX or CSV; ValueError for another format, `Refused` where a filter cannot be."""
    if extension not in FORMATS:
        raise ValueError(f"unknown format {extension!r}; known: {', '.join(FORMATS)}")
    if not board.filter.is_valid():
        names = ", ".join(str(board.filter.form[name].label) for name in board.filter.errors)
        text = _("The list cannot be narrowed like this (%(names)s), so no file was made.")
        raise Refused(text % {"names": names})
    edition = board.scene.edition
    rows = list(board.every())
    columns = list(_columns(board))
    if rows and hasattr(rows[0], "city"):
        columns.insert(0, Column("adcode", _("adcode"), _adcode))
    mark = ("synthetic", synthetic_flag(edition))
    table = table_of(str(board.preset.words), columns, rows, mark=mark)
    name = file_name(edition, "board", board.preset.name, extension=extension)
    if extension == "csv":
        return csv_export(name, table)
    header = SYNTHETIC if edition.synthetic else ""
    tables = [table, _information(board, len(rows))]
    return Export(name, XLSX_TYPE, xlsx_bytes(tables, created=timezone.now(), print_header=header))


def _columns(board: Board) -> Iterator[Column[Any]]:
    """Those of the page, each with what stands beside its value there; none twice."""
    shown = {column.name for column in board.columns}
    for column in board.columns:
        yield column
        yield from (one for one in column.beside if one.name not in shown)


def _information(board: Board, rows: int) -> Table:
    """What the rows are, by which filters, and when they were read."""
    edition = board.scene.edition
    facts: list[tuple[str, Cell]] = [
        (_("Edition"), edition.code),
        (_("Title"), edition.title),
        (_("Preset"), str(board.preset.words)),
        (_("What is listed"), str(board.preset.lead)),
        *((str(label), words) for label, words in board.criteria()),
        (_("Rows"), rows),
        (_("Read at (UTC)"), f"{timezone.now():%Y-%m-%dT%H:%M:%SZ}"),
        (_("Synthetic data"), SYNTHETIC if edition.synthetic else _("No")),
    ]
    return Table(_("Information"), (_("Item"), _("Content")), facts)


def _adcode(row: Any) -> Cell:
    return str(row.city.adcode)
