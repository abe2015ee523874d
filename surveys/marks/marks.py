"""Which passages of a document are shown to a coder for a question: at most two of them.

A passage is one sentence, two in a row, or the part of one that is left where the whole is
too long: together they cover at most a fifth of the document's letters. Of a document so
short that not even a part of one sentence is so little, the shortest part is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations, product

from surveys.files.quotation import Letters
from surveys.marks.lexicon import Lexicon, Role
from surveys.marks.read import Hit, Read
from surveys.marks.rules import Scored, scored, weight_of
from surveys.marks.sentences import clauses_of
from surveys.marks.subjects import subjects_of

MOST_MARKS = 2
MOST_SHARE = 0.2
# Below this a sentence does no more than mention a word.
LEAST = 1.5
# Of the best one: what is far behind it only distracts.
NEAR = 0.5
# A whole sentence is read more easily than the parts of two.
WHOLE = 1.1
SECOND = 0.2
# What is left of a sentence that is cut says the same while it keeps so much of its words.
ENOUGH = 0.65
# A part that names the subject is worth more than one that does not.
NAMES = 1.5
AGAIN = 0.2
# The whole letter is about the field: inside a sentence it tells little.
ASIDE = 0.3
MOST_CLAUSES = 12
# So many of the best are weighed against each other where room is short.
COMPARED = 3
MOST_WORDS = 4


@dataclass(frozen=True)
class Mark:
    """Begin and end in the text; `words` are those of the lexicon that it was marked for."""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Part:
    """A stretch of one candidate, by places of the text; `size` counts its letters."""

    one: Scored
    start: int
    end: int
    size: int
    worth: float
    whole: bool = True


def marks_of(
    letters: Letters, lexicon: Lexicon, questions: Iterable[str]
) -> dict[str, tuple[Mark, ...]]:
    """By question, the best passage first; none where nothing speaks of it."""
    read = Read(letters)
    subjects = subjects_of(read, lexicon)
    found: dict[str, tuple[Mark, ...]] = {}
    for question in questions:
        candidates = scored(read, question, lexicon, subjects)
        found[question] = tuple(_chosen(read, candidates))
    return found


def _chosen(read: Read, candidates: list[Scored]) -> list[Mark]:
    best = sorted(candidates, key=lambda one: (-one.score, one.index))
    best = [one for one in best if one.score >= max(LEAST, NEAR * best[0].score)]
    if not best:
        return []
    room = int(len(read.letters.letters) * MOST_SHARE)
    taken = _joined(read, _two_best(read, best, room), best, room)
    return [Mark(part.start, part.end, _words(part)) for part in taken]


def _two_best(read: Read, best: list[Scored], room: int) -> list[_Part]:
    """The best two, whole where both have room, else the parts that say most of them."""
    wholes = [_whole(read, one) for one in best[:MOST_MARKS]]
    if sum(part.size for part in wholes) <= room:
        return wholes
    parts = [_parts(read, one) for one in best[:COMPARED]]
    every = [part for found in parts for part in found]
    pairs = (pair for two in combinations(parts, 2) for pair in product(*two))
    choices: list[list[_Part]] = [*([part] for part in every), *map(list, pairs)]
    fitting = (chosen for chosen in choices if sum(part.size for part in chosen) <= room)
    kept = max(fitting, key=_worth, default=[])
    if kept and max(part.worth for part in kept) >= ENOUGH * wholes[0].worth:
        return kept
    # Nothing that still says it is short enough: the shortest that does, alone.
    telling = [part for part in parts[0] if part.worth >= ENOUGH * wholes[0].worth]
    return [min(telling, key=lambda part: part.size)]


def _worth(parts: list[_Part]) -> tuple[float, int]:
    values = sorted((part.worth for part in parts), reverse=True)
    shares = (1.0, SECOND)
    worth = sum(value * share for value, share in zip(values, shares, strict=False))
    return round(worth, 6), sum(part.size for part in parts)


def _joined(read: Read, taken: list[_Part], best: list[Scored], room: int) -> list[_Part]:
    """With what stands beside a whole sentence and belongs to it, as far as there is room."""
    left = room - sum(part.size for part in taken)
    have = {part.one.index for part in taken}
    more = {one.index for one in best} - have
    result = []
    for part in taken:
        index, basis = part.one.index, part.one.basis
        wanted = [*([basis] if basis is not None else ()), *({index - 1, index + 1} & more)]
        beside = [at for at in wanted if abs(at - index) == 1 and at not in have and part.whole]
        longer = {at: _with(read, part, at) for at in beside}
        fitting = [at for at, one in longer.items() if one.size - part.size <= left]
        if fitting:
            one = longer[fitting[0]]
            left -= one.size - part.size
            have.add(fitting[0])
            result.append(one)
        else:
            result.append(part)
    return result


def _with(read: Read, part: _Part, index: int) -> _Part:
    """The passage and the sentence before or behind it."""
    sentence = read.sentences[index]
    start, end = min(part.start, sentence.start), max(part.end, sentence.end)
    return replace(part, start=start, end=end, size=_size(read, start, end))


def _whole(read: Read, one: Scored) -> _Part:
    sentence = read.sentences[one.index]
    size = _size(read, sentence.start, sentence.end)
    return _Part(one, sentence.start, sentence.end, size, one.score * WHOLE)


def _parts(read: Read, one: Scored) -> list[_Part]:
    """The whole sentence first, then every run of its clauses that has words of the lexicon."""
    whole = _whole(read, one)
    runs: list[tuple[int, int, int, float]] = []
    clauses = clauses_of(read.letters.text, read.sentences[one.index])[:MOST_CLAUSES]
    for first in range(len(clauses)):
        for last in range(first, len(clauses)):
            start, end = clauses[first][0], clauses[last][1]
            begin, stop = read.letters_in(start, end)
            met, against = (
                [hit for hit in hits if begin <= hit.start and hit.end <= stop]
                for hits in (one.hits, one.against)
            )
            if met and stop - begin < whole.size:
                runs.append((start, end, stop - begin, _value(met, against)))
    most = max([_value(one.hits, one.against), *(run[3] for run in runs), LEAST])
    cut = [
        _Part(one, start, end, size, one.score * value / most, whole=False)
        for start, end, size, value in runs
    ]
    return [whole, *cut]


def _value(hits: Iterable[Hit], against: Iterable[Hit]) -> float:
    """What the words say together: a subject needs hardly to be named twice."""
    by_role: dict[Role, list[Hit]] = {}
    for hit in hits:
        by_role.setdefault(hit.role, []).append(hit)
    subjects = sorted((hit.word.weight for hit in by_role.pop(Role.SUBJECT, ())), reverse=True)
    subject = NAMES + subjects[0] + AGAIN * sum(subjects[1:]) if subjects else 0.0
    others = sum(
        weight_of(role, met) * (ASIDE if role is Role.FIELD else 1.0)
        for role, met in by_role.items()
    )
    return max(subject + others - sum(hit.word.weight for hit in against), 0.0)


def _size(read: Read, start: int, end: int) -> int:
    begin, stop = read.letters_in(start, end)
    return stop - begin


def _words(part: _Part) -> tuple[str, ...]:
    heavy = sorted(part.one.hits, key=lambda hit: (-hit.word.weight, hit.start))
    return tuple(dict.fromkeys(hit.word.written for hit in heavy if hit.word.written))[:MOST_WORDS]
