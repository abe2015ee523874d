"""The whole folder against what is stored: what would become of each letter, reply, answer, file.

Reads only; nothing is written by it, in the database or in the store.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys.files.document import Document
from surveys.forms.days import Near
from surveys.models import Edition, Evidence
from surveys.past.faults import PastFault, PastNote
from surveys.past.folder import Folder, alike_key
from surveys.past.judging.answers import (
    answers_judged,
    answers_lead,
    count_coders,
    new_checked,
)
from surveys.past.judging.comparison import (
    Readings,
    answers_compared,
    events_have_files,
    replies_have_files,
)
from surveys.past.judging.documents import (
    Source,
    Tell,
    files_looked,
    files_settled,
    quotations_settled,
    reply_refused,
)
from surveys.past.judging.known import Known, known_of
from surveys.past.judging.letters import letters_judged
from surveys.past.judging.names import (
    Mention,
    Named,
    mentions_of,
    names_resolved,
    written_names,
)
from surveys.past.judging.plan import (
    AnswerPlan,
    Fate,
    FilePlan,
    Findings,
    LetterPlan,
    Plan,
    ReplyPlan,
    settle,
)
from surveys.past.judging.replies import replies_judged
from surveys.past.reading.columns import SPECS, SYNTHETIC
from surveys.past.reading.workbook import Rows, rows_read, workbook_sheets


@dataclass(frozen=True)
class Things:
    """What the rows are of, judged but for their files."""

    letters: Sequence[LetterPlan]
    replies: Sequence[ReplyPlan]
    answers: Sequence[AnswerPlan]


Held = Mapping[tuple[int, str], list[Evidence]]


def silent(_done: int, _all: int) -> None:
    """Nobody waits for the number of files."""


def source_of(document: Document, folder: Folder) -> Source:
    """`Refused` where the workbook is none."""
    return Source(workbook_sheets(document), folder)


def plan_of(*, edition: Edition, source: Source, today: datetime.date, tell: Tell = silent) -> Plan:
    """`Refused` where the workbook holds no row of a round; all else is told row by row."""
    known = known_of(edition, today)
    opens = min((row.opens_on for row in known.rounds.values()), default=None)
    rows = rows_read(source.sheets, Near(since=opens))
    findings = Findings(rows.refused, rows.remarks)
    for record in (r for kind in SPECS for r in rows.of(kind)):
        if record.values.get(SYNTHETIC) and not edition.synthetic:
            findings.refuse(record, SYNTHETIC, PastFault.SYNTHETIC)
    letters = letters_judged(rows, known, findings)
    replies = replies_judged(rows, letters, known, findings)
    answers = answers_judged(rows, known, findings)
    things = Things(letters, replies, answers)
    files = _files(rows, known, things, source, tell, findings)
    organs = [plan.request.organ for plan in letters if plan.request is not None]
    new_organs = {id(organ) for organ in organs if organ.pk is None}
    findings.count(PastNote.NEW_ORGANS, len(new_organs))
    count_coders(answers, findings)
    return Plan(letters, replies, answers, files, findings, rows.order)


def evidence_held(edition: Edition) -> dict[tuple[int, str], list[Evidence]]:
    """By city and SHA-256."""
    found: defaultdict[tuple[int, str], list[Evidence]] = defaultdict(list)
    for row in edition.evidence.select_related("file").order_by("pk"):
        found[row.city_id, row.file.sha256].append(row)
    return found


def _files(
    rows: Rows,
    known: Known,
    things: Things,
    source: Source,
    tell: Tell,
    findings: Findings,
) -> list[FilePlan]:
    replies, answers = things.replies, things.answers
    hashes = {
        alike_key(r.values["name"]): r.values["sha256"].strip().lower()
        for r in rows.files
        if not r.refused
    }
    held = evidence_held(known.edition)
    mentions = mentions_of(things.letters, replies, answers)
    readings = Readings(known, answers)
    for answer in answers:
        if answer.fate is not Fate.REFUSED and readings.of(answer) is None:
            new_checked(answer, known, readings.coders(answer), findings)
            settle(answer, findings)
    named = names_resolved(mentions, source.folder, hashes, held, findings)
    wanted = [m for m in mentions if m.owner.fate is not Fate.REFUSED and _is_new(m, readings)]
    types = {sha256: there[0].file.media_type for (_city, sha256), there in held.items()}
    looked = files_looked(named, source, wanted, types, tell)
    files_settled(named, looked, hashes, findings)
    quotations_settled(named, looked, wanted, findings)
    replies_have_files(mentions, named, findings)
    events_have_files(mentions, named, findings)
    _letters_follow(things.letters, replies, findings)
    for reply in replies:
        settle(reply, findings)
    for answer in answers:
        settle(answer, findings)
    _refuse_of_refused(mentions, named, findings)
    for answer in answers:
        settle(answer, findings)
    answers_lead(answers, findings)
    answers_compared(answers, mentions, named, readings, findings)
    plans = list(named.files.values())
    _fates(plans, named, held)
    kept = {sha256 for _city, sha256 in held}
    there = {name for name, sha256 in hashes.items() if sha256 in kept}
    return [*plans, *_unnamed(source.folder, named, rows, (hashes, there), findings)]


def _is_new(mention: Mention, readings: Readings) -> bool:
    """Words that were found when they were sent need not be looked for again."""
    owner = mention.owner
    return isinstance(owner, AnswerPlan) and readings.of(owner) is None


def _letters_follow(
    letters: Sequence[LetterPlan], replies: Sequence[ReplyPlan], findings: Findings
) -> None:
    """Refuse letters of which a document of an event is refused, and the replies to them."""
    for letter in letters:
        refused = next((p.record for p in letter.papers if findings.is_refused(p.record)), None)
        if refused is not None and letter.fate is not Fate.REFUSED:
            where = {"row": refused.row, "sheet": refused.place.sheet}
            findings.refuse(letter.records[0], "key", PastFault.EVENT_REFUSED, **where)
            letter.fate = Fate.REFUSED
    for reply in replies:
        letter_refused = next((x for x, _o in reply.said if x and x.fate is Fate.REFUSED), None)
        if letter_refused is not None and reply.fate is not Fate.REFUSED:
            row = letter_refused.row
            findings.refuse(reply.records[0], "letter", PastFault.LETTER_REFUSED, row=row)


def _refuse_of_refused(mentions: Sequence[Mention], named: Named, findings: Findings) -> None:
    """Answers that quote the file of a reply that is refused."""
    of_replies: defaultdict[tuple[int, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        if isinstance(mention.owner, ReplyPlan):
            of_replies[mention.city.pk, named.found.get(id(mention), "")].append(mention)
    for mention in mentions:
        name = named.found.get(id(mention), "")
        reply = reply_refused(mention, of_replies, name) if name else None
        if reply is not None and mention.owner.fate is not Fate.REFUSED:
            row = reply.record.row
            findings.refuse(mention.record, "file", PastFault.REPLY_REFUSED, row=row)


def _fates(plans: Sequence[FilePlan], named: Named, held: Held) -> None:
    """New where something that comes in needs it, the same where it stands there already."""
    for plan in plans:
        using = [m for m in named.mentions[plan.name] if m.owner.fate is not Fate.REFUSED]
        if not using:
            plan.fate = Fate.REFUSED
        elif all((m.city.pk, plan.sha256) in held for m in using):
            plan.fate = Fate.SAME


def _unnamed(
    folder: Folder,
    named: Named,
    rows: Rows,
    listed: tuple[Collection[str], Collection[str]],
    findings: Findings,
) -> Iterator[FilePlan]:
    """Files that no row names. One whose row is refused is not refused for that, nor one that the
    sheet of files lists: documents that nothing quotes are written out too."""
    of_the_sheet, there = listed
    written = written_names((*rows.events, *rows.replies, *rows.answers))
    for name in folder.names:
        if name in named.files:
            continue
        key = alike_key(name)
        if key in there:
            yield FilePlan(name, Fate.SAME)
            continue
        if key in of_the_sheet:
            findings.count(PastNote.OF_NO_ROW)
        elif key not in written and key.rpartition("/")[2] not in written:
            findings.without_row(PastFault.FILE_NOT_NAMED, name, file=name)
        yield FilePlan(name, Fate.REFUSED)
