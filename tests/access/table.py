"""The table of who gets what: `table.csv` by address, `admin.csv` by model and kind of page.

A cell holds a status code, `sign-in` for the way to the sign-in page, or `door` for the
administration's own: from there a stranger goes on to sign in, and anybody else gets a 403.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.access.world import PEOPLE

FOLDER = Path(__file__).resolve().parent
SIGN_IN = "sign-in"
DOOR = "door"


@dataclass(frozen=True)
class Row:
    """What each person gets for one request; `thing` is an object of the world or a model."""

    address: str
    method: str
    thing: str
    expected: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.address} {self.thing}".strip()


def rows() -> list[Row]:
    return [*_pages(), *_admin()]


def _pages() -> Iterator[Row]:
    for line in _lines("table.csv"):
        yield Row(line["address"], line["method"], line["object"], _expected(line))


def _admin() -> Iterator[Row]:
    """Every model of `admin.csv` times the pages of its kind in `admin_pages.csv`."""
    pages = _lines("admin_pages.csv")
    for line in _lines("admin.csv"):
        app, _, model = line["model"].partition(".")
        for page in pages:
            if page["kind"] != line["kind"]:
                continue
            name = f"admin:{app}_{model}_{page['page']}"
            if page["page"] == "redirect":
                name = f"<admin/{app}/{model}/<path:object_id>/>"
            yield Row(name, page["method"], line["model"], _expected(page))


def _expected(line: dict[str, str]) -> dict[str, str]:
    return {person: line[person] for person in PEOPLE}


def _lines(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return [
            line for line in csv.DictReader(stream) if not line[next(iter(line))].startswith("#")
        ]
