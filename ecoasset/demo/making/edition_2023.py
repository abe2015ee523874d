"""Builds `2023-demo`: complete, approved, its ranks equal to the published ones."""

from __future__ import annotations

from datetime import date

import numpy as np

from ecoasset.demo.fixture import DemoEdition
from ecoasset.demo.making.coding import CityFile, coded_answers
from ecoasset.demo.making.correspondence import CUT_OFF, city_requests
from ecoasset.demo.making.histories import history_of, in_files
from ecoasset.demo.making.reference import Reference
from ecoasset.demo.making.values import Values, solve_values

SEED = 2023
OPENED_ON, AS_OF = date(2023, 4, 3), date(2023, 11, 30)

NOTE_ZH = (
    "演示数据（合成）。报告只公布排名和合计，未公布指标值；本版的指标值、来往信件和编码均为合成，"
    "由公布的排名反推，使流程按默认方法算出的排名与公布的一致。一致是构造出来的，"
    "不能证明默认方法就是报告所用的方法。报告印出的四个区域回复率合计只对应 255 个城市，"
    "与其印出的 265 个不符；本版按 265 个构造，各区域回复率因此比印出的约高三个百分点。"
)
NOTE_EN = (
    "Synthetic demonstration data. The report prints ranks and totals, never the indicator "
    "values; the values, letters and codes of this edition are made up, solved backwards from "
    "the printed ranks so that the default method gives exactly these. The agreement is by "
    "construction and no evidence that the default method is the report's. The four regional "
    "reply rates that the report prints add up to 255 cities, not to the 265 it also prints; "
    "this edition has 265, so its regional rates lie about three points above the printed ones."
)


def build_2023(reference: Reference) -> tuple[DemoEdition, Values]:
    """The edition and the matrix behind it; the same on every call."""
    rng = np.random.default_rng(SEED)
    values = solve_values(reference, rng)
    quality = values.answers["reply_quality"]
    files = tuple(
        CityFile(city, city_requests(city["adcode"], int(grade), rng), int(grade))
        for city, grade in zip(reference.cities, quality, strict=True)
    )
    edition = DemoEdition(
        code="2023-demo",
        year=2023,
        name_zh="2023 年演示版（合成）",
        name_en="2023 demo edition (synthetic)",
        note_zh=NOTE_ZH,
        note_en=NOTE_EN,
        opened_on=OPENED_ON,
        as_of=AS_OF,
        cut_off=CUT_OFF,
        values=stored_values(reference, values),
        **in_files(
            history_of(letter, OPENED_ON, AS_OF) for file in files for letter in file.requests
        ),
        answers=tuple(coded_answers(reference, values.answers, files, rng)),
        doubts=(),
    )
    return edition, values


def stored_values(reference: Reference, values: Values) -> dict[str, dict[str, float]]:
    """Statistics by adcode and indicator code, the coded indicators left out."""
    columns = [(reference.codes.index(code), code) for code in reference.stored_codes]
    return {
        city["adcode"]: {code: float(row[column]) for column, code in columns}
        for city, row in zip(reference.cities, values.raw, strict=True)
    }
