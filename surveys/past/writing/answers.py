"""Answers with the documents that they quote: what is new of them, sent and decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.utils import timezone

from surveys.coding.services.submission import submissions_write
from surveys.files.document import safe_name
from surveys.models import (
    Answer,
    Citation,
    Code,
    Evidence,
    RequestEvent,
    ReviewDecision,
    RoundImport,
    SearchRecord,
    StoredFile,
    Submission,
    User,
)
from surveys.models.code import box_fields
from surveys.past.judging.judge import evidence_held
from surveys.past.judging.names import Names
from surveys.past.judging.plan import AnswerPlan, FilePlan, Plan, Quoted
from surveys.past.writing.letters import AT_ONCE
from surveys.people.services.unknown_coder import unknown_coder_get

Held = dict[tuple[int, str], Evidence]
Files = Mapping[str, StoredFile]


class _Evidence:
    """What is added to what the edition holds, by city and SHA-256."""

    def __init__(self, batch: RoundImport, actor: User | None, files: Files) -> None:
        self._common = {"edition": batch.edition, "added_by": actor}
        self._files = files
        self.held: Held = {key: rows[0] for key, rows in evidence_held(batch.edition).items()}
        self.new: list[Evidence] = []

    def add(self, city_id: int, file: FilePlan, **facts: object) -> None:
        stored, name = self._files[file.sha256], safe_name(file.name)
        row = Evidence(city_id=city_id, file=stored, name=name, **self._common, **facts)
        self.held[city_id, file.sha256] = row
        self.new.append(row)

    def add_other(self, city_id: int, file: FilePlan, **facts: object) -> None:
        """Where the city has it not yet."""
        if (city_id, file.sha256) not in self.held:
            self.add(city_id, file, **facts)


def evidence_write(
    actor: User | None,
    batch: RoundImport,
    named: Mapping[str, FilePlan],
    new: Plan,
    files: Files,
) -> Held:
    """By city and SHA-256: what a reply brought, else what was there, else the event's or the
    answer's own. Events get their documents."""
    found, names = _Evidence(batch, actor, files), Names(named)
    for plan in new.replies:
        for written in dict.fromkeys(name for _record, name in plan.files):
            file, reply = _file(names, named, written), plan.stored
            assert reply is not None  # noqa: S101 - it was just written
            kind, personal = Evidence.Kind.REPLY, plan.personal
            found.add(reply.city_id, file, kind=kind, reply=reply, personal=personal)
    papers = [
        (event, letter.request.organ.city_id, paper)
        for letter in new.letters
        if letter.request is not None
        for paper in letter.papers
        for event in paper.events
    ]
    for _event, city_id, paper in papers:
        file, kind = _file(names, named, paper.file), Evidence.Kind.OTHER
        found.add_other(city_id, file, kind=kind, personal=paper.personal)
    for answer in new.answers:
        for quoted in answer.quoted:
            file, city_id = _file(names, named, quoted.file), answer.city.pk if answer.city else 0
            kind = Evidence.Kind.WEB if quoted.url else Evidence.Kind.OTHER
            found.add_other(city_id, file, kind=kind, url=quoted.url)
    Evidence.objects.bulk_create(found.new, batch_size=AT_ONCE)
    for event, city_id, paper in papers:
        event.document = found.held[city_id, _file(names, named, paper.file).sha256]
    events = [event for event, _city, _paper in papers]
    RequestEvent.objects.bulk_update(events, ["document"], batch_size=AT_ONCE)
    return found.held


def _file(names: Names, named: Mapping[str, FilePlan], written: str) -> FilePlan:
    """One that is not refused is there, under one name."""
    return named[names.find(written)[0]]


def _citation(code: Code, quoted: Quoted, evidence: Evidence) -> Citation:
    """With a box, the words are those that are read in it."""
    drawn = quoted.box is not None
    return Citation(
        code=code,
        evidence=evidence,
        page=quoted.page,
        quotation="" if drawn else quoted.quotation,
        transcription=quoted.quotation if drawn else "",
        sha256=evidence.file.sha256 if drawn else "",
        **box_fields(quoted.box),
    )


def codes_write(
    batch: RoundImport,
    answers: Sequence[AnswerPlan],
    named: Mapping[str, FilePlan],
    evidence: Held,
) -> list[Code]:
    names = Names(named)
    nobody = unknown_coder_get() if any(a.coder is None for a in answers) else None
    codes = [
        Code(
            edition=batch.edition,
            city=plan.city,
            question=plan.question,
            coder=plan.coder or nobody,
            detail=plan.detail,
            note=plan.note,
            checklist=plan.checklist,
            state=Code.State.SUBMITTED,
            batch=batch,
            **asdict(plan.value),
        )
        for plan in answers
    ]
    Code.objects.bulk_create(codes, batch_size=AT_ONCE)
    pairs = list(zip(answers, codes, strict=True))
    Citation.objects.bulk_create(
        (
            _citation(code, quoted, evidence[code.city_id, _file(names, named, quoted.file).sha256])
            for plan, code in pairs
            for quoted in plan.quoted
        ),
        batch_size=AT_ONCE,
    )
    SearchRecord.objects.bulk_create(
        (
            SearchRecord(code=code, place=one.place, words=one.words, searched_on=one.date)
            for plan, code in pairs
            for one in plan.sought
        ),
        batch_size=AT_ONCE,
    )
    return codes


def answers_write(answers: Sequence[AnswerPlan], codes: Sequence[Code]) -> None:
    """Of each cell without an answer the reading on which it rests; the others stand beside it."""
    sent = submissions_write(codes=codes, at=timezone.now())
    cells: dict[tuple[int, int], tuple[AnswerPlan, Code]] = {}
    for plan, code in zip(answers, codes, strict=True):
        cell = (code.city_id, code.question_id)
        if cell not in cells or (plan.leading and not cells[cell][0].leading):
            cells[cell] = (plan, code)
    edition = codes[0].edition if codes else None
    there = set(Answer.objects.filter(edition=edition).values_list("city", "question"))
    resting = [(plan, sent[code.pk]) for cell, (plan, code) in cells.items() if cell not in there]
    rows = [_answer(plan, submission) for plan, submission in resting]
    Answer.objects.bulk_create(rows, batch_size=AT_ONCE)
    ReviewDecision.objects.bulk_create(
        (
            ReviewDecision(
                answer=row,
                revision=row.revision,
                verdict=ReviewDecision.Verdict.APPROVED,
                reviewer=plan.reviewer,
            )
            for row, (plan, _submission) in zip(rows, resting, strict=True)
            if plan.reviewer is not None
        ),
        batch_size=AT_ONCE,
    )


def _answer(plan: AnswerPlan, submission: Submission) -> Answer:
    approved = plan.reviewer is not None
    return Answer(
        edition=submission.edition,
        city=submission.code.city,
        question=submission.code.question,
        submission=submission,
        state=Answer.State.APPROVED if approved else Answer.State.IN_REVIEW,
        **asdict(plan.value),
    )
