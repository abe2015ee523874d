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
    """One letter to one organ over one channel, with a part of the questions.

    `key` is `<adcode>-<number>` and names the letter that an answer cites. `outcome` is empty
    while the letter is open; `substance` is the grade of the reply, if any. What happened to it
    and when stands in its events alone.
    """

    key: str
    adcode: str
    organ_kind: str
    channel: str
    part: str
    wave: int
    outcome: str
    substance: int | None


@dataclass(frozen=True)
class DemoEvent:
    """One dated event of the letter `request`, with what its kind has beside the date; the
    events of a reply are not among them."""

    request: str
    kind: str
    date: date
    route: str = ""
    days: int | None = None
    call: str = ""
    result: str = ""
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True)
class DemoReply:
    """One reply of an organ; `key` is that of the first letter it answers, `<adcode>-0` where it
    answers none. `letters` are pairs of a letter's key and the outcome for it; the key is empty
    for what it says unasked."""

    key: str
    adcode: str
    organ_kind: str
    channel: str
    received_on: date
    dated_on: date
    posted_on: date | None
    substance: int
    letters: tuple[tuple[str, str], ...]

    def answers(self, request: str) -> bool:
        return any(key == request for key, _outcome in self.letters)


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
    """A synthetic edition: statistics by city and indicator, letters, answers, doubts."""

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
    events: tuple[DemoEvent, ...]
    replies: tuple[DemoReply, ...]
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
        events=tuple(_event(row) for row in _rows(folder / "events.csv")),
        replies=tuple(_reply(row) for row in _rows(folder / "replies.csv")),
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


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _request(row: dict[str, str]) -> DemoRequest:
    texts = {name: text for name, text in row.items() if name not in {"wave", "substance"}}
    return DemoRequest(wave=int(row["wave"]), substance=_whole(row["substance"]), **texts)


def _event(row: dict[str, str]) -> DemoEvent:
    texts = {name: text for name, text in row.items() if name not in {"date", "days"}}
    day = date.fromisoformat(row["date"])
    return DemoEvent(date=day, days=_whole(row["days"]), **texts)


def _reply(row: dict[str, str]) -> DemoReply:
    pairs = (text.partition("=") for text in row["letters"].split())
    return DemoReply(
        key=row["key"],
        adcode=row["adcode"],
        organ_kind=row["organ_kind"],
        channel=row["channel"],
        received_on=date.fromisoformat(row["received_on"]),
        dated_on=date.fromisoformat(row["dated_on"]),
        posted_on=_day(row["posted_on"]),
        substance=int(row["substance"]),
        letters=tuple((key, outcome) for key, _equals, outcome in pairs),
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
