"""How well each sentence of a document fits a question, by the words that stand in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from surveys.marks.followers import followers_of, is_heading, taken_over
from surveys.marks.lexicon import Finder, Lexicon, Role, Word
from surveys.marks.read import Hit, Read
from surveys.marks.subjects import Subjects

# What words of one role bring a sentence at most: a text is not better for saying it ten times.
MOST = {
    Role.SUBJECT: 4.0,
    Role.ANSWER: 4.5,
    Role.OWN: 1.5,
    Role.FIELD: 1.0,
    Role.FACT: 1.0,
    Role.OTHER: 3.0,
    Role.REQUEST: 4.0,
    Role.FORM: 4.0,
}
FOR = (Role.ANSWER, Role.OWN, Role.FIELD, Role.FACT)
AGAINST = (Role.OTHER, Role.REQUEST, Role.FORM)
# What is left of a repeated question once its answer follows behind a comma.
ANSWERED = 0.3
# Where a subject is met this often, a sentence without the field is about something else.
OFTEN = 12
STRAY, STRAY_NEAR = 4.0, 0.5
FAR = 10
# So many candidates are looked at closely, however long the document is.
CLOSELY = 400
# A heading says what follows, not what is the case.
HEADING = 1.5
# 〔2022〕58号, 2024年3月, DB33/T 2274, 4107.3亿元: letters as they are compared.
_FACTS = re.compile(
    r"[〔\[(](?:19|20)\d\d[〕\])]|(?:19|20)\d\d年|[二〇○零一]{2}[〇○零一二三四五六七八九]{2}年"
    r"|db\d\d|gb/?t|\d(?:\.\d+)?[亿万]元|《"
)
_FACT = Word("", "", 1.0)


@dataclass(frozen=True)
class Scored:
    """A sentence as a candidate; `basis` is the one that names its subject where it is another."""

    index: int
    score: float
    hits: tuple[Hit, ...]
    against: tuple[Hit, ...] = ()
    basis: int | None = None


def scored(read: Read, question: str, lexicon: Lexicon, subjects: Subjects) -> list[Scored]:
    """Candidates in the order of the text."""
    own = subjects.own.get(question, {})
    bearing = {index: weight_of(Role.SUBJECT, hits) for index, hits in own.items()}
    named = partial(subjects.other, question=question)
    followers = followers_of(read, bearing, named)
    if len(bearing) > OFTEN:
        bearing = _closely(read, lexicon, bearing)
    found = [_scored(read, question, lexicon, at, own[at], bearing[at]) for at in sorted(bearing)]
    for index, basis in sorted(followers.items()):
        if basis in bearing:
            taken = taken_over(read, index, basis, bearing[basis], named)
            one = _scored(read, question, lexicon, index, [], taken, basis)
            found += [one] if one.hits else []
    return sorted(found, key=lambda one: one.index)


def weight_of(role: Role, hits: Iterable[Hit]) -> float:
    """Each word once, and of one role no more than it may bring."""
    heaviest: dict[str, float] = {}
    for hit in hits:
        heaviest[hit.word.letters] = max(heaviest.get(hit.word.letters, 0.0), hit.word.weight)
    return min(sum(heaviest.values()), MOST[role])


def _closely(read: Read, lexicon: Lexicon, bearing: Mapping[int, float]) -> dict[int, float]:
    """Of very many, the likeliest: those near a word of the field, and by their own words."""
    field = sorted({hit.sentence for hit in read.find(lexicon.words("", Role.FIELD), Role.FIELD)})
    strayed = {index: _strayed(field, index) for index in bearing}
    # Where none is near the field, it is no sign of anything.
    nearest = min(strayed.values())
    fits = {index: weight - strayed[index] + nearest for index, weight in bearing.items()}
    likely = sorted(fits, key=lambda index: (-fits[index], index))[:CLOSELY]
    return {index: fits[index] for index in likely}


def _strayed(field: list[int], index: int) -> float:
    """More, the farther away the next sentence is that speaks of the field."""
    at = bisect_left(field, index)
    away = min((abs(index - near) for near in field[max(at - 1, 0) : at + 1]), default=FAR + 1)
    return 0.0 if away <= 1 else STRAY_NEAR if away <= FAR else STRAY


def _scored(
    read: Read,
    question: str,
    lexicon: Lexicon,
    index: int,
    subjects: list[Hit],
    bearing: float,
    basis: int | None = None,
) -> Scored:
    sentence = read.sentences[index]
    begin, end = read.letters_in(sentence.start, sentence.end)
    hits, score = list(subjects), bearing
    for role in FOR:
        met = list(_met(read, lexicon.finder(question, role), role, index, begin, end))
        score += weight_of(role, met)
        hits += met
    answered = max((hit.start for hit in hits if hit.role is Role.ANSWER), default=begin)
    pause = read.small.rfind(",", begin, answered)
    against: list[Hit] = []
    for role in AGAINST:
        met = list(_met(read, lexicon.finder(question, role), role, index, begin, end))
        # "您询问的核算规范，我市尚未制定": it repeats what was asked and goes on to answer.
        before = [hit for hit in met if hit.end <= pause and role is not Role.OTHER]
        after = [hit for hit in met if hit not in before]
        score -= weight_of(role, after) + ANSWERED * weight_of(role, before)
        against += met
    if is_heading(read, index) and "\t" not in read.words(index):
        score -= HEADING
    return Scored(index, score, tuple(hits), tuple(against), basis)


def _met(read: Read, finder: Finder, role: Role, index: int, begin: int, end: int) -> Iterator[Hit]:
    inside = read.small[begin:end]
    for start, stop, word in finder.find(inside):
        yield Hit(begin + start, begin + stop, word, role, index)
    if role is Role.FACT:
        for fact in _FACTS.finditer(inside):
            yield Hit(begin + fact.start(), begin + fact.end(), _FACT, role, index)
