"""What the desk shows of a document beside its words: sentences, marked passages, words found."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from surveys.files.quotation import Letters
from surveys.marks.lexicon import Lexicon, lexicon_read, lexicon_with
from surveys.marks.marks import Mark, marks_of
from surveys.marks.sentences import Sentence, sentences_of
from surveys.models import Question

WORDS = Path(settings.BASE_DIR) / "fixtures" / "reference" / "marks.csv"
# A coder stays with one letter; of a text of full length some 2 MB are held.
MOST_KEPT = 8
_kept: OrderedDict[tuple[str, str], Passages] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Passages:
    """Places count letters of the text, not of the page; marks by the code of their question."""

    sentences: tuple[Sentence, ...]
    marks: Mapping[str, tuple[Mark, ...]]


def passages_of(letters: Letters, sha256: str) -> Passages:
    """Of one file and one state of the words and the codebook, computed once a process."""
    lexicon = _lexicon()
    key = (sha256, lexicon.version)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = Passages(
        tuple(sentences_of(letters.text)), marks_of(letters, lexicon, lexicon.questions)
    )
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _lexicon() -> Lexicon:
    """The shipped words, and for a question that they do not know, the words of its name."""
    shipped = _shipped()
    names = dict(
        Question.objects.exclude(kind=Question.Kind.DERIVED)
        .exclude(code__in=shipped.questions)
        .values_list("code", "name_zh")
    )
    if not names:
        return shipped
    version = hashlib.sha256(repr((shipped.version, sorted(names.items()))).encode()).hexdigest()
    return lexicon_with(shipped, names, version)


@cache
def _shipped() -> Lexicon:
    return lexicon_read(WORDS)
