"""Headings as people write them: a name, and brackets, commas and lines around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from surveys.sheets.numbers import tidy

MAX_HEADING = 200
_BLANKS = re.compile(r"[\s_]+")
_QUOTES = re.compile("[\u201c\u201d\u2018\u2019\u300c\u300d\"']")
_BRACKETS = str.maketrans("[]{}【】〔〕〖〗〈〉", "()" * 6)
_GROUP = re.compile(r"\(([^()]*)\)")
_SPLIT = re.compile(r"[,;、|·\n]+")
EDGES = " \t\r\n,;:、|·/-–—_"


def key_of(text: str) -> str:
    """The form in which names are compared: no blanks, quotes, case or full width."""
    return _QUOTES.sub("", _BLANKS.sub("", tidy(text))).casefold()


@dataclass(frozen=True)
class Heading:
    """What stands outside of all brackets, and what in each of them."""

    name: str
    brackets: tuple[str, ...]


def heading_split(text: str) -> Heading:
    """Brackets of any kind and width; one that is never closed ends with the text."""
    word = tidy(text[:MAX_HEADING]).translate(_BRACKETS)
    found: list[str] = []
    while match := _GROUP.search(word):
        found.append(match[1].strip())
        word = word[: match.start()] + " " + word[match.end() :]
    name, _open, rest = word.partition("(")
    found += [rest.strip()] if rest.strip(" )") else []
    return Heading(name.replace(")", " ").strip(), tuple(part for part in found if part))


def pieces(text: str) -> list[str]:
    """The parts of a bracket or of what stands behind a name: between commas, then blanks."""
    return [part.strip(EDGES) for part in _SPLIT.split(text) if part.strip(EDGES)]
