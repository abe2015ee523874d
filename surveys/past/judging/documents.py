"""The files of a round: each checked at the door, its quotations looked for, all at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.evidence.citations import Check, Reading, State
from surveys.evidence.store import sha256_of, store_read
from surveys.files.document import document_check
from surveys.files.images import Pages, pages_of
from surveys.files.page_box import PageBox, box_page_check
from surveys.files.quotation import letters_of
from surveys.files.reading import READABLE, words_of
from surveys.past.faults import PastFault, PastNote
from surveys.past.folder import Folder, alike_key
from surveys.past.judging.names import Mention, Named
from surveys.past.judging.plan import AnswerPlan, Fate, FilePlan, Findings, Quoted
from surveys.sheets.cells import Sheet

# Each waits for a process of its own most of the time.
_AT_ONCE = min(8, (os.cpu_count() or 1) + 1)
# A longer one has no room in the batch.
MOST_NAME = 400
Asked = tuple[str, int | None, PageBox | None]
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Looked:
    """What came of one file; `reason` says why it is not taken."""

    sha256: str = ""
    media_type: str = ""
    size: int = 0
    reason: str = ""
    checks: Mapping[Asked, Check] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """What came: the sheets of the workbook, the files, and what was seen of them so far."""

    sheets: Sequence[Sheet]
    folder: Folder
    looked: dict[str, Looked] = field(default_factory=dict)


def files_looked(
    named: Named,
    source: Source,
    wanted: Iterable[Mention],
    types: Mapping[str, str],
    tell: Tell,
) -> dict[str, Looked]:
    """Every named file, and in it the words that the `wanted` mentions quote; what was looked at
    before is not opened again, nor what the edition has already (`types` of those, by SHA-256).
    `tell` hears how many of how many are done."""
    asked: dict[str, set[Asked]] = {name: set() for name in named.files}
    for mention in wanted:
        if mention.quoted is not None and id(mention) in named.found:
            quoted = mention.quoted
            asked[named.found[id(mention)]].add(_asked(quoted))
    language = translation.get_language()
    folder, found = source.folder, source.looked
    jobs = [
        (plan, folder, asked[name], types, language)
        for name, plan in named.files.items()
        if name not in found or not asked[name] <= found[name].checks.keys()
    ]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        looks = pool.map(lambda job: _look(*job), jobs)
        for number, (job, looked) in enumerate(zip(jobs, looks, strict=True), start=1):
            found[job[0].name] = looked
            tell(number, len(jobs))
    return found


def _look(
    plan: FilePlan,
    folder: Folder,
    asked: set[Asked],
    types: Mapping[str, str],
    language: str | None,
) -> Looked:
    """In a thread: its words are in the language of the one who asked."""
    if plan.stored and not asked:
        return Looked(plan.sha256, types[plan.sha256])
    with translation.override(language):
        if len(plan.name) > MOST_NAME:
            text = _("The name of the file, with its folders, has more than %(limit)d signs.")
            return Looked(reason=text % {"limit": MOST_NAME})
        try:
            content = store_read(plan.sha256) if plan.stored else folder.read(plan.name)
            sha256 = sha256_of(content)
            media_type = types.get(sha256) or _checked_type(plan.name, content)
        except Refused as refusal:
            return Looked(reason=refusal.message)
        except (OSError, ValueError) as error:
            return Looked(reason=f"{plan.name}: {error}")
        checks = _checks(asked, sha256, media_type, content)
        return Looked(sha256, media_type, len(content), "", checks)


def _asked(quoted: Quoted) -> Asked:
    return quoted.quotation, quoted.page, quoted.box


def _checks(asked: set[Asked], sha256: str, media_type: str, content: bytes) -> dict[Asked, Check]:
    """Words are looked for, and of boxes the page."""
    quoted = any(box is None for _words, _page, box in asked)
    words = words_of(media_type, content) if quoted and media_type in READABLE else None
    reading = Reading(letters_of(words) if words else None)
    drawn = any(box is not None for _words, _page, box in asked)
    pages = pages_of(media_type, sha256, lambda: nullcontext(content)) if drawn else Pages()
    return {
        one: reading.check(one[0], one[1]) if one[2] is None else _box_state(pages, one[1])
        for one in asked
    }


def _box_state(pages: Pages, page: int | None) -> Check:
    try:
        box_page_check(pages, page)
    except Refused as refusal:
        return Check(State.NO_BOX, page=page, fault=refusal.message)
    return Check(State.BOX, page=page)


def _checked_type(name: str, content: bytes) -> str:
    return document_check(name=name, content=content).media_type


def files_settled(
    named: Named,
    looked: Mapping[str, Looked],
    hashes: Mapping[str, str],
    findings: Findings,
) -> None:
    """Refuse the rows of a file that is not taken or is another than its SHA-256 says."""
    for name, plan in named.files.items():
        found = looked[name]
        told = hashes.get(alike_key(name)) or hashes.get(alike_key(name).rpartition("/")[2])
        plan.media_type, plan.size = found.media_type, found.size
        if found.reason:
            _refuse_all(named.mentions[name], PastFault.FILE_REFUSED, findings, reason=found.reason)
            plan.fate = Fate.REFUSED
        elif told and told != found.sha256:
            _refuse_all(named.mentions[name], PastFault.OTHER_BYTES, findings, file=name)
            plan.fate = Fate.REFUSED
        plan.sha256 = found.sha256


def _refuse_all(
    mentions: Sequence[Mention], fault: PastFault, findings: Findings, **details: str
) -> None:
    rows = {(m.record.place.sheet, m.record.row): m.record for m in mentions}
    for record in rows.values():
        findings.refuse(record, "file", fault, **details)


def quotations_settled(
    named: Named, looked: Mapping[str, Looked], wanted: Iterable[Mention], findings: Findings
) -> None:
    """Refuse words that do not stand in their file; what cannot be read is told."""
    for mention in wanted:
        plan, quoted = named.file_of(mention), mention.quoted
        if plan is None or quoted is None or plan.fate is Fate.REFUSED:
            continue
        check = looked[plan.name].checks.get(_asked(quoted))
        if check is None:
            continue
        if check.state is State.ABSENT:
            fault = PastFault.QUOTATION_ABSENT
            findings.refuse(quoted.record, "quotation", fault, file=plan.name)
        elif check.state is State.ELSEWHERE:
            fault, pages = PastFault.QUOTATION_ELSEWHERE, check.page_words
            findings.refuse(quoted.record, "page", fault, file=plan.name, pages=pages)
        elif check.state is State.NO_BOX:
            fault = PastFault.RULE
            findings.refuse(quoted.record, "box", fault, reason=check.fault)
        elif check.state not in (State.FOUND, State.BOX):
            findings.count(PastNote.UNCHECKED)


def reply_refused(
    mention: Mention, replies: Mapping[tuple[int, str], Sequence[Mention]], name: str
) -> Mention | None:
    """The mention by a reply of the city whose file an answer quotes, where every such reply is
    refused; a file that belongs to no reply is the answer's own."""
    if not isinstance(mention.owner, AnswerPlan):
        return None
    theirs = replies.get((mention.city.pk, name), ())
    if theirs and all(one.owner.fate is Fate.REFUSED for one in theirs):
        return theirs[0]
    return None
