"""Builds `2024-demo`: the year after, in the middle of its round, with gaps and slips."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np

from ecoasset.demo.fixture import DemoAnswer, DemoDoubt, DemoEdition
from ecoasset.demo.making.cases_2024 import cases_2024
from ecoasset.demo.making.coding_2024 import open_answers
from ecoasset.demo.making.columns import CONTINUOUS
from ecoasset.demo.making.drawn import DrawnLetter
from ecoasset.demo.making.histories import history_of, in_files
from ecoasset.demo.making.reference import Reference
from ecoasset.demo.making.replies_2024 import unasked_replies
from ecoasset.demo.making.round_2024 import AS_OF, open_requests

SEED = 2024
OPENED_ON = date(2024, 8, 26)
MISSING = 0.012
LATE_YEARBOOK = ("632300", "632500", "632600", "632700")
LATE_COLUMNS = ("C4.1.1", "C4.1.2", "C4.2.1", "C4.2.2", "C3.1.1", "C3.1.2")
SPARSE_CITY = "460300"
SPARSE_COLUMNS = ("R2.1.1", "R2.2.1", "R2.3.1", "G3.2.1", "G3.3.1", "M3.1.1", "M3.1.2", "M4.2.1")
# Growth in percent of a year by the first letters of the code: mean and spread.
GROWTH: dict[str, tuple[float, float]] = {"R": (0.0, 1.2), "G": (4.0, 6.0), "C": (3.0, 5.0)}
OTHER_GROWTH = (5.0, 7.0)

# Cells spoiled on purpose: adcode, indicator, what happened, factor.
SLIPS: tuple[tuple[str, str, str, float], ...] = (
    ("410100", "M1.1.1", "unit_slip", 10_000.0),
    ("510700", "M4.2.1", "unit_slip", 10_000.0),
    ("370200", "C2.1.1", "unit_slip", 0.0001),
    ("330700", "M4.2.2", "unit_slip", 10_000.0),
    ("430100", "R1.1.1", "unit_slip", 100.0),
    ("230100", "R1.2.2", "unit_slip", 100.0),
    ("420600", "R2.1.1", "share_as_fraction", 0.01),
    ("340100", "G3.3.1", "share_as_fraction", 0.01),
    ("610100", "R2.2.1", "digit_slip", 10.0),
    ("350200", "C2.3.1", "digit_slip", 10.0),
    ("450300", "M2.1.1", "digit_slip", 0.1),
    ("530100", "R3.3.1", "digit_slip", 10.0),
)

NOTE_ZH = (
    "演示数据（合成）。本版处在调查轮次的中途：部分来件逾期、补正或延期，部分答复待编码、"
    "存在分歧或待审核，部分统计值缺失或有意写错，用来演示各个工作队列、版本比较和缺失处理。"
)
NOTE_EN = (
    "Synthetic demonstration data. This edition stands in the middle of its round: letters "
    "overdue, corrected or extended, replies to code, codes that disagree, reviews open, "
    "statistics missing or wrong on purpose, so that every queue, the comparison of editions "
    "and the rules for missing values have something to show."
)


def build_2024(reference: Reference, before: DemoEdition) -> DemoEdition:
    """The edition after `before`; the same on every call."""
    rng = np.random.default_rng(SEED)
    values = {city: _grown(row, rng) for city, row in before.values.items()}
    _drop(values, rng)
    doubts = tuple(_slip(values, *slip) for slip in SLIPS)
    last = {(a.adcode, a.question): a.value for a in before.answers}
    asked = {question for _city, question in last}
    questions = [q for q in reference.questions if q["code"] in asked]
    letters: list[DrawnLetter] = []
    answers: list[DemoAnswer] = []
    for city in reference.cities:
        requests = open_requests(city["adcode"], rng)
        texts = {q["code"]: last[city["adcode"], q["code"]] for q in questions}
        answers += open_answers(city, questions, texts, requests, rng)
        letters += requests
    histories = [history_of(letter, OPENED_ON, AS_OF) for letter in letters]
    cited = {answer.request for answer in answers}
    return DemoEdition(
        code="2024-demo",
        year=2024,
        name_zh="2024 年演示版（合成）",
        name_en="2024 demo edition (synthetic)",
        note_zh=NOTE_ZH,
        note_en=NOTE_EN,
        opened_on=OPENED_ON,
        as_of=AS_OF,
        cut_off=None,
        values=values,
        **in_files(cases_2024(histories, cited), unasked_replies()),
        answers=tuple(answers),
        doubts=doubts,
    )


def _grown(row: Mapping[str, float], rng: np.random.Generator) -> dict[str, float]:
    """A year's change of every statistic, in the digits of its column."""
    grown = {}
    columns = {column.code: column for column in CONTINUOUS}
    for code, value in row.items():
        mean, spread = GROWTH.get(code[0], OTHER_GROWTH)
        factor = max(1.0 + (mean + spread * rng.standard_normal()) / 100.0, 0.5)
        if code not in columns:
            grown[code] = value + float(rng.random() < 0.1)
            continue
        column = columns[code]
        grown[code] = round(value * factor, column.digits)
        if code in {"R2.1.1", "C2.2.1"}:
            grown[code] = min(grown[code], 100.0)
    return grown


def _drop(values: dict[str, dict[str, float]], rng: np.random.Generator) -> None:
    """Remove scattered cells, a late yearbook's columns and most of one small city."""
    for adcode, row in values.items():
        for code in [code for code in row if rng.random() < MISSING]:
            del row[code]
        late = LATE_COLUMNS if adcode in LATE_YEARBOOK else ()
        for code in (*late, *(SPARSE_COLUMNS if adcode == SPARSE_CITY else ())):
            row.pop(code, None)


def _slip(
    values: dict[str, dict[str, float]], adcode: str, code: str, kind: str, factor: float
) -> DemoDoubt:
    sound = values[adcode][code]
    values[adcode][code] = round(sound * factor, 4)
    return DemoDoubt(adcode=adcode, indicator=code, kind=kind, sound_value=sound)
