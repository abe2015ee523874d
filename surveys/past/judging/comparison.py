"""What comes in beside what is stored: the same, new, or refused because it says otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from surveys.coding.checklist import checklist_text
from surveys.files.page_box import PageBox
from surveys.models import Answer, Code, Submission, User
from surveys.models.code import Searched
from surveys.numbers import number_text
from surveys.past.faults import PastFault
from surveys.past.judging.known import Known
from surveys.past.judging.names import Mention, Named
from surveys.past.judging.plan import (
    AnswerPlan,
    Fate,
    Findings,
    ReplyPlan,
    Sought,
    settle,
)
from surveys.past.reading.cells import said_alike
from surveys.people.services.unknown_coder import UNKNOWN_CODER
from surveys.sheets.faults import shown

Key = tuple[int, int, str]
Cell = tuple[int, int]


@dataclass(frozen=True)
class Stored:
    """What is there of a reading: the newest sending, what its answer says of it, or a draft."""

    code: Code
    submission: Submission | None
    answer: Answer | None
    reviewer: User | None


def replies_have_files(mentions: Sequence[Mention], named: Named, findings: Findings) -> None:
    """Refuse a file that is not among those of the reply that is stored; nothing is added to it."""
    for mention in mentions:
        owner, plan = mention.owner, named.file_of(mention)
        if not isinstance(owner, ReplyPlan) or owner.stored is None or plan is None:
            continue
        held = {row.file.sha256: row.name for row in owner.stored.evidence.all()}
        if plan.fate is not Fate.REFUSED and plan.sha256 not in held:
            told = "、".join(held.values()) or "–"
            findings.refuse(mention.record, "file", PastFault.OTHER_VALUE, stored=told)


def events_have_files(mentions: Sequence[Mention], named: Named, findings: Findings) -> None:
    """Refuse a file that is not that of the event which is stored; nothing is added to it."""
    for mention in mentions:
        owner, plan, paper = mention.owner, named.file_of(mention), mention.paper
        if paper is None or owner.fate is not Fate.SAME or plan is None:
            continue
        held = {e.document.file.sha256: e.document.name for e in paper.events if e.document}
        if plan.fate is not Fate.REFUSED and plan.sha256 not in held:
            told = "、".join(held.values()) or "–"
            findings.refuse(mention.record, "file", PastFault.OTHER_VALUE, stored=told)


class Readings:
    """What is stored of each reading, and on which the answers rest."""

    def __init__(self, known: Known, coming: Iterable[AnswerPlan]) -> None:
        self._by_key = stored_readings(known)
        self._answered = {k[:2]: held for k, held in self._by_key.items() if held.answer}
        self._coders: defaultdict[tuple[object, object], set[User]] = defaultdict(set)
        for held in self._by_key.values():
            self._coders[held.code.city, held.code.question].add(held.code.coder)
        for plan in coming:
            if plan.coder is not None:
                self._coders[plan.city, plan.question].add(plan.coder)

    def of(self, plan: AnswerPlan) -> Stored | None:
        """The same coder's; where no coder is named, that on which the answer rests."""
        if plan.city is None or plan.question is None:
            return None
        cell = (plan.city.pk, plan.question.pk)
        coder = plan.coder.username if plan.coder else UNKNOWN_CODER
        held = self._by_key.get((*cell, coder))
        return self._answered.get(cell) if held is None and plan.coder is None else held

    def coders(self, plan: AnswerPlan) -> Set[User]:
        """Whoever has a reading of the plan's cell, stored or coming in; a draft is one."""
        return self._coders[plan.city, plan.question]

    def answered(self, plan: AnswerPlan) -> Stored | None:
        """What the answer of the cell rests on, whoever sent it."""
        if plan.city is None or plan.question is None:
            return None
        return self._answered.get((plan.city.pk, plan.question.pk))


def answers_compared(
    answers: Sequence[AnswerPlan],
    mentions: Sequence[Mention],
    named: Named,
    readings: Readings,
    findings: Findings,
) -> None:
    """Settle which readings are new; of one that is stored, an empty cell says nothing and a
    filled one must say the same."""
    quoted: defaultdict[int, set[Quotation]] = defaultdict(set)
    for mention in mentions:
        plan = named.file_of(mention)
        if mention.quoted is not None and plan is not None:
            said = mention.quoted
            told = (plan.sha256, said.page, said.quotation, said.box)
            quoted[id(mention.owner)].add(told)
    for answer in answers:
        if answer.fate is Fate.REFUSED:
            continue
        held, other = readings.of(answer), readings.answered(answer)
        if held is not None:
            _as_stored(answer, held, quoted[id(answer)], findings)
        elif other is not None:
            _beside(answer, other, findings)
        settle(answer, findings)


