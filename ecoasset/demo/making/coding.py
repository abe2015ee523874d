"""Synthetic answers with two coders' independent codes and where each rests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np

from ecoasset.demo.fixture import DemoAnswer
from ecoasset.demo.making.drawn import DrawnLetter
from ecoasset.demo.making.reference import Reference, Row
from ecoasset.demo.making.workdays import workdays_between
from scoring.index.arrays import IntArray

CODERS = tuple(f"demo-assistant-{n}" for n in range(1, 5))
PAIRS = tuple(combinations(CODERS, 2))
AGREEMENT = (0.80, 0.90)
"""Range of the nominal alpha wanted per question, before adjudication."""
NUMERIC_AGREEMENT = (0.76, 0.86)
SEARCH_DAYS = workdays_between(date(2023, 9, 18), date(2023, 11, 24))
CITED_IN_PART = 0.65
"""Share of a city's survey answers that rest on a direct but incomplete reply."""

# Share of a question's zeros that are "in preparation", which counts as no.
PREPARING: dict[str, float] = {
    "leading_group": 0.10,
    "implementation_plan": 0.25,
    "gep_standard": 0.18,
    "gep_accounting": 0.14,
    "property_registration": 0.28,
    "national_park": 0.04,
    "horizontal_policy": 0.08,
    "vertical_policy": 0.08,
    "water_trading": 0.06,
}
WRONG: dict[str, tuple[str, ...]] = {
    "yes": ("in_preparation", "no", "no", "unknown"),
    "no": ("yes", "in_preparation", "unknown"),
    "in_preparation": ("yes", "no", "yes"),
}


@dataclass(frozen=True)
class CityFile:
    """What the coders have before them: a city and its letters."""

    city: Row
    requests: tuple[DrawnLetter, ...]
    quality: int

    @property
    def best(self) -> str:
        """Key of the letter that brought the best reply; empty without any reply."""
        letters = [r for r in self.requests if r.substance == self.quality and r.replied_on]
        return letters[0].key if letters else ""

    def letter_on_land(self) -> str:
        """Key of a good reply from the natural-resources bureau, if there is one."""
        for request in self.requests:
            if request.organ_kind == "natural_resources" and (request.substance or 0) >= 3:
                return request.key
        return ""


def coded_answers(
    reference: Reference,
    numbers: dict[str, IntArray],
    files: Sequence[CityFile],
    rng: np.random.Generator,
) -> list[DemoAnswer]:
    """Approved answers of all cities to all questions that are not derived, city by city.

    A question that nothing was drawn for is newer than these editions and has no answers.
    """
    columns = [
        _question_answers(question, numbers[question["code"]], files, rng)
        for question in reference.questions
        if question["kind"] != "derived" and question["code"] in numbers
    ]
    return [answer for row in zip(*columns, strict=True) for answer in row]


def _question_answers(
    question: Row, numbers: IntArray, files: Sequence[CityFile], rng: np.random.Generator
) -> list[DemoAnswer]:
    texts = _texts(question, numbers, rng)
    answers = [_answer(question, text, file, rng) for text, file in zip(texts, files, strict=True)]
    for index in _disagreeing(question, texts, rng):
        answers[index] = disputed(question, answers[index], rng)
    return answers


def disputed(question: Row, answer: DemoAnswer, rng: np.random.Generator) -> DemoAnswer:
    """The answer with one coder's code wrong; a page replaces an empty search.

    Silence leaves nothing to misread, so its grade stays undisputed.
    """
    if answer.basis == "search" and question["kind"] == "ordinal":
        return answer
    basis = "web" if answer.basis == "search" else answer.basis
    wrong = wrong_code(question, answer.evidence_value, rng)
    if rng.random() < 0.5:
        return replace(answer, basis=basis, code_a=wrong)
    return replace(answer, basis=basis, code_b=wrong)


def _texts(question: Row, numbers: IntArray, rng: np.random.Generator) -> list[str]:
    if question["kind"] != "binary":
        return [str(number) for number in numbers]
    soon = rng.random(len(numbers)) < PREPARING.get(question["code"], 0.0)
    words = zip(numbers, soon, strict=True)
    return ["yes" if one else "in_preparation" if early else "no" for one, early in words]


def _answer(question: Row, text: str, file: CityFile, rng: np.random.Generator) -> DemoAnswer:
    coders = PAIRS[int(file.city["adcode"][:4]) % len(PAIRS)]
    basis, request = _basis(question, text, file, rng)
    found_on = None if basis == "reply" else SEARCH_DAYS[int(rng.integers(len(SEARCH_DAYS)))]
    return DemoAnswer(
        adcode=file.city["adcode"],
        question=question["code"],
        value=text,
        evidence_value=text,
        detail_zh=detail(file.city["name"], question, text),
        basis=basis,
        request=request,
        found_on=found_on,
        coder_a=coders[0],
        code_a=text,
        coder_b=coders[1],
        code_b=text,
        state="approved",
    )


def detail(city: str, question: Row, text: str) -> str:
    """A synthetic title, recognisable as such; empty where there is no document to name."""
    if question["kind"] == "ordinal" or question["code"] == "leading_group_head":
        return ""
    if text in {"no", "0"}:
        return ""
    stage = "征求意见稿" if text == "in_preparation" else ""
    topic = question["name_zh"].removeprefix("是否")
    return f"演示文件《{city}关于{topic}的材料{stage}》（合成）"


def _basis(question: Row, text: str, file: CityFile, rng: np.random.Generator) -> tuple[str, str]:
    """Where an answer rests, and on which letter."""
    if question["kind"] == "ordinal":
        return ("reply", file.best) if file.best else ("search", "")
    if question["source"] == "survey" and file.quality >= 3:
        if question["code"] == "property_registration" and file.letter_on_land():
            return "reply", file.letter_on_land()
        if file.quality == 4 or rng.random() < CITED_IN_PART:
            return "reply", file.best
    return ("search", "") if text in {"no", "0"} else ("web", "")


def _disagreeing(question: Row, texts: Sequence[str], rng: np.random.Generator) -> IntArray:
    """Cities where one coder errs: as many as bring the nominal alpha near its aim.

    alpha = 1 - observed / expected disagreement (Krippendorff), the expected one taken from
    the final answers.
    """
    total = len(texts)
    expected = 1.0 - sum((n / total) ** 2 for n in Counter(texts).values())
    aim = rng.uniform(*(AGREEMENT if question["kind"] == "binary" else NUMERIC_AGREEMENT))
    count = round((1.0 - aim) * expected * total)
    return np.sort(rng.choice(total, size=count, replace=False))


def wrong_code(question: Row, text: str, rng: np.random.Generator) -> str:
    """A code that a hurried reader might give instead of `text`."""
    if question["kind"] == "binary":
        return str(rng.choice(WRONG[text]))
    number, top = int(text), int(question["max"] or 99)
    near = [n for n in (number - 1, number + 1) if 0 <= n <= top]
    return str(rng.choice(near))
