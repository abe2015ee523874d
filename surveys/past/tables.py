"""A round as the workbook that it can be brought in with: the same sheets, the same columns.

Everything is read through the permissions of whoever asks: a coder gets no reading of another
before the answer is approved. What is personal stays out: who signed a letter, its query number,
contacts at organs, documents that repeat somebody's name, notes with the number of a telephone or
an identity card.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import translation

from surveys.coding.checklist import checklist_text
from surveys.models import (
    Answer,
    Edition,
    Evidence,
    InfoRequest,
    Organ,
    Outcome,
    Reply,
    RequestEvent,
    Submission,
    User,
)
from surveys.models.request_event import EventKind
from surveys.past.personal import name_without_numbers, without_numbers
from surveys.past.reading.columns import EVENT_COLUMNS, SPECS, SYNTHETIC, SheetKind
from surveys.people.services.unknown_coder import UNKNOWN_CODER
from surveys.permissions import (
    named_evidence,
    visible_submissions,
    within_reach,
)
from surveys.sheets.headings import key_of
from surveys.sheets.table import Cell, Table

Row = Mapping[str, Cell]
_COLUMN_OF = {kind: name for name, kind in EVENT_COLUMNS.items()}
# What parts several names in a cell, and what a system takes in no name of a file.
_UNFIT = str.maketrans(dict.fromkeys('；;\n\r/\\:*?"<>|', "_"))


def round_tables(edition: Edition, person: User) -> list[Table]:
    """One table a sheet, in the order in which they are read."""
    with translation.override("zh-hans"):  # as the headings: the file reads the same to all
        files = round_files(edition, person)
        letters, events = _letters(edition, person, files)
        rows: Mapping[SheetKind, Iterable[Row]] = {
            SheetKind.LETTERS: letters,
            SheetKind.EVENTS: events,
            SheetKind.REPLIES: _replies(edition, person, files),
            SheetKind.ANSWERS: _answers(edition, person, files),
            SheetKind.FILES: (
                {"name": file_name(row), "sha256": row.file.sha256} for row in files.values()
            ),
        }
        return [_table(kind, rows[kind], edition.synthetic) for kind in SPECS]


def round_files(edition: Edition, person: User) -> dict[int, Evidence]:
    """The documents that the person may read and that repeat nobody's name, by key."""
    rows = named_evidence(person).filter(edition=edition, personal=False)
    return {row.pk: row for row in rows.select_related("file").order_by("pk")}


def file_name(evidence: Evidence) -> str:
    """One of its own, although a hundred cities call their letter the same."""
    return f"{evidence.pk}-{name_without_numbers(evidence.name).translate(_UNFIT)}"


def _table(kind: SheetKind, rows: Iterable[Row], synthetic: bool) -> Table:
    names = [spec.name for spec in SPECS[kind]]
    mark = str(synthetic).lower()
    header = (*(spec.zh for spec in SPECS[kind]), SYNTHETIC)
    return Table(kind.value, header, [(*(row.get(n) for n in names), mark) for row in rows])


def _letters(
    edition: Edition, person: User, files: Mapping[int, Evidence]
) -> tuple[list[Row], list[Row]]:
    """Letters with the first event of each kind beside them, and the events that are left."""
    found = within_reach(person, InfoRequest.objects.all(), "round__edition")
    found = found.filter(round__edition=edition).select_related("round", "organ__city")
    outcomes = _outcome_words()
    letters: list[Row] = []
    more: list[Row] = []
    for letter in found.prefetch_related("history").order_by("pk"):
        row = _letter(letter)
        for event in _standing(letter):
            column = _COLUMN_OF.get(EventKind(event.kind))
            plain = not (event.note or event.outcome_id or event.document_id in files)
            if column is not None and column not in row and plain:
                row |= _beside(column, event)
            else:
                more.append(_event(letter, event, outcomes, files))
        letters.append(row)
    return letters, more


def _letter(letter: InfoRequest) -> dict[str, Cell]:
    return {
        "key": f"L{letter.pk}",
        "round": letter.round.number,
        "city": letter.organ.city.name,
        "organ": letter.organ.name,
        "organ_kind": str(Organ.Kind(letter.organ.kind).label),
        "channel": letter.get_channel_display(),
        "wave": letter.wave,
        "part": letter.part,
        "applicant_type": letter.get_applicant_type_display() or None,
    }


def _standing(letter: InfoRequest) -> list[RequestEvent]:
    """Without those of replies, which come with them, in the order of their days."""
    rows = [row for row in letter.history.all() if row.struck_at is None and row.reply_id is None]
    return sorted(rows, key=lambda row: (row.date, row.pk))


def _beside(column: str, event: RequestEvent) -> dict[str, Cell]:
    more: dict[str, Cell] = {column: event.date.isoformat()}
    if event.kind == EventKind.SUBMITTED:
        more["route"] = event.get_route_display() or None
    if event.kind == EventKind.EXTENDED:
        more["days"] = event.days
    return more


