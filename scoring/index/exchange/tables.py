"""Reader and writer of COINr's table formats, with the row and column of every fault.

Rows are counted as a spreadsheet shows them: the header is row 1.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.refusals import TreeError
from scoring.index.tree.tree import Branch, Leaf, Tree, build_tree

MISSING = ("", "NA")
"""Cells that mean missing; anything else must be a finite number."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_COLUMN_OF_FIELD = {
    "code": "iCode",
    "parent": "Parent",
    "direction": "Direction",
    "weight": "Weight",
}


class TableError(ValueError):
    """A table that cannot be read; the message names file, row and column."""


@dataclass(frozen=True)
class Table:
    """A CSV file as text: ``rows[i]`` stands in the file's row ``numbers[i]``."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]

    def at(self, i: int, column: str) -> str:
        """Where row ``i`` (zero-based) and a column stand, for messages."""
        return f"{self.name}: row {self.numbers[i]}, column {column}"

    def column(self, name: str, *, default: str | None = None) -> list[str]:
        """A column's cells, stripped; raises TableError where it is absent without default."""
        if name not in self.header:
            if default is None:
                raise TableError(f"{self.name}: row 1: the column {name} is missing")
            return [default] * len(self.rows)
        index = self.header.index(name)
        return [row[index].strip() for row in self.rows]


