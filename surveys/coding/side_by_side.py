"""Letters of the same wording beside one another: what all say, and what each says alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from surveys.files.pages import PAGE
from surveys.files.quotation import letters_of

# Nobody reads further beside one another; the letter itself has the rest.
MOST_CHARACTERS = 12_000
_SENTENCE = re.compile(r"[^。；;！!？?]+[。；;！!？?\s]*|[。；;！!？?]+\s*")
_ENDS = ("。", "；", ";", "！", "!", "？", "?", "：", ":")
# A line of at least this share of the longest one goes on in the next, as a page breaks it.
_FULL = 0.75


@dataclass(frozen=True)
class Words:
    """A stretch of a letter: `own` where not all say it, `name` where it is its city's."""

    text: str
    own: bool = False
    name: bool = False


@dataclass(frozen=True)
class Letter:
    """`names` are those of its own city and organ, which make no difference."""

    text: str
    names: Collection[str]


def columns_of(letters: Sequence[Letter]) -> list[list[Words]]:
    """Each letter cut into what is common to all of them and what is not. Sentences are compared
    with the first letter's as quotations are, by their letters alone."""
    cut = [_sentences(_shown(letter.text), letter.names) for letter in letters]
    keys = [
        [_key(sentence, letter.names) for sentence in sentences]
        for letter, sentences in zip(letters, cut, strict=True)
    ]
    matched = [_matched(keys[0], others) for others in keys]
    common = set.intersection(*(set(found.values()) for found in matched)) if matched else set()
    return [
        [
            words
            for at, sentence in enumerate(sentences)
            for words in _words(sentence, letter.names, found.get(at) not in common)
        ]
        for letter, sentences, found in zip(letters, cut, matched, strict=True)
    ]


def _sentences(text: str, names: Collection[str]) -> list[str]:
    """With all that is between them; headings and signatures end with their line, however long
    the name in it."""
    lines = text.splitlines(keepends=True)
    bare = [_without(line, names).strip() for line in lines]
    longest = max(map(len, bare), default=0)
    found: list[str] = []
    begun = ""
    for line, plain in zip(lines, bare, strict=True):
        begun += line
        if len(plain) < _FULL * longest or plain.endswith(_ENDS):
            found += _SENTENCE.findall(begun)
            begun = ""
    return found + _SENTENCE.findall(begun)


def _matched(base: list[str], others: list[str]) -> dict[int, int]:
    """By the place of a sentence that of the same one in the first letter."""
    blocks = SequenceMatcher(None, base, others, autojunk=False).get_matching_blocks()
    return {b + n: a + n for a, b, size in blocks for n in range(size)}


def _words(sentence: str, names: Collection[str], own: bool) -> list[Words]:
    ordered = sorted(filter(None, names), key=len, reverse=True)
    if not sentence.strip():
        return [Words(sentence)]
    if not ordered:
        return [Words(sentence, own)]
    parts = re.split(f"({'|'.join(map(re.escape, ordered))})", sentence)
    return [Words(part, own, name=part in ordered) for part in parts if part]


def _key(sentence: str, names: Collection[str]) -> str:
    return letters_of(_without(sentence, names)).letters


def _without(text: str, names: Collection[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def _shown(text: str) -> str:
    return text[:MOST_CHARACTERS].replace(PAGE, "\n")
