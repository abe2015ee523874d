"""The words that passages are marked by: rows of `fixtures/reference/marks.csv`, as data.

A row says of which question (all of them where empty), in which role, and how much its words
weigh; "…" in a word stands for up to a dozen letters of the same sentence.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from surveys.files.quotation import letters_of

COLUMNS = ("question", "role", "weight", "words")
GAP = "…"
WIDEST_GAP = 12
HEAVIEST = 6
# Of the name of a question without words: so many letters in a row, and what each run weighs.
RUN, RUN_WEIGHT = 4, 0.9
# What names of questions begin and end with, whatever they ask.
_ASKING = re.compile(
    "^(?:是否|有无)(?:已|开展|建立|出台|进行|列入|纳入|参与|属于)?|(?:个数|数量|情况|质量)$"
)


class Role(StrEnum):
    """`subject` names what is asked; `answer` says that it is there, not there, or on its way.

    `own` says that it is about the city itself; `field` is what all questions are about, `fact` a
    number, a day, a title. `other` names another question's subject or another level,
    `request` repeats what was asked, `form` belongs to any letter.
    `never` takes the words around a subject away from it, as 登记号 does with 登记.
    """

    SUBJECT = "subject"
    ANSWER = "answer"
    OWN = "own"
    FIELD = "field"
    FACT = "fact"
    OTHER = "other"
    REQUEST = "request"
    FORM = "form"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Word:
    """As it is compared, and as it is written; `gapped` where others may stand inside."""

    letters: str
    written: str
    weight: float
    gapped: re.Pattern[str] | None = None


Words = Mapping[Role, tuple[Word, ...]]


@dataclass(frozen=True)
class Finder:
    """The words of one role, looked for in one pass; of words that overlap the longest counts."""

    words: Mapping[str, Word]
    pattern: re.Pattern[str] | None
    gapped: tuple[Word, ...]

    def find(self, text: str) -> Iterator[tuple[int, int, Word]]:
        if self.pattern is not None:
            for found in self.pattern.finditer(text):
                yield found.start(), found.end(), self.words[found.group()]
        for word in self.gapped:
            if word.gapped is not None and word.letters in text:
                for found in word.gapped.finditer(text):
                    yield found.start(), found.end(), word


@dataclass
class Lexicon:
    """Words by question and of all questions; `version` changes with any of them."""

    questions: Mapping[str, Words]
    general: Words
    version: str
    _finders: dict[tuple[str, Role], Finder] = field(default_factory=dict, repr=False)

    def words(self, question: str, role: Role) -> tuple[Word, ...]:
        """The question's own, then those of all questions."""
        return (*self.questions.get(question, {}).get(role, ()), *self.general.get(role, ()))

    def finder(self, question: str, role: Role) -> Finder:
        key = (question, role)
        if key not in self._finders:
            self._finders[key] = finder_of(self.words(question, role))
        return self._finders[key]


def lexicon_read(path: Path) -> Lexicon:
    """Raises ValueError with the line where a row cannot be read, or OSError."""
    content = path.read_bytes()
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    return lexicon_of(rows, hashlib.sha256(content).hexdigest())


def lexicon_of(rows: Iterable[Mapping[str, str]], version: str) -> Lexicon:
    kept: dict[str, dict[Role, list[Word]]] = {}
    for line, row in enumerate(rows, start=2):
        try:
            question, role, words = _row(row)
        except (KeyError, ValueError) as error:
            raise ValueError(f"marks.csv line {line}: {error}") from error
        kept.setdefault(question, {}).setdefault(role, []).extend(words)
    frozen = {
        question: {role: tuple(words) for role, words in roles.items()}
        for question, roles in kept.items()
    }
    return Lexicon({code: frozen[code] for code in frozen if code}, frozen.get("", {}), version)


def lexicon_with(lexicon: Lexicon, names: Mapping[str, str], version: str) -> Lexicon:
    """With questions that it has no words for: each is known by the runs of its Chinese name."""
    named = {code: {Role.SUBJECT: _runs(name)} for code, name in names.items()}
    return Lexicon({**lexicon.questions, **named}, lexicon.general, version)


def _runs(name: str) -> tuple[Word, ...]:
    letters = letters_of(_ASKING.sub("", name)).letters.lower()
    runs = (letters[at : at + RUN] for at in range(max(len(letters) - RUN + 1, 1)))
    return tuple(word_of(run, RUN_WEIGHT) for run in dict.fromkeys(runs) if run)


def finder_of(words: Iterable[Word]) -> Finder:
    """Of a word that stands twice, the question's own weight counts."""
    plain: dict[str, Word] = {}
    gapped = []
    for word in words:
        if word.gapped is not None:
            gapped.append(word)
        else:
            plain.setdefault(word.letters, word)
    longest = sorted(plain, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest))) if longest else None
    return Finder(plain, pattern, tuple(gapped))


def word_of(written: str, weight: float) -> Word:
    """Compared in small letters, as a document is; ValueError where nothing is left of it."""
    parts = [letters_of(part).letters.lower() for part in written.split(GAP)]
    if not all(parts):
        raise ValueError(f"{written!r} is no word")
    if len(parts) == 1:
        return Word(parts[0], written, weight)
    gap = rf"[^。;]{{0,{WIDEST_GAP}}}?"
    return Word(parts[0], written, weight, re.compile(gap.join(map(re.escape, parts))))


def _row(row: Mapping[str, str]) -> tuple[str, Role, list[Word]]:
    role, weight = Role(row["role"]), float(row["weight"])
    if not 0 < weight <= HEAVIEST:
        raise ValueError(f"a weight above 0 and up to {HEAVIEST} expected, not {row['weight']}")
    words = [word_of(word.strip(), weight) for word in row["words"].split("|")]
    return row["question"], role, words
