"""Reads a committed synthetic edition: plain CSV files into frozen shapes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@dataclass(frozen=True)
class DemoRequest:
    """One letter to one organ over one channel, and what came of it so far.

    `key` is `<adcode>-<number>` and names the letter that an answer cites. `outcome` is
    empty while the letter is open; `substance` is the grade of the reply, if any.
    """

    key: str
    adcode: str
    organ_kind: str
    channel: str
    wave: int
    sent_on: date | None
    received_on: date | None
    correction_on: date | None
    corrected_on: date | None
    extended_on: date | None
    extension_days: int | None
    replied_on: date | None
    outcome: str
    substance: int | None


@dataclass(frozen=True)
class DemoAnswer:
    """One city's answer to one question with both coders' independent codes.

    `value`, `code_a`, `code_b` and `evidence_value` (what the evidence says to a careful
    reader) are `yes`, `no`, `in_preparation`, `unknown` or a whole number as text; empty
    while there is none. `basis` says where the answer rests: on the reply to the letter
    `request`, on a web page, or on a search record of the day `found_on`. `state` is one of
    `not_coded`, `draft`, `coded_once`, `coded_both_agree`, `coded_both_disagree`,
    `in_review`, `returned` and `approved`.
    """

    adcode: str
    question: str
    value: str
    evidence_value: str
    detail_zh: str
    basis: str
    request: str
    found_on: date | None
    coder_a: str
    code_a: str
    coder_b: str
    code_b: str
    state: str


@dataclass(frozen=True)
class DemoDoubt:
    """A value that was spoiled on purpose: the cell, what was done, and the sound value."""

    adcode: str
    indicator: str
    kind: str
    sound_value: float


@dataclass(frozen=True)
class DemoEdition:
    """A synthetic edition: statistics by city and indicator, answers, letters, doubts."""

    code: str
    year: int
    name_zh: str
    name_en: str
    note_zh: str
    note_en: str
    opened_on: date
    as_of: date
    cut_off: date | None
    values: Mapping[str, Mapping[str, float]]
    requests: tuple[DemoRequest, ...]
    answers: tuple[DemoAnswer, ...]
    doubts: tuple[DemoDoubt, ...]


def read_demo_2023() -> DemoEdition:
    """The complete edition whose ranks equal the published ones by construction."""
    return read_demo(FIXTURES / "demo_2023")


def read_demo_2024() -> DemoEdition:
    """The edition in the middle of its round."""
    return read_demo(FIXTURES / "demo_2024")


def read_demo(folder: Path) -> DemoEdition:
    """Read one edition's folder; a missing cell is left out of `values`."""
    about = json.loads((folder / "edition.json").read_text(encoding="utf-8"))
    cut_off = about["cut_off"]
    return DemoEdition(
        code=about["code"],
        year=about["year"],
        name_zh=about["name_zh"],
        name_en=about["name_en"],
        note_zh=about["note_zh"],
        note_en=about["note_en"],
        opened_on=date.fromisoformat(about["opened_on"]),
        as_of=date.fromisoformat(about["as_of"]),
        cut_off=date.fromisoformat(cut_off) if cut_off else None,
        values={row.pop("adcode"): _numbers(row) for row in _rows(folder / "values.csv")},
        requests=tuple(_request(row) for row in _rows(folder / "requests.csv")),
        answers=tuple(_answer(row) for row in _rows(folder / "answers.csv")),
        doubts=tuple(_doubt(row) for row in _rows(folder / "doubts.csv")),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _numbers(row: dict[str, str]) -> dict[str, float]:
    return {code: float(text) for code, text in row.items() if text}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _request(row: dict[str, str]) -> DemoRequest:
    return DemoRequest(
        key=row["key"],
        adcode=row["adcode"],
        organ_kind=row["organ_kind"],
        channel=row["channel"],
        wave=int(row["wave"]),
        sent_on=_day(row["sent_on"]),
        received_on=_day(row["received_on"]),
        correction_on=_day(row["correction_on"]),
        corrected_on=_day(row["corrected_on"]),
        extended_on=_day(row["extended_on"]),
        extension_days=int(row["extension_days"]) if row["extension_days"] else None,
        replied_on=_day(row["replied_on"]),
        outcome=row["outcome"],
        substance=int(row["substance"]) if row["substance"] else None,
    )


def _answer(row: dict[str, str]) -> DemoAnswer:
    texts = {name: text for name, text in row.items() if name != "found_on"}
    return DemoAnswer(found_on=_day(row["found_on"]), **texts)


def _doubt(row: dict[str, str]) -> DemoDoubt:
    return DemoDoubt(
        adcode=row["adcode"],
        indicator=row["indicator"],
        kind=row["kind"],
        sound_value=float(row["sound_value"]),
    )
