"""What becomes of the rows: each thing with its fate, and what is refused and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from surveys.coding.checklist import Checklist
from surveys.coding.codebook import Value
from surveys.files.page_box import PageBox
from surveys.models import (
    City,
    InfoRequest,
    Organ,
    Outcome,
    Question,
    Reply,
    RequestEvent,
    Round,
    User,
)
from surveys.past.faults import PastFault, PastNote
from surveys.rounds.services.reply_checks import ReplyFacts
from surveys.sheets.faults import Details, Problem, Refusal, Remark, Worded
from surveys.sheets.records import Record

# So many remarks of one kind are told row by row.
MOST_NOTED = 200


class Fate(StrEnum):
    NEW = "new"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Paper:
    """The document of an event, by its name as it is written in the row; `events` are the one that
    would be new, or all stored ones that the row may be of."""

    record: Record
    file: str
    personal: bool
    events: Sequence[RequestEvent]


@dataclass
class LetterPlan:
    """`request` is stored where it is the same, else as it would be; `events` would be new."""

    records: list[Record]
    key: str
    fate: Fate = Fate.NEW
    request: InfoRequest | None = None
    events: list[RequestEvent] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)

    @property
    def row(self) -> int:
        return self.records[0].row


@dataclass(frozen=True)
class Told:
    """What a reply says of itself: the organ that wrote it, its days and words."""

    round: Round
    organ: Organ
    facts: ReplyFacts


@dataclass
class ReplyPlan:
    """`said` are outcomes by letter, None for what came unasked; `files` are names as written."""

    records: list[Record]
    key: str
    fate: Fate = Fate.NEW
    told: Told | None = None
    said: list[tuple[LetterPlan | None, Outcome]] = field(default_factory=list)
    files: list[tuple[Record, str]] = field(default_factory=list)
    personal: bool = False
    stored: Reply | None = None

    @property
    def row(self) -> int:
        return self.records[0].row


@dataclass(frozen=True)
class Quoted:
    """A quotation, or a box with what is read in it, with the name of its file as it is written in
    the row."""

    record: Record
    file: str
    quotation: str
    page: int | None
    url: str
    box: PageBox | None = None


@dataclass(frozen=True)
class Sought:
    record: Record
    place: str
    words: str
    date: Any


@dataclass
class AnswerPlan:
    """One coder's reading of a cell; that on which the answer rests is `leading`."""

    records: list[Record]
    fate: Fate = Fate.NEW
    city: City | None = None
    question: Question | None = None
    coder: User | None = None
    reviewer: User | None = None
    value: Value = field(default_factory=Value)
    detail: str = ""
    note: str = ""
    checklist: Checklist | None = None
    quoted: list[Quoted] = field(default_factory=list)
    sought: list[Sought] = field(default_factory=list)
    leading: bool = False

    @property
    def row(self) -> int:
        return self.records[0].row


@dataclass
class FilePlan:
    """A file of the folder, or one that is `stored` and known by its SHA-256 alone."""

    name: str
    fate: Fate = Fate.NEW
    sha256: str = ""
    stored: bool = False
    media_type: str = ""
    size: int = 0


class Findings:
    """What is refused and what is told; `marked` are the rows with a refusal, by sheet."""

    def __init__(self, refused: Iterable[Refusal] = (), remarks: Iterable[Remark] = ()) -> None:
        self.refused: list[Refusal] = []
        self.remarks = [*remarks]
        self.counted: dict[PastNote, int] = {}
        self._noted: Counter[PastNote] = Counter()
        self.marked: set[tuple[str, int]] = set()
        for refusal in refused:
            self.add(refusal)

    def add(self, refusal: Refusal) -> None:
        self.refused.append(refusal)
        self.marked.add((refusal.sheet, refusal.row))

    def refuse(self, record: Record, name: str, fault: Worded, **details: Any) -> None:
        self.add(record.refuse(name, Problem(fault, details)))

    def without_row(self, fault: Worded, name: str, **details: Any) -> None:
        """Of what no row names."""
        self.add(Refusal("", 0, "", "", name, Problem(fault, details)))

    def is_refused(self, record: Record) -> bool:
        return record.refused or (record.place.sheet, record.row) in self.marked

    def note(self, note: PastNote, **details: Any) -> None:
        """Of a single row; the first of each kind are told, the others counted."""
        self._noted[note] += 1
        if self._noted[note] > MOST_NOTED:
            self.count(PastNote.MORE_ALIKE)
            return
        told: Details = details
        self.remarks.append(Remark(note, told))

    def count(self, note: PastNote, more: int = 1) -> None:
        self.counted[note] = self.counted.get(note, 0) + more

    def all_remarks(self) -> list[Remark]:
        counted = [Remark(note, {"count": n}) for note, n in self.counted.items() if n]
        return [*self.remarks, *counted]


@dataclass
class Plan:
    """All of a folder; what is refused stands in it too, with that fate."""

    letters: list[LetterPlan] = field(default_factory=list)
    replies: list[ReplyPlan] = field(default_factory=list)
    answers: list[AnswerPlan] = field(default_factory=list)
    files: list[FilePlan] = field(default_factory=list)
    findings: Findings = field(default_factory=Findings)
    order: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        return {
            "letters": _counts(self.letters),
            "replies": _counts(self.replies),
            "answers": _counts(self.answers),
            "files": _counts(self.files),
        }

    @property
    def refused(self) -> list[Refusal]:
        """In the order of the workbook, what no row names last."""
        last = len(self.order)
        return sorted(
            self.findings.refused,
            key=lambda item: (self.order.get(item.sheet, last), item.row),
        )

    @property
    def new(self) -> bool:
        return Fate.NEW in self.fates

    @property
    def fates(self) -> set[Fate]:
        """Of what the rows say; files come with them."""
        things: list[LetterPlan | ReplyPlan | AnswerPlan] = [*self.letters, *self.replies]
        return {thing.fate for thing in (*things, *self.answers)}


def _counts(things: Sequence[Any]) -> dict[str, int]:
    fates = [thing.fate for thing in things]
    return {
        "read": len(fates),
        "new": fates.count(Fate.NEW),
        "same": fates.count(Fate.SAME),
        "refused": fates.count(Fate.REFUSED),
    }


def settle(plan: ReplyPlan | AnswerPlan, findings: Findings) -> None:
    """Refused as a whole where one of its rows is, each row with a reason of its own."""
    first = next((record for record in plan.records if findings.is_refused(record)), None)
    if first is None:
        return
    plan.fate = Fate.REFUSED
    for record in plan.records:
        if not findings.is_refused(record):
            findings.refuse(record, record_key(record), PastFault.ROW_REFUSED, row=first.row)


def record_key(record: Record) -> str:
    """The column that says which thing the row is of."""
    return "key" if "key" in record.columns else "city"


def first_value(
    findings: Findings, records: Iterable[Record], name: str, default: Any = None
) -> Any:
    """What the rows of one thing say in a column; a row that says otherwise is refused."""
    found, row = default, 0
    for record in records:
        value = record.values.get(name)
        if value is None or value == "":
            continue
        if not row:
            found, row = value, record.row
        elif plain(value) != plain(found):
            findings.refuse(record, name, PastFault.DIFFERS_ABOVE, row=row)
    return found


def plain(value: Any) -> Any:
    """A day without how it was written."""
    return getattr(value, "date", value)