Quotation = tuple[str, int | None, str, PageBox | None]


def _as_stored(plan: AnswerPlan, held: Stored, quoted: set[Quotation], findings: Findings) -> None:
    first, sent = plan.records[0], held.submission
    if sent is None:
        findings.refuse(first, "answer", PastFault.DRAFT_THERE)
        return
    plan.fate = Fate.SAME
    if (plan.value.choice, plan.value.number) != (sent.choice, sent.number):
        stored = sent.choice or number_text(sent.number or 0)
        findings.refuse(first, "answer", PastFault.OTHER_VALUE, stored=stored)
    if plan.checklist not in (None, sent.checklist):
        stored = checklist_text(sent.checklist) if sent.checklist else "–"
        findings.refuse(first, "form", PastFault.OTHER_VALUE, stored=stored)
    for name in ("detail", "note"):
        typed, stored = getattr(plan, name), getattr(sent, name)
        if typed and not said_alike(typed, stored):
            findings.refuse(first, name, PastFault.OTHER_VALUE, stored=shown(stored) or "–")
    cited = [(row.sha256, row.page, row.words, row.box) for row in sent.citations.all()]
    there = "、".join(shown(str(row)) for row in sent.citations.all()) or "–"
    if any(not _is_cited(one, cited) for one in quoted):
        findings.refuse(first, "quotation", PastFault.OTHER_VALUE, stored=there)
    for one in plan.sought:
        if not any(_is_search(one, row) for row in sent.searches.all()):
            findings.refuse(one.record, "place", PastFault.OTHER_VALUE, stored="–")
    if plan.reviewer is not None and plan.reviewer != held.reviewer:
        stored = held.reviewer.username if held.reviewer else "–"
        findings.refuse(first, "reviewer", PastFault.OTHER_VALUE, stored=stored)


def _is_search(one: Sought, row: Searched) -> bool:
    same = said_alike(one.place, row.place) and said_alike(one.words, row.words)
    return same and one.date == row.searched_on


def _is_cited(one: Quotation, cited: Sequence[Quotation]) -> bool:
    """A row without a page says nothing of it."""
    sha256, page, words, box = one
    return any(
        (sha256, box) == (other, drawn) and said_alike(words, text) and page in (None, number)
        for other, number, text, drawn in cited
    )


def _beside(plan: AnswerPlan, held: Stored, findings: Findings) -> None:
    """A reading of another person for a cell that has its answer: kept beside it, and the answer
    stays what it is; it must not claim to be another one."""
    answer = held.answer
    if answer is None or not plan.leading:
        return
    first = plan.records[0]
    if (plan.value.choice, plan.value.number) != (answer.choice, answer.number):
        stored = answer.choice or number_text(answer.number or 0)
        findings.refuse(first, "answer", PastFault.OTHER_VALUE, stored=stored)
    elif plan.reviewer is not None:
        stored = held.reviewer.username if held.reviewer else "–"
        findings.refuse(first, "reviewer", PastFault.OTHER_VALUE, stored=stored)
    plan.leading = False


def stored_readings(known: Known) -> dict[tuple[int, int, str], Stored]:
    """What is there of each reading, by city, question and the coder's user name."""
    codes = Code.objects.filter(edition=known.edition).select_related("coder", "city", "question")
    newest: dict[int, Submission] = {}
    sent = Submission.objects.filter(edition=known.edition).order_by("sequence")
    for row in sent.prefetch_related("citations", "searches"):
        newest[row.code_id] = row
    answers = {
        (row.city_id, row.question_id): row
        for row in Answer.objects.filter(edition=known.edition)
        .select_related("submission")
        .prefetch_related("decisions__reviewer")
    }
    found = {}
    for code in codes:
        answer = answers.get((code.city_id, code.question_id))
        rests = answer is not None and answer.submission.code_id == code.pk
        key = (code.city_id, code.question_id, code.coder.username)
        found[key] = Stored(
            code,
            newest.get(code.pk),
            answer if rests else None,
            _approved_by(answer) if answer is not None and rests else None,
        )
    return found


def _approved_by(answer: Answer) -> User | None:
    if answer.state != Answer.State.APPROVED:
        return None
    standing = (
        row.reviewer
        for row in answer.decisions.all()
        if row.verdict == row.Verdict.APPROVED
        and row.undone_at is None
        and row.revision == answer.revision
    )
    return next(standing, None)
