"""Writes a synthetic edition as the CSV files that `fixture` reads; same bytes each time."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path

from ecoasset.demo.fixture import (
    DemoAnswer,
    DemoDoubt,
    DemoEdition,
    DemoEvent,
    DemoReply,
    DemoRequest,
)

Shape = type[DemoRequest | DemoEvent | DemoReply | DemoAnswer | DemoDoubt]
ABOUT = ("code", "year", "name_zh", "name_en", "note_zh", "note_en", "opened_on", "as_of")


def write_demo(edition: DemoEdition, codes: Sequence[str], folder: Path) -> None:
    """Write one edition's folder; `codes` are the columns of its table of values."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {name: getattr(edition, name) for name in ABOUT} | {"cut_off": edition.cut_off}
    text = json.dumps(about, ensure_ascii=False, indent=1, default=date.isoformat)
    (folder / "edition.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    table = (
        [adcode, *(_number(row.get(code)) for code in codes)]
        for adcode, row in edition.values.items()
    )
    _write(folder / "values.csv", ["adcode", *codes], table)
    _write_shapes(folder / "requests.csv", DemoRequest, edition.requests)
    _write_shapes(folder / "events.csv", DemoEvent, edition.events)
    _write_shapes(folder / "replies.csv", DemoReply, edition.replies)
    _write_shapes(folder / "answers.csv", DemoAnswer, edition.answers)
    _write_shapes(folder / "doubts.csv", DemoDoubt, edition.doubts)


def _number(value: float | None) -> str:
    """The shortest text that reads back as the same number; whole numbers without a point."""
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " ".join("=".join(pair) for pair in value)
    return _number(value) if isinstance(value, float) else str(value)


def _write_shapes(path: Path, shape: Shape, items: Iterable[object]) -> None:
    names = [field.name for field in fields(shape)]
    _write(path, names, ([_text(getattr(item, name)) for name in names] for item in items))


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
