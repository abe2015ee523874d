"""One row of a reference file, read cell by cell; a bad cell says column, value and reason."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import models

Row = Mapping[str, str]
# Of columns that the database does not limit, such as the guidance of a question.
LONGEST_TEXT = 10_000
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
FLAGS = {"是": True, "否": False, "yes": True, "no": False, "1": True, "0": False}


class FileRow(dict[str, str]):
    """A row that knows its line, since blank lines and cells of several lines shift the count,
    and which of its columns were read."""

    line = 0

    def __init__(self, *cells: Any, **named: str) -> None:
        super().__init__(*cells, **named)
        self.asked: set[str] = set()


class BadCell(ValueError):
    """Why a row is refused."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        shown = value if len(value) <= 60 else f"{value[:60]}…"
        super().__init__(f"column {column}, {shown!r}: {reason}")


class BadFile(ValueError):
    """A file that cannot be read row by row; the text names it."""


def file_rows(path: Path) -> list[FileRow]:
    """The rows of a UTF-8 CSV file; raises BadFile with the file's name, or OSError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            rows = [(reader.line_num, cells) for cells in reader if cells]
    except UnicodeDecodeError as error:
        raise BadFile(
            f"{path.name}: not UTF-8 (byte {error.start + 1}); save it as UTF-8"
        ) from None
    except csv.Error as error:
        raise BadFile(f"{path.name}: not a CSV file: {error}") from None
    if len(rows) < 2:
        raise BadFile(f"{path.name}: there are no rows below the headings")
    header = rows[0][1]
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise BadFile(f"{path.name}: column {twice[0]} occurs twice")
    return [_row(path, header, line, cells) for line, cells in rows[1:]]


def _row(path: Path, header: list[str], line: int, cells: list[str]) -> FileRow:
    if len(cells) != len(header):
        raise BadFile(f"{path.name} line {line}: {len(header)} cells expected, {len(cells)} found")
    row = FileRow(zip(header, cells, strict=True))
    row.line = line
    return row


def columns_check(file: str, rows: Sequence[FileRow]) -> None:
    """BadFile where a column was asked for in no row, once all of them are loaded: what nobody
    reads nobody checks, and a heading that is spelled wrongly would hide among the rest."""
    asked = {column for row in rows for column in row.asked}
    dead = [column for column in rows[0] if column not in asked]
    if dead:
        raise BadFile(
            f"{file}: column {', '.join(dead)} is read by nobody: take it out of the file, or "
            "mend its heading"
        )


def line_of(row: Row, position: int) -> int:
    """Of the file; rows made elsewhere count from the line below the headings."""
    return row.line if isinstance(row, FileRow) else position + 2


@dataclass(frozen=True)
class Cells:
    """Typed access to one row; every method raises BadCell where the cell is not what it says.

    `model` gives the longest text of each column.
    """

    row: Row
    model: type[models.Model]
    position: int = 0

    def raw(self, column: str) -> str:
        if column not in self.row:
            raise BadFile(f"column {column} is missing")
        if isinstance(self.row, FileRow):
            self.row.asked.add(column)
        return self.row[column]

    def text(self, column: str, *, field: str = "", empty: bool = False) -> str:
        value = self.raw(column)
        longest = self._longest(field or column)
        if value != value.strip():
            raise BadCell(column, value, "no space at the start or end expected")
        if not value and not empty:
            raise BadCell(column, value, "a text expected")
        if len(value) > longest:
            raise BadCell(column, value, f"at most {longest} characters, not {len(value)}")
        if any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in value):
            raise BadCell(column, value, "control characters are not allowed")
        return value

    def texts(self, *columns: str, empty: bool = False) -> dict[str, str]:
        return {column: self.text(column, empty=empty) for column in columns}

    def code(self, column: str, pattern: str, shape: str, *, field: str = "") -> str:
        value = self.text(column, field=field)
        if re.fullmatch(pattern, value, re.ASCII) is None:
            raise BadCell(column, value, f"{shape} expected")
        return value

    def choice(self, column: str, allowed: Collection[str]) -> str:
        value = self.raw(column)
        if value not in allowed:
            raise BadCell(column, value, f"one of {', '.join(sorted(allowed))} expected")
        return value

    def flag(self, column: str) -> bool:
        value = self.raw(column)
        if value not in FLAGS:
            raise BadCell(column, value, "yes or no expected")
        return FLAGS[value]

    def whole(self, column: str, low: int, high: int) -> int:
        value = self.raw(column)
        if re.fullmatch(r"-?[0-9]{1,9}", value) is None or not low <= int(value) <= high:
            raise BadCell(column, value, f"a whole number from {low} to {high} expected")
        return int(value)

    def real(self, column: str, low: float, high: float) -> float:
        value = self.raw(column)
        number = float(value) if _NUMBER.fullmatch(value) else math.nan
        if not low <= number <= high:
            raise BadCell(column, value, f"a number from {low:g} to {high:g} expected")
        return number

    def day(self, column: str, *, field: str = "") -> date:
        shape = "a day such as 2025-03-31"
        value = self.code(column, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", shape, field=field)
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise BadCell(column, value, "there is no such day") from None

    def words(self, column: str, allowed: Iterable[str]) -> list[str]:
        """Words between semicolons, each one of `allowed`; none for an empty cell."""
        value = self.text(column, empty=True)
        words = value.split(";") if value else []
        known = list(allowed)
        if not set(words) <= set(known):
            raise BadCell(column, value, f"words of {', '.join(known)} expected, with ; between")
        return words

    def _longest(self, field: str) -> int:
        return getattr(self.model._meta.get_field(field), "max_length", None) or LONGEST_TEXT
