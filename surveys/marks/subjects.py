"""Which sentences of a document name what a question asks about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.marks.lexicon import Lexicon, Role
from surveys.marks.read import Hit, Read


@dataclass(frozen=True)
class Subjects:
    """By question and sentence, the words that name its subject; `plainest` has for each sentence
    the question that it names most plainly, how plainly, and how plainly the next one."""

    own: Mapping[str, Mapping[int, list[Hit]]]
    plainest: Mapping[int, tuple[str, float, float]]

    def other(self, index: int, question: str) -> float:
        """How plainly the sentence names the subject of another question."""
        first, weight, second = self.plainest.get(index, ("", 0.0, 0.0))
        return second if first == question else weight


def subjects_of(read: Read, lexicon: Lexicon) -> Subjects:
    """Of every question, since a sentence that is about one is hardly about another."""
    own = {question: _subjects(read, question, lexicon) for question in lexicon.questions}
    plainest: dict[int, tuple[str, float, float]] = {}
    for question, found in own.items():
        for index, hits in found.items():
            weight = max(hit.word.weight for hit in hits)
            first, most, second = plainest.get(index, (question, 0.0, 0.0))
            if weight > most:
                plainest[index] = (question, weight, most)
            else:
                plainest[index] = (first, most, max(second, weight))
    return Subjects(own, plainest)


def _subjects(read: Read, question: str, lexicon: Lexicon) -> Mapping[int, list[Hit]]:
    """By sentence, each place counted once: for the heaviest word that begins there."""
    hits = sorted(
        read.find(lexicon.words(question, Role.SUBJECT), Role.SUBJECT),
        key=lambda hit: (hit.start, -hit.word.weight, -hit.end),
    )
    never = {
        at
        for hit in read.find(lexicon.words(question, Role.NEVER), Role.NEVER)
        for at in range(hit.start, hit.end)
    }
    found: dict[int, list[Hit]] = {}
    covered = 0
    for hit in hits:
        if hit.start < covered or (hit.start in never and hit.end - 1 in never):
            continue
        covered = hit.end
        found.setdefault(hit.sentence, []).append(hit)
    return found