def _event(
    letter: InfoRequest,
    event: RequestEvent,
    outcomes: Mapping[str, str],
    files: Mapping[int, Evidence],
) -> Row:
    document = files.get(event.document_id or 0)
    return {
        "key": f"L{letter.pk}",
        "kind": event.kind,
        "date": event.date.isoformat(),
        "route": event.get_route_display() or None,
        "days": event.days,
        "call": event.get_call_display() or None,
        "result": event.get_result_display() or None,
        "outcome": outcomes.get(event.outcome_id or ""),
        "note": without_numbers(event.note),
        "file": file_name(document) if document else None,
    }


def _outcome_words() -> dict[str, str]:
    """The Chinese name where no other leaf of the channel has it, else the code."""
    taken: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for row in Outcome.objects.all():
        for name in {key_of(row.name_zh), key_of(row.name_en), key_of(row.code)}:
            taken[row.channel, name].append(row.pk)
    return {
        row.pk: row.name_zh if len(taken[row.channel, key_of(row.name_zh)]) == 1 else row.code
        for row in Outcome.objects.all()
    }


def _replies(edition: Edition, person: User, files: Mapping[int, Evidence]) -> Iterator[Row]:
    """A row for each letter that a reply answers; its own facts stand in the first."""
    outcomes = _outcome_words()
    found = within_reach(person, Reply.objects.standing(), "round__edition").order_by("pk")
    found = found.filter(round__edition=edition).select_related("round", "organ", "city")
    for reply in found.prefetch_related("outcomes", "evidence"):
        names = [file_name(files[row.pk]) for row in reply.evidence.all() if row.pk in files]
        told: dict[str, Cell] = {
            "received": reply.received_on.isoformat(),
            "dated": reply.dated_on.isoformat() if reply.dated_on else None,
            "posted": reply.posted_on.isoformat() if reply.posted_on else None,
            "round": reply.round.number,
            "city": reply.city.name,
            "organ": reply.organ.name,
            "number": reply.number or None,
            "summary": without_numbers(reply.summary),
            "file": "；".join(names) or None,
        }
        for said in sorted(reply.outcomes.all(), key=lambda one: one.pk):
            letter = f"L{said.request_id}" if said.request_id else None
            own: Row = {"letter": letter, "outcome": outcomes[said.outcome_id]}
            yield {"key": f"R{reply.pk}", **own, **told}
            told = {}


def _answers(edition: Edition, person: User, files: Mapping[int, Evidence]) -> Iterator[Row]:
    """Readings that answers rest on, and those that stand beside them; a row for each quotation
    and search record."""
    approved = _approved(edition)
    for sent in _readings(edition, person):
        code = sent.code
        choice = {word["value"]: word["zh"] for word in code.question.choices}
        coder = code.coder.username if code.coder.username != UNKNOWN_CODER else None
        own: dict[str, Cell] = {
            "answer": choice.get(sent.choice, sent.choice) if sent.choice else sent.number,
            "detail": without_numbers(sent.detail),
            "note": without_numbers(sent.note),
            "form": checklist_text(sent.checklist) if sent.checklist else None,
            "reviewer": approved.get(sent.pk) if coder else None,
        }
        quoted = [_quoted(row, files) for row in sent.citations.all() if row.evidence_id in files]
        sought = [_sought(row) for row in sent.searches.all()]
        empty: Row = {}
        pairs = list(zip_longest(quoted, sought, fillvalue=empty)) or [(empty, empty)]
        for one, other in pairs:
            said = {"city": code.city.name, "question": code.question.code, "coder": coder}
            yield {**said, **own, **one, **other}
            own = {}


def _readings(edition: Edition, person: User) -> Iterable[Submission]:
    """The newest sending of each code; of a cell, that on which its answer rests first."""
    newer = Submission.objects.filter(code=OuterRef("code"), sequence__gt=OuterRef("sequence"))
    rests = Answer.objects.filter(submission=OuterRef("pk"))
    rows = visible_submissions(person).filter(~Exists(newer), edition=edition)
    rows = rows.annotate(rests=Exists(rests)).select_related("code__city", "code__coder")
    order = ("code__city__adcode", "code__question__position", "-rests", "pk")
    proofs = ("code__question", "citations", "searches")
    return rows.prefetch_related(*proofs).order_by(*order)


def _approved(edition: Edition) -> dict[int, str]:
    """Who approved the answer that rests on a sending, by the sending's key."""
    rows = Answer.objects.filter(edition=edition, state=Answer.State.APPROVED)
    found = {}
    for row in rows.prefetch_related("decisions__reviewer"):
        for decision in row.decisions.all():
            if decision.undone_at is None and decision.revision == row.revision:
                found[row.submission_id] = decision.reviewer.username
    return found


def _quoted(row: Any, files: Mapping[int, Evidence]) -> Row:
    evidence = files[row.evidence_id]
    return {
        "file": file_name(evidence),
        "page": row.page,
        "quotation": row.words or None,
        "box": str(row.box) if row.box else None,
        "url": evidence.url or None,
    }


def _sought(row: Any) -> Row:
    return {"place": row.place, "words": row.words, "searched": row.searched_on.isoformat()}
