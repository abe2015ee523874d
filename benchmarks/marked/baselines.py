"""Three plain ways to point at a passage, each held to the same limits as ours."""

from collections.abc import Callable, Iterable, Mapping

from surveys.files.quotation import letters_of
from surveys.marks.lexicon import Lexicon, Role
from surveys.marks.marks import MOST_MARKS, MOST_SHARE
from surveys.marks.read import Read

Span = tuple[int, int]
Baseline = Callable[[Read, str, str, Lexicon], list[Span]]


def first_clause(read: Read, _question: str, _name: str, _lexicon: Lexicon) -> list[Span]:
    """The first sentences of the letter, its heading left out."""
    return _limited(read, (at for at, one in enumerate(read.sentences) if one.closed))


def keyword(read: Read, question: str, _name: str, lexicon: Lexicon) -> list[Span]:
    """The first sentences that hold a word for what the question asks about."""
    words = [word.letters for word in lexicon.words(question, Role.SUBJECT)]
    texts = _texts(read)
    return _limited(
        read, (at for at, text in enumerate(texts) if any(word in text for word in words))
    )


def longest_overlap(read: Read, _question: str, name: str, _lexicon: Lexicon) -> list[Span]:
    """The sentences that share the longest run of letters with the question."""
    asked = letters_of(name).letters.lower()
    shared = [_shared(text, asked) for text in _texts(read)]
    best = sorted(range(len(shared)), key=lambda at: (-shared[at], at))
    return _limited(read, (at for at in best if shared[at] > 1))


BASELINES: Mapping[str, Baseline] = {
    "first_clause": first_clause,
    "keyword": keyword,
    "longest_overlap": longest_overlap,
}


def _texts(read: Read) -> list[str]:
    spans = (read.letters_in(one.start, one.end) for one in read.sentences)
    return [read.small[begin:end] for begin, end in spans]


def _shared(text: str, asked: str) -> int:
    """Length of the longest run of letters that stands in both."""
    for length in range(min(len(text), len(asked)), 0, -1):
        if any(asked[at : at + length] in text for at in range(len(asked) - length + 1)):
            return length
    return 0


def _limited(read: Read, indexes: Iterable[int]) -> list[Span]:
    """At most two sentences and a fifth of the letter; the first one in any case, as ours."""
    room = int(len(read.letters.letters) * MOST_SHARE)
    found: list[Span] = []
    for index in indexes:
        sentence = read.sentences[index]
        begin, end = read.letters_in(sentence.start, sentence.end)
        if found and end - begin > room:
            continue
        room -= end - begin
        found.append((sentence.start, sentence.end))
        if len(found) == MOST_MARKS:
            break
    return found
