"""Answers with their quotations and search records, each by one coder: read, not yet proved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from typing import Any

from surveys.coding.checklist import checklist_check, checklist_read
from surveys.coding.codebook import Proof, Value, proof_check, value_check
from surveys.errors import Refused
from surveys.files.page_box import box_read
from surveys.files.quotation import quotation_check
from surveys.models import Question, User
from surveys.past.faults import PastFault, PastNote
from surveys.past.judging.known import Known
from surveys.past.judging.plan import (
    AnswerPlan,
    Fate,
    Findings,
    Quoted,
    Sought,
    first_value,
    settle,
)
from surveys.past.reading.cells import answer_value
from surveys.past.reading.workbook import Rows
from surveys.permissions import Action, can, works_on
from surveys.rounds.services.reply_checks import check_date
from surveys.sheets.faults import SheetFault
from surveys.sheets.headings import key_of
from surveys.sheets.records import Record

Cell = tuple[int, int]


def answers_judged(rows: Rows, known: Known, findings: Findings) -> list[AnswerPlan]:
    """One plan a reading; what it quotes is looked up later, with the files."""
    grouped: defaultdict[Any, list[Record]] = defaultdict(list)
    for record in rows.answers:
        grouped[_group(record, known)].append(record)
    plans = []
    for records in grouped.values():
        plan = AnswerPlan(records)
        _judge(plan, known, findings)
        settle(plan, findings)
        plans.append(plan)
    return plans


def _group(record: Record, known: Known) -> Any:
    """Rows that name the same city, question and coder, however they spell them."""
    said = record.values
    if not {"city", "question"} <= said.keys():
        return record.row
    city = known.cities.find(said["city"]).city
    question = known.questions.get(key_of(said["question"]))
    if city is None or question is None:
        return record.row
    people = known.people.get(key_of(said.get("coder", "")), [])
    return city.pk, question.pk, people[0].pk if len(people) == 1 else said.get("coder", "")


def _judge(plan: AnswerPlan, known: Known, findings: Findings) -> None:
    first = plan.records[0]
    if not {"city", "question"} <= first.values.keys():
        return
    plan.city = known.city_of(first, findings)
    plan.question = known.questions.get(key_of(first.values["question"]))
    if plan.question is None:
        findings.refuse(first, "question", PastFault.NO_QUESTION)
    plan.coder = known.person_of(first, "coder", findings)
    _reviewer(plan, known, findings)
    plan.detail = first_value(findings, plan.records, "detail", "")
    plan.note = first_value(findings, plan.records, "note", "")
    if form := first_value(findings, plan.records, "form", ""):
        _form(plan, form, findings)
    for record in plan.records:
        _proofs(plan, record, findings)
    if plan.question is not None:
        _value(plan, plan.question, findings)


def _reviewer(plan: AnswerPlan, known: Known, findings: Findings) -> None:
    record = next((r for r in plan.records if "reviewer" in r.values), None)
    if record is None:
        return
    first_value(findings, plan.records, "reviewer")
    person = known.person_of(record, "reviewer", findings)
    if person is None:
        return
    if plan.coder is None and "coder" not in plan.records[0].values:
        findings.refuse(record, "reviewer", PastFault.REVIEW_OF_UNKNOWN)
    plan.reviewer = person


def _form(plan: AnswerPlan, form: str, findings: Findings) -> None:
    try:
        plan.checklist = checklist_read(form)
        if plan.question is not None:
            checklist_check(plan.question, plan.checklist)
    except Refused as refusal:
        findings.refuse(plan.records[0], "form", PastFault.RULE, reason=refusal.message)


def _proofs(plan: AnswerPlan, record: Record, findings: Findings) -> None:
    said = record.values
    if {"quotation", "box"} & said.keys():
        if "file" not in said and not record.refused:
            findings.refuse(record, "file", PastFault.QUOTATION_ALONE)
        else:
            _quoted(plan, record, findings)
    elif "file" in said:
        findings.refuse(record, "file", PastFault.FILE_ALONE)
    elif "url" in said:
        findings.count(PastNote.ADDRESS_ALONE)
    parts = [name for name in ("place", "words", "searched") if name in said]
    if not parts:
        return
    missing = next((name for name in ("place", "words", "searched") if name not in said), None)
    if missing is not None:
        if not record.refused:
            findings.refuse(record, missing, PastFault.SEARCH_PART)
        return
    plan.sought.append(Sought(record, said["place"], said["words"], said["searched"].date))


def _quoted(plan: AnswerPlan, record: Record, findings: Findings) -> None:
    said = record.values
    words, box, name = said.get("quotation", ""), None, "quotation"
    try:
        quotation_check(words)
        name = "box"
        box = box_read(said["box"]) if "box" in said else None
    except Refused as refusal:
        findings.refuse(record, name, PastFault.RULE, reason=refusal.message)
    if "file" in said:
        page, url = said.get("page"), said.get("url", "")
        plan.quoted.append(Quoted(record, said["file"], words, page, url, box))


def _value(plan: AnswerPlan, question: Question, findings: Findings) -> None:
    first = plan.records[0]
    text = first_value(findings, plan.records, "answer", "")
    row = next((r for r in plan.records if r.values.get("answer")), first)
    if not text:
        if not any(r.refused for r in plan.records):
            findings.refuse(first, "answer", SheetFault.EMPTY)
        return
    named = {word[name]: word["value"] for word in question.choices for name in ("zh", "en")}
    value = answer_value(text, question.words, named)
    if value is None:
        words = "、".join(question.words.values())
        findings.refuse(row, "answer", PastFault.WORD, words=words or "0, 1, 2 …")
        return
    plan.value = Value(choice=value) if isinstance(value, str) else Value(number=value)


def answers_lead(plans: Sequence[AnswerPlan], findings: Findings) -> None:
    """On which of several readings of a cell the answer rests: the approved one, else the first."""
    cells: defaultdict[Cell, list[AnswerPlan]] = defaultdict(list)
    for plan in plans:
        if plan.fate is not Fate.REFUSED and plan.city and plan.question:
            cells[plan.city.pk, plan.question.pk].append(plan)
    for readings in cells.values():
        approved = [plan for plan in readings if plan.reviewer is not None]
        for plan in approved[1:]:
            row = approved[0].row
            findings.refuse(plan.records[0], "reviewer", PastFault.REVIEWERS, row=row)
            settle(plan, findings)
        standing = [plan for plan in readings if plan.fate is not Fate.REFUSED]
        (approved or standing)[0].leading = True


def count_coders(plans: Sequence[AnswerPlan], findings: Findings) -> None:
    """How many new answers have no coder, and how many one alone."""
    cells: defaultdict[Cell, list[AnswerPlan]] = defaultdict(list)
    for plan in plans:
        if plan.fate is Fate.NEW and plan.city and plan.question:
            cells[plan.city.pk, plan.question.pk].append(plan)
            findings.count(PastNote.NO_CODER, plan.coder is None)
    findings.count(PastNote.ONE_CODER, sum(len(readings) == 1 for readings in cells.values()))


def new_checked(plan: AnswerPlan, known: Known, coders: Set[User], findings: Findings) -> None:
    """What only a new reading must satisfy: the codebook's rules and who may approve it, which
    none of the cell's `coders` does."""
    row = next((r for r in plan.records if r.values.get("answer")), plan.records[0])
    try:
        if plan.question is not None:
            value_check(plan.question, plan.value)
            proof_check(plan.question, plan.value, Proof(len(plan.quoted), len(plan.sought)))
        for one in plan.sought:
            row = one.record
            check_date(one.date, field="searched", today=known.today)
    except Refused as refusal:
        name = {"proof": "quotation", "searched": "searched"}.get(refusal.field, "answer")
        findings.refuse(row, name, PastFault.RULE, reason=refusal.message)
    person = plan.reviewer
    if person is None:
        return
    said = next((r for r in plan.records if "reviewer" in r.values), row)
    if person in coders:
        findings.refuse(said, "reviewer", PastFault.OWN_REVIEW)
    elif not (can(person, Action.REVIEW_ANSWER, known.edition) and works_on(person, known.edition)):
        findings.refuse(said, "reviewer", PastFault.NOT_A_REVIEWER)
