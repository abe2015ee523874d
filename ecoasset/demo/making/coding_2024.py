"""Answers of a round in its middle: from letters not yet read to decided ones."""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

import numpy as np

from ecoasset.demo.fixture import DemoAnswer
from ecoasset.demo.making.coding import PAIRS, detail, disputed
from ecoasset.demo.making.correspondence import weighted
from ecoasset.demo.making.drawn import DrawnLetter
from ecoasset.demo.making.reference import Row
from ecoasset.demo.making.round_2024 import AS_OF
from ecoasset.demo.making.workdays import workdays_between

SEARCH_DAYS = workdays_between(AS_OF.replace(month=10, day=14), AS_OF)
# How far the coders have come with a city, and with one answer of it.
STAGES: dict[str, dict[str, float]] = {
    "untouched": {"not_coded": 1.0},
    "begun": {"not_coded": 0.5, "draft": 0.3, "coded_once": 0.2},
    "once": {"not_coded": 0.1, "draft": 0.1, "coded_once": 0.8},
    "twice": {"coded_once": 0.15, "both": 0.85},
    "submitted": {"both": 0.1, "in_review": 0.8, "returned": 0.1},
    "reviewed": {"approved": 0.93, "returned": 0.03, "in_review": 0.04},
}
STAGE_SHARES: dict[str, float] = {
    "untouched": 0.08,
    "begun": 0.08,
    "once": 0.12,
    "twice": 0.20,
    "submitted": 0.17,
    "reviewed": 0.35,
}
DISPUTED = 0.12
SINGLE_PERCENT = 35
"""Of the decided answers, by protocol coded by one person alone: nobody is to read them again."""
PROGRESS: dict[str, dict[str, float]] = {
    "yes": {"yes": 0.99, "no": 0.01},
    "in_preparation": {"in_preparation": 0.5, "yes": 0.5},
    "no": {"no": 0.86, "in_preparation": 0.06, "yes": 0.08},
}


def open_answers(
    city: Row,
    questions: list[Row],
    before: dict[str, str],
    requests: tuple[DrawnLetter, ...],
    rng: np.random.Generator,
) -> list[DemoAnswer]:
    """One city's answers; `before` are last year's values by question code."""
    stage = weighted(STAGE_SHARES, rng)
    truth = {q["code"]: _progressed(q, before[q["code"]], rng) for q in questions}
    if truth["leading_group"] != "yes":
        truth["leading_group_head"] = "no"
    replies = [r for r in requests if r.replied_on]
    best = max(replies, key=lambda r: r.substance or 0, default=None)
    truth["reply_quality"] = str(best.substance) if best else ""
    answers = []
    for question in questions:
        found = _found(city, question, truth[question["code"]], best, rng)
        state = weighted(STAGES[stage], rng) if found.basis else "not_coded"
        answers.append(_coded(question, found, state, rng))
    return answers


def _progressed(question: Row, text: str, rng: np.random.Generator) -> str:
    """This year's truth from last year's."""
    if question["kind"] == "binary":
        settled = question["code"] in {"carbon_pilot", "national_park", "leading_group_head"}
        return text if settled else weighted(PROGRESS[text], rng)
    return str(int(text) + int(rng.random() < 0.06))


def _found(
    city: Row, question: Row, text: str, best: DrawnLetter | None, rng: np.random.Generator
) -> DemoAnswer:
    """The evidence on one question, uncoded; no basis where a reply is still awaited."""
    coders = PAIRS[int(city["adcode"][:4]) % len(PAIRS)]
    survey = question["source"] == "survey"
    absent = text in {"no", "0"}
    basis, request = ("search" if absent else "web"), ""
    if survey:
        cites = best is not None and ((best.substance or 0) >= 3 or question["kind"] == "ordinal")
        basis, request = ("reply", best.key) if best and cites else ("", "")
    elsewhere = basis in {"web", "search"}
    return DemoAnswer(
        adcode=city["adcode"],
        question=question["code"],
        value="",
        evidence_value=text if basis else "",
        detail_zh=detail(city["name"], question, text) if basis else "",
        basis=basis,
        request=request,
        found_on=SEARCH_DAYS[int(rng.integers(len(SEARCH_DAYS)))] if elsewhere else None,
        coder_a=coders[0],
        code_a="",
        coder_b=coders[1],
        code_b="",
        state="not_coded",
    )


def _coded(question: Row, found: DemoAnswer, state: str, rng: np.random.Generator) -> DemoAnswer:
    """The answer with the codes and the value that its state allows."""
    text = found.evidence_value
    if state == "not_coded":
        return replace(found, found_on=None if found.basis == "search" else found.found_on)
    if state in {"draft", "coded_once"}:
        return replace(found, code_a=text, state=state)
    both = replace(found, code_a=text, code_b=text)
    if rng.random() < DISPUTED:
        both = disputed(question, both, rng)
    if state == "both":
        agree = both.code_a == both.code_b
        state = "coded_both_agree" if agree else "coded_both_disagree"
        return replace(both, value=text if agree else "", state=state)
    if _singly_coded(found):
        return replace(found, code_a=text, coder_b="", value=text, state=state)
    return replace(both, value=text, state=state)


def _singly_coded(answer: DemoAnswer) -> bool:
    """Which answers the protocol has coded once: a fixed share, spread over cities and questions.

    By a checksum and not by the dice, so that it moves nothing else in the edition.
    """
    return crc32(f"{answer.adcode} {answer.question}".encode()) % 100 < SINGLE_PERCENT
