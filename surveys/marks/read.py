"""A document as it is looked through: its letters, its sentences, and which stand where."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from surveys.files.quotation import Letters
from surveys.marks.lexicon import Role, Word
from surveys.marks.sentences import Sentence, sentences_of


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the lexicon in the text, in its role; begin and end count letters."""

    start: int
    end: int
    word: Word
    role: Role
    sentence: int


@dataclass
class Read:
    letters: Letters

    @cached_property
    def sentences(self) -> list[Sentence]:
        return sentences_of(self.letters.text)

    @cached_property
    def small(self) -> str:
        """The letters without capitals, one for one."""
        lowered = self.letters.letters.lower()
        return lowered if len(lowered) == len(self.letters.letters) else self.letters.letters

    @cached_property
    def _begins(self) -> list[int]:
        """The first letter of each sentence."""
        return [bisect_left(self.letters.places, one.start) for one in self.sentences]

    def words(self, index: int) -> str:
        """A sentence as it is written."""
        sentence = self.sentences[index]
        return self.letters.text[sentence.start : sentence.end]

    def letters_in(self, start: int, end: int) -> tuple[int, int]:
        """Which letters stand between two places of the text."""
        places = self.letters.places
        return bisect_left(places, start), bisect_left(places, end)

    def find(self, words: Iterable[Word], role: Role) -> Iterator[Hit]:
        """Every place of each word inside one sentence, word after word."""
        for word in words:
            for start, end in _places(self.small, word):
                sentence = bisect_right(self._begins, start) - 1
                last = sentence + 1 == len(self._begins)
                if last or end <= self._begins[sentence + 1]:
                    yield Hit(start, end, word, role, sentence)


def _places(text: str, word: Word) -> Iterator[tuple[int, int]]:
    if word.gapped is not None:
        yield from (found.span() for found in word.gapped.finditer(text))
        return
    at = text.find(word.letters)
    while at >= 0:
        yield at, at + len(word.letters)
        at = text.find(word.letters, at + len(word.letters))
