"""Sentences that answer without naming what was asked: "二、尚未开展。", "该项工作正在推进。"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from surveys.marks.read import Read
from surveys.marks.sentences import Sentence

# Of the subject of the sentence before; behind a heading that names it, almost all of it.
TAKEN_OVER = 0.5
HEADED = 0.9
# Where no heading and no word says that it is about the same.
UNSURE = 0.5
# How far behind its subject a sentence may stand that does not name it.
REACH = 2
# How far behind a point that was asked the point of the same number may stand.
APART = 60
# A name of the subject, and not a mere hint at it.
NAMED = 2.0
LONGEST_HEADING = 24
LONGEST_TITLE = 60
# Words that point to what was said just before.
_BACK = re.compile(r"该|此项|此事|上述|前述|由其|其[中成组职核登印]|这一|这项|同时|并于|\b[Ii]t\b")

Naming = Callable[[int], float]


def followers_of(read: Read, bearing: Mapping[int, float], named: Naming) -> dict[int, int]:
    """Each with the sentence before it that names the question's subject, as `bearing` has them;
    `named` says how plainly a sentence names another question's.

    Behind a heading or a question the answer may open a paragraph of its own; a point with
    the number of a point that was asked answers it.
    """
    found: dict[int, int] = {}
    sentences = read.sentences
    for basis in bearing:
        for index in range(basis + 1, min(basis + 1 + REACH, len(sentences))):
            here, headed = sentences[index], is_heading(read, index - 1)
            if index in bearing or here.number:
                break
            if named(index) >= NAMED and not headed:
                break
            if here.paragraph != sentences[basis].paragraph and not headed:
                break
            found[index] = basis
    for index, basis in _by_number(sentences, bearing).items():
        if named(index) < NAMED:
            found.setdefault(index, basis)
    return found


def taken_over(read: Read, index: int, basis: int, bearing: float, named: Naming) -> float:
    """What a sentence has of the subject that the one before it names."""
    if basis == index - 1 and is_heading(read, basis):
        return HEADED * bearing
    points_back = _BACK.search(read.words(index)) is not None
    return TAKEN_OVER * bearing - named(index) - (0.0 if points_back else UNSURE)


def is_heading(read: Read, index: int) -> bool:
    """Whether an answer is to follow: behind a heading, a question or "关于领导小组。"."""
    sentence, words = read.sentences[index], read.words(index)
    if words[-1:] in "？?：:":
        return True
    if not sentence.closed:
        return len(words) <= LONGEST_TITLE and not words.endswith("，")
    return len(words) <= LONGEST_HEADING and "关于" in words[:6]


def _by_number(sentences: Sequence[Sentence], bearing: Mapping[int, float]) -> dict[int, int]:
    """Points that say nothing of their subject, by the point of the same number before them."""
    wanted = {sentences[index].number for index in bearing} - {0}
    asked: dict[int, int] = {}
    found: dict[int, int] = {}
    for index, sentence in enumerate(sentences if wanted else ()):
        number = sentence.number
        if number not in wanted:
            continue
        if index in bearing:
            asked[number] = index
        elif number in asked and index - asked[number] <= APART:
            found[index] = asked[number]
    return found