def read_table(path: Path) -> Table:
    """Read a CSV file in UTF-8 with a header; rows without any content are skipped."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TableError(f"{path.name}: cannot be read: {error.strerror}") from error
    return parse_table(path.name, content)


def parse_table(name: str, content: bytes) -> Table:
    """The same from bytes; ``name`` stands in the messages."""
    try:
        text = content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise TableError(f"{name}: is not UTF-8 (byte {error.start})") from error
    except csv.Error as error:
        raise TableError(f"{name}: is not a CSV table: {error}") from error
    if not lines or not any(lines[0]):
        raise TableError(f"{name}: row 1: there is no header")
    header = tuple(cell.strip() for cell in lines[0])
    for column in header:
        if column and header.count(column) > 1:
            raise TableError(f"{name}: row 1: the column {column} occurs twice")
    rows, numbers = [], []
    for number, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            found = f"{len(cells)} cells where the header has {len(header)}"
            raise TableError(f"{name}: row {number}: {found}")
        rows.append(tuple(cells))
        numbers.append(number)
    return Table(name, header, tuple(rows), tuple(numbers))


def read_tree(meta: Table) -> Tree:
    """The tree of an iMeta table: rows of type Indicator and Aggregate, all others ignored.

    Needs iCode, Parent and Direction. Weight is 1 where that column is absent; without Type,
    a code that is somebody's parent is an aggregate and every other row an indicator.
    """
    codes, parents = meta.column("iCode"), meta.column("Parent")
    parents = ["" if parent == "NA" else parent for parent in parents]
    directions, weights = meta.column("Direction"), meta.column("Weight", default="1")
    derived = "Type" not in meta.header
    types = meta.column("Type", default="")
    leaves, branches = [], []
    place: dict[str, int] = {}
    for i, code in enumerate(codes):
        kind = ("Aggregate" if code in parents else "Indicator") if derived else types[i]
        if kind not in ("Indicator", "Aggregate"):
            continue
        if not code or code in place:
            fault = "the code occurs twice" if code else "the code is empty"
            raise TableError(f"{meta.at(i, 'iCode')}: {code} {fault}".replace(":  ", ": "))
        place[code] = i
        # nothing stands beside the root, so its weight may be left out
        unweighed = kind == "Aggregate" and not parents[i] and weights[i] in MISSING
        weight = 1.0 if unweighed else _number(weights[i], meta.at(i, "Weight"))
        if kind == "Indicator":
            leaves.append(Leaf(code, parents[i], _direction(directions[i], meta, i), weight))
        else:
            branches.append(Branch(code, parents[i] or None, weight))
    try:
        return build_tree(leaves, branches)
    except TreeError as error:
        if error.place in place:
            at = meta.at(place[error.place], _COLUMN_OF_FIELD[error.field])
            raise TableError(f"{at}: {error}") from error
        raise TableError(f"{meta.name}: {error}") from error


def read_weights(table: Table, *, known: Sequence[str]) -> dict[str, float]:
    """Local weights by code from the columns iCode and Weight; other columns are ignored.

    Raises TableError, also for a code that is not among the ``known`` ones.
    """
    weights: dict[str, float] = {}
    values = table.column("Weight")
    for i, code in enumerate(table.column("iCode")):
        if code in weights:
            raise TableError(f"{table.at(i, 'iCode')}: {code} occurs twice")
        if code not in known:
            raise TableError(f"{table.at(i, 'iCode')}: the tree has no {code!r}")
        weights[code] = _number(values[i], table.at(i, "Weight"))
        if weights[code] < 0:
            raise TableError(f"{table.at(i, 'Weight')}: {values[i]!r} is negative")
    return weights


def write_weights(path: Path, tree: Tree, local: FloatArray) -> None:
    """Local weights float64[m+k] of every node but the root, as ``read_weights`` reads them."""
    layout = tree.layout
    lines = [["iCode", "Weight"]]
    for code, parent, weight in zip(layout.codes, layout.parent, local, strict=True):
        if parent >= 0:
            lines.append([code, repr(float(weight))])
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)
    except OSError as error:
        raise TableError(f"{path}: cannot be written: {error.strerror}") from error


def read_pairwise(table: Table) -> tuple[tuple[str, ...], FloatArray]:
    """Codes and the matrix float64[c, c] of how many times more a row matters than a column.

    The header names the codes after one column with the same codes in the same order; an
    entry is a number or a fraction such as 1/3.
    """
    codes = table.header[1:]
    rows = tuple(row[0].strip() for row in table.rows)
    if not codes or rows != codes:
        raise TableError(f"{table.name}: rows and columns must name the same codes in one order")
    cells = [
        [_ratio(row[j + 1].strip(), table.at(i, code)) for j, code in enumerate(codes)]
        for i, row in enumerate(table.rows)
    ]
    return codes, np.array(cells)


def _ratio(cell: str, place: str) -> float:
    over, slash, under = (part.strip() for part in cell.partition("/"))
    value = _number(over, place) / (_number(under, place) or math.nan) if slash else None
    value = _number(over, place) if value is None else value
    if not value > 0:
        raise TableError(f"{place}: {cell!r} is not a positive number or fraction")
    return value


def read_units(data: Table) -> tuple[str, ...]:
    """The unit codes (column uCode), unique and not empty."""
    codes = data.column("uCode")
    if not codes:
        raise TableError(f"{data.name}: there is no unit")
    seen: set[str] = set()
    for i, code in enumerate(codes):
        if not code or code in seen:
            reason = f"{code!r} occurs twice" if code else "the unit has no code"
            raise TableError(f"{data.at(i, 'uCode')}: {reason}")
        seen.add(code)
    return tuple(codes)


def read_values(data: Table, columns: Sequence[str]) -> FloatArray:
    """float64[n, m] of the named columns; empty and NA are missing, all else must be a number."""
    values = np.empty((len(data.rows), len(columns)))
    for j, name in enumerate(columns):
        for i, cell in enumerate(data.column(name)):
            values[i, j] = math.nan if cell in MISSING else _number(cell, data.at(i, name))
    return values


def group_names(data: Table, name: str) -> list[str]:
    """The groups of a text column in the order of their labels."""
    return sorted(set(data.column(name)) - set(MISSING))


def read_groups(data: Table, names: Iterable[str]) -> dict[str, IntArray]:
    """Labels 0, 1, ... of the named text columns in sorted order; empty or NA gives -1."""
    groups = {}
    for name in names:
        cells, labels = data.column(name), group_names(data, name)
        groups[name] = np.array(
            [labels.index(cell) if cell not in MISSING else -1 for cell in cells], dtype=np.int64
        )
    return groups


def result_header(node_codes: Sequence[str]) -> list[str]:
    """uCode, then score and rank of every node; TableError where two would be called the same."""
    header = ["uCode", *(name for code in node_codes for name in (code, f"{code}_rank"))]
    for name in header:
        if header.count(name) > 1:
            raise TableError(f"two columns of the results would be called {name}: rename the node")
    return header


def write_results(
    file: TextIO,
    units: Sequence[str],
    node_codes: Sequence[str],
    scores: FloatArray,
    ranks: IntArray,
) -> None:
    """One row per unit: uCode, then score and rank of every node; missing is empty."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(result_header(node_codes))
    for unit, own_scores, own_ranks in zip(units, scores, ranks, strict=True):
        cells = [
            cell
            for score, rank in zip(own_scores, own_ranks, strict=True)
            for cell in ("" if math.isnan(score) else repr(float(score)), str(rank) if rank else "")
        ]
        writer.writerow([unit, *cells])


def _number(cell: str, place: str) -> float:
    value = float(cell) if _NUMBER.fullmatch(cell) else math.nan
    if not math.isfinite(value):
        raise TableError(f"{place}: {cell!r} is not a finite number")
    return value


def _direction(cell: str, meta: Table, i: int) -> int:
    value = _number(cell, meta.at(i, "Direction"))
    if value not in (1.0, -1.0):
        raise TableError(f"{meta.at(i, 'Direction')}: {cell!r} is neither 1 nor -1")
    return int(value)
