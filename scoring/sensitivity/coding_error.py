"""How often single coders err, from stored pairs of independent codes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet

from scoring.index.sensitivity.design import error_rate
from scoring.index.sensitivity.wrong_answers import CodedCells, no_coded_cells
from scoring.models import Basis, Indicator
from scoring.runs.questions import derived_rules, operands_of
from scoring.runs.reproduction import Reproduction
from surveys.models import Edition, Question, Submission
from surveys.rounds.lateness import uncounted_answers


@dataclass(frozen=True)
class Disagreement:
    """Independent pairs of codes of one question, before adjudication."""

    question: str
    pairs: int
    unequal: int

    @property
    def rate(self) -> float:
        return self.unequal / self.pairs if self.pairs else 0.0


def disagreements(edition: Edition, basis: str) -> dict[str, Disagreement]:
    """Per question: the first two codes sent of each city, by different coders."""
    rows = (
        _submitted(edition, basis)
        .order_by("code__city_id", "code__question_id", "sent_at", "code_id")
        .values_list("code__city_id", "code__question__code", "choice", "number")
    )
    codes: dict[tuple[int, str], list[tuple[str, float | None]]] = {}
    for city_id, question, choice, number in rows.iterator(chunk_size=5000):
        codes.setdefault((city_id, question), []).append((choice, number))
    pairs: Counter[str] = Counter()
    unequal: Counter[str] = Counter()
    for (_city, question), found in codes.items():
        if len(found) >= 2:
            pairs[question] += 1
            unequal[question] += found[0] != found[1]
    return {name: Disagreement(name, pairs[name], unequal[name]) for name in pairs}


def _submitted(edition: Edition, basis: str) -> QuerySet[Submission]:
    """The codes that a study on the basis may know of: on the approved one those of decided
    answers alone, for its error rates and results are read by everybody."""
    rows = Submission.objects.standing().filter(edition=edition)
    if basis != Basis.APPROVED:
        return rows
    same = {name: OuterRef(f"code__{name}") for name in ("city", "question")}
    return rows.filter(Exists(edition.answers.approved().filter(**same)))


@dataclass(frozen=True)
class Follower:
    """The column that follows from a question's answer: 1 from `least` on, else 0."""

    column: int
    least: float


def coded_cells(again: Reproduction) -> CodedCells:
    """Cells of singly coded answers, with the error rate of their question.

    An answer that two people coded was compared and settled, so it is not flipped. Cells of
    scaled columns are left out; those of a derived question follow from the one it is
    derived from.
    """
    edition, basis, block = again.run.edition, again.run.basis, again.block
    pairs = disagreements(edition, basis)
    rates = {name: error_rate(found.rate) for name, found in pairs.items()}
    single = _singly_coded(edition, basis)
    questions = {question.code: question for question in Question.objects.all()}
    followers = _followers(again)
    row_of = {adcode: row for row, adcode in enumerate(block.adcodes)}
    found: list[tuple[int, int, float, float, float, int, float]] = []
    for indicator in Indicator.objects.coded():
        name = indicator.derivation
        if operands_of(indicator) != {name} or not rates.get(name):
            continue
        column = block.indicator_codes.index(indicator.code)
        low, high = _scale(questions[name])
        then = followers.get(name, Follower(-1, 0.0))
        for adcode in single.get(name, ()):
            row = row_of[adcode]
            if np.isnan(block.raw[row, column]):
                continue
            found.append((row, column, rates[name], low, high, then.column, then.least))
    if not found:
        return no_coded_cells()
    cells = np.array(found, dtype=np.float64)
    return CodedCells(
        row=cells[:, 0].astype(np.int64),
        column=cells[:, 1].astype(np.int64),
        probability=cells[:, 2],
        low=cells[:, 3],
        high=cells[:, 4],
        then_column=cells[:, 5].astype(np.int64),
        then_least=cells[:, 6],
    )


def _followers(again: Reproduction) -> dict[str, Follower]:
    """By the question that another one is derived from."""
    column = {
        indicator.derivation: again.block.indicator_codes.index(indicator.code)
        for indicator in Indicator.objects.coded()
    }
    return {
        rule.question: Follower(column[code], float(rule.least))
        for code, rule in derived_rules().items()
        if code in column
    }


def _singly_coded(edition: Edition, basis: str) -> dict[str, list[str]]:
    """Adcodes by question whose standing answer rests on one coder's reading alone; without
    those that count nowhere, because their letter came late."""
    coders: Counter[tuple[int, int]] = Counter()
    rows = _submitted(edition, basis)
    for city_id, question_id in rows.order_by().values_list("code__city", "code__question"):
        coders[city_id, question_id] += 1
    answers = edition.answers.all()
    if basis == Basis.APPROVED:
        answers = edition.answers.approved()
    late = uncounted_answers([edition.pk])
    single: dict[str, list[str]] = {}
    keys = answers.order_by().values_list(
        "city_id", "question_id", "city__adcode", "question__code"
    )
    for city_id, question_id, adcode, question in keys:
        counts = (edition.pk, city_id, question_id) not in late
        if coders[city_id, question_id] == 1 and counts:
            single.setdefault(question, []).append(adcode)
    return single


def _scale(question: Question) -> tuple[float, float]:
    if question.kind == Question.Kind.BINARY:
        return 0.0, 1.0
    return float(question.minimum or 0), float(question.maximum or np.inf)
