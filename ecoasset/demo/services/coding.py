from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from ecoasset.demo.fixture import DemoAnswer, DemoEdition
from ecoasset.demo.letters import search_record
from ecoasset.demo.services.correspondence import Key, Texts
from surveys.coding.services.submission import submissions_write
from surveys.models import (
    Answer,
    Citation,
    City,
    Code,
    Edition,
    Evidence,
    Question,
    ReviewDecision,
    SearchRecord,
    Submission,
    User,
)

DECIDED = {
    "in_review": Answer.State.IN_REVIEW,
    "returned": Answer.State.RETURNED,
    "approved": Answer.State.APPROVED,
}
RETURN_REASON = "演示（合成）：引文与结论不符，请核对原文后重新提交。"


@dataclass(frozen=True)
class Shelf:
    """Everything a coded answer points to."""

    edition: Edition
    cities: Mapping[str, City]
    questions: Mapping[str, Question]
    people: Mapping[str, User]
    texts: Texts
    evidence: Mapping[str | Key, Evidence]
    as_of: datetime.date


def answers_load(demo: DemoEdition, shelf: Shelf) -> int:
    """Both coders' codes with their proof, the answers decided from them, the decisions."""
    codes: dict[tuple[str, str, str], Code] = {}
    for row in demo.answers:
        for coder, value in ((row.coder_a, row.code_a), (row.coder_b, row.code_b)):
            if coder and value:
                codes[row.adcode, row.question, coder] = _code(row, coder, value, shelf)
    Code.objects.bulk_create(codes.values(), batch_size=500)
    _proof(demo, codes, shelf)
    sent = _send(codes, shelf)
    answers = [answer for row in demo.answers if (answer := _answer(row, sent, shelf)) is not None]
    Answer.objects.bulk_create(answers, batch_size=500)
    _decisions(answers, shelf)
    return len(answers)


def _value(question: Question, text: str) -> dict[str, object]:
    if question.is_numeric and text != "unknown":
        return {"number": float(text)}
    return {"choice": text}


def _code(row: DemoAnswer, coder: str, value: str, shelf: Shelf) -> Code:
    question = shelf.questions[row.question]
    return Code(
        edition=shelf.edition,
        city=shelf.cities[row.adcode],
        question=question,
        coder=shelf.people[coder],
        detail=row.detail_zh,
        state=Code.State.DRAFT if row.state == "draft" else Code.State.SUBMITTED,
        **_value(question, value),
    )


def _send(
    codes: Mapping[tuple[str, str, str], Code], shelf: Shelf
) -> dict[tuple[str, str, str], Submission]:
    """What was sent of the codes that are no drafts, at noon of the edition's day."""
    moment = datetime.datetime.combine(shelf.as_of, datetime.time(12))
    wanted = [code for code in codes.values() if code.state == Code.State.SUBMITTED]
    sent = submissions_write(codes=wanted, at=timezone.make_aware(moment))
    return {key: sent[code.pk] for key, code in codes.items() if code.pk in sent}


def _proof(demo: DemoEdition, codes: Mapping[tuple[str, str, str], Code], shelf: Shelf) -> None:
    citations, searches = [], []
    for row in demo.answers:
        for coder in (row.coder_a, row.coder_b):
            code = codes.get((row.adcode, row.question, coder))
            if code is None:
                continue
            if row.basis == "search":
                searches.append(_search(row, code, shelf))
            else:
                citations.append(_citation(row, code, shelf))
    Citation.objects.bulk_create(citations, batch_size=500)
    SearchRecord.objects.bulk_create(searches, batch_size=500)


def _citation(row: DemoAnswer, code: Code, shelf: Shelf) -> Citation:
    if row.basis == "reply":
        evidence, letter = shelf.evidence[row.request], shelf.texts.letters[row.request]
    else:
        place = (row.adcode, row.question)
        evidence, letter = shelf.evidence[place], shelf.texts.pages[place]
    return Citation(code=code, evidence=evidence, quotation=letter.quotations[row.question])


def _search(row: DemoAnswer, code: Code, shelf: Shelf) -> SearchRecord:
    city, question = shelf.cities[row.adcode], shelf.questions[row.question]
    record = search_record(city.name, row, question.name_zh)
    day = row.found_on or shelf.as_of
    return SearchRecord(code=code, place=record.place, words=record.words, searched_on=day)


def _answer(
    row: DemoAnswer, sent: Mapping[tuple[str, str, str], Submission], shelf: Shelf
) -> Answer | None:
    """The decided answer, taken from the coder who was right; None before it is decided."""
    state = DECIDED.get(row.state)
    if state is None or not row.value:
        return None
    coder = row.coder_a if row.code_a == row.value else row.coder_b
    question = shelf.questions[row.question]
    return Answer(
        edition=shelf.edition,
        city=shelf.cities[row.adcode],
        question=question,
        submission=sent[row.adcode, row.question, coder],
        state=state,
        **_value(question, row.value),
    )


def _decisions(answers: list[Answer], shelf: Shelf) -> None:
    verdicts: dict[str, tuple[ReviewDecision.Verdict, str]] = {
        Answer.State.APPROVED: (ReviewDecision.Verdict.APPROVED, ""),
        Answer.State.RETURNED: (ReviewDecision.Verdict.RETURNED, RETURN_REASON),
    }
    rows = [
        ReviewDecision(
            answer=answer,
            revision=answer.revision,
            verdict=verdicts[answer.state][0],
            reason=verdicts[answer.state][1],
            reviewer=shelf.people["demo-reviewer"],
        )
        for answer in answers
        if answer.state in verdicts
    ]
    ReviewDecision.objects.bulk_create(rows, batch_size=500)
