"""Limits, page sizes and thresholds change on purpose alone: `tests/data/limits.csv` has each.

Tests of what a limit does take it from the code, and so would follow it anywhere.
"""

from __future__ import annotations

import ast
import csv
import datetime
import importlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("surveys", "scoring", "ecoasset")
# The settings are set by each installation; the rest starts something or makes demo data.
ELSEWHERE = {"migrations", "demo", "launch", "settings.py", "wsgi.py", "__main__.py"}
LISTED = Path(__file__).with_name("data") / "limits.csv"


def _names(source: str) -> Iterator[str]:
    """Names in capitals that a module gives a value of its own."""
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            parts = target.elts if isinstance(target, ast.Tuple) else [target]
            yield from (
                part.id for part in parts if isinstance(part, ast.Name) and part.id.isupper()
            )


def _is_number(value: Any) -> bool:
    if isinstance(value, tuple):
        return bool(value) and all(_is_number(part) for part in value)
    return isinstance(value, int | float | datetime.timedelta) and not isinstance(value, bool)


def _stated() -> list[tuple[str, str]]:
    """By file and name, wherever the file stands."""
    found = []
    for part in PARTS:
        for path in (ROOT / part).rglob("*.py"):
            relative = path.relative_to(ROOT)
            names = list(_names(path.read_text(encoding="utf-8")))
            if names and ELSEWHERE.isdisjoint(relative.parts):
                module = importlib.import_module(".".join(relative.with_suffix("").parts))
                values = ((name, getattr(module, name)) for name in names)
                found += [
                    (f"{path.stem}.{name}", _text(value))
                    for name, value in values
                    if _is_number(value)
                ]
    return sorted(found)


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(_text(part) for part in value)
    return f"{value.total_seconds():g} s" if isinstance(value, datetime.timedelta) else repr(value)


def test_every_stated_limit_is_as_it_was() -> None:
    with LISTED.open(encoding="utf-8", newline="") as stream:
        listed = Counter((row["limit"], row["value"]) for row in csv.DictReader(stream))
    assert listed - Counter(_stated()) == Counter()
