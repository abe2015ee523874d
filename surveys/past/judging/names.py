"""Which file of the folder is meant where a row writes a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from surveys.models import City
from surveys.past.faults import PastFault, PastNote
from surveys.past.folder import Folder, alike_key
from surveys.past.judging.plan import (
    AnswerPlan,
    Fate,
    FilePlan,
    Findings,
    LetterPlan,
    Paper,
    Quoted,
    ReplyPlan,
)
from surveys.sheets.records import Record


@dataclass(frozen=True)
class Mention:
    """A row that names a file, with the thing that it is of; `quoted` where words are quoted,
    `paper` where it is the document of an event."""

    record: Record
    written: str
    city: City
    owner: LetterPlan | ReplyPlan | AnswerPlan
    quoted: Quoted | None = None
    paper: Paper | None = None


@dataclass
class Named:
    """What the rows name: `mentions` of each file that is there, by its plan's name."""

    files: dict[str, FilePlan] = field(default_factory=dict)
    mentions: dict[str, list[Mention]] = field(default_factory=dict)
    found: dict[int, str] = field(default_factory=dict)

    def file_of(self, mention: Mention) -> FilePlan | None:
        return self.files.get(self.found.get(id(mention), ""))


class Names:
    """Files by their whole path and by their last part, whatever their case and width."""

    def __init__(self, names: Iterable[str]) -> None:
        self._exact = dict.fromkeys(names)
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        for name in self._exact:
            key = alike_key(name)
            for one in dict.fromkeys((key, key.rpartition("/")[2])):
                self._alike[one].append(name)

    def find(self, written: str) -> list[str]:
        """The one of exactly this name, else all that are called so."""
        if written in self._exact:
            return [written]
        key = alike_key(written)
        return self._alike.get(key) or self._alike.get(key.rpartition("/")[2], [])


def mentions_of(
    letters: Sequence[LetterPlan], replies: Sequence[ReplyPlan], answers: Sequence[AnswerPlan]
) -> list[Mention]:
    """Of refused things too: their files are named, whatever becomes of them."""
    found = [
        Mention(record, name, reply.told.organ.city, reply)
        for reply in replies
        if reply.told is not None
        for record, name in reply.files
    ]
    for letter in letters:
        if letter.request is not None:
            city = letter.request.organ.city
            found += [Mention(p.record, p.file, city, letter, paper=p) for p in letter.papers]
    for answer in answers:
        if answer.city is not None:
            found += [Mention(q.record, q.file, answer.city, answer, q) for q in answer.quoted]
    return found


def names_resolved(
    mentions: Sequence[Mention],
    folder: Folder,
    hashes: Mapping[str, str],
    held: Mapping[tuple[int, str], object],
    findings: Findings,
) -> Named:
    """Each mention with its file: in the folder, or by its SHA-256 (`hashes`, by the name that is
    compared) among what the city `held` before. What is not there is refused."""
    named = Named()
    names = Names(folder.names)
    for mention in mentions:
        found = names.find(mention.written)
        sha256 = hashes.get(alike_key(mention.written), "")
        if len(found) > 1:
            told = "、".join(found[:5])
            findings.refuse(mention.record, "file", PastFault.FILES_ALIKE, names=told)
        elif found:
            _take(named, mention, FilePlan(found[0], sha256=sha256))
            _tell_alike(mention, found[0], findings)
        elif sha256 and (mention.city.pk, sha256) in held:
            known = FilePlan(mention.written, Fate.SAME, sha256=sha256, stored=True)
            _take(named, mention, known)
        else:
            findings.refuse(mention.record, "file", PastFault.FILE_MISSING, file=mention.written)
    return named


def _take(named: Named, mention: Mention, plan: FilePlan) -> None:
    named.files.setdefault(plan.name, plan)
    named.mentions.setdefault(plan.name, []).append(mention)
    named.found[id(mention)] = plan.name


def _tell_alike(mention: Mention, name: str, findings: Findings) -> None:
    if name.rpartition("/")[2] != mention.written.replace("\\", "/").rpartition("/")[2]:
        findings.note(
            PastNote.FILE_ALIKE,
            sheet=mention.record.place.sheet,
            row=mention.record.row,
            file=name,
            named=mention.written,
        )


def written_names(records: Iterable[Record]) -> set[str]:
    """What rows name that could not be read to their end."""
    found: set[str] = set()
    for record in records:
        said = record.values.get("file", ())
        found |= {alike_key(one) for one in ((said,) if isinstance(said, str) else said)}
    return found
