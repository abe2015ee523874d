"""The matrix that the index reads, put together from a synthetic edition's files."""

from __future__ import annotations

import numpy as np

from ecoasset.demo.fixture import DemoEdition
from ecoasset.demo.making.reference import CODED, Reference
from scoring.index.arrays import FloatArray

DERIVED_FROM = {"consultation_answered": "reply_quality"}
EFFECTIVE = 2
"""Least grade of a reply with substance."""


def demo_matrix(reference: Reference, edition: DemoEdition) -> FloatArray:
    """Raw values float64[cities, 72] by adcode and tree order; NaN where there is none.

    Answers count where they have a value: `yes` is 1, `no` and `in_preparation` are 0,
    `unknown` is missing; a share of the national total is in percent.
    """
    answers = {(a.adcode, a.question): a.value for a in edition.answers}
    raw = np.full((len(reference.cities), len(reference.codes)), np.nan)
    for j, indicator in enumerate(reference.indicators):
        question, *formula = indicator["derivation"].split()
        for i, city in enumerate(reference.cities):
            if indicator["source"] in CODED:
                raw[i, j] = _answer(answers, city["adcode"], question)
            else:
                raw[i, j] = edition.values[city["adcode"]].get(indicator["code"], np.nan)
        if indicator["source"] in CODED and formula:
            raw[:, j] *= 100.0 / np.nansum(raw[:, j])
    return raw


def _answer(answers: dict[tuple[str, str], str], adcode: str, question: str) -> float:
    text = answers.get((adcode, DERIVED_FROM.get(question, question)), "")
    if text in {"", "unknown"}:
        return np.nan
    if text in {"yes", "no", "in_preparation"}:
        return float(text == "yes")
    if question in DERIVED_FROM:
        return float(int(text) >= EFFECTIVE)
    return float(text)
