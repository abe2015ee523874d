"""What of a letter is compared with others: its letters without what is each city's own.

Likeness is the Jaccard index of two sets of runs of five letters (A. Z. Broder, "On the
resemblance and containment of documents", 1997): 1 for the same words, 0 for none in common.
"""

from __future__ import annotations

import re
import sys
import zlib
from array import array
from collections.abc import Iterable

from surveys.files.quotation import letters_of

# Two letters are near-identical from here on.
ALIKE = 0.75
RUN = 5
# "See the attachment" says nothing that could be copied.
LEAST_LETTERS = 40
# A long document is compared by its beginning: some thirty pages.
MOST_LETTERS = 20_000
OPENING = 80
_SIGNS = re.compile(r"[\W_]+")
_NUMBERS = re.compile(r"[0-9]+|[〇零一二三四五六七八九十百千]+(?=[年月日号])")
# What is left of an organ's name without its place.
_ORGANS = re.compile(
    "(?:人民)?政府(?:办公[室厅])?|(?:市委)?办公[室厅]|自然资源(?:和规划|与规划)?局"
    "|发展(?:和|与)?改革(?:委员会|委|局)|生态环境局|林业(?:和草原|草原)?局|林草局|统计局|财政局"
)


def names_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Of names as letters are compared, the longest first: 南平市 before 南平."""
    plain = {letters_of(name).letters for name in names} - {""}
    ordered = sorted(plain, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, ordered)) or "(?!)")


def shingles_of(text: str, names: re.Pattern[str]) -> frozenset[int]:
    """Hashes of the runs of letters, without names, organs, numbers, dates and signs; empty
    where too few letters are left."""
    letters = names.sub("", letters_of(text[: 2 * MOST_LETTERS]).letters)
    for pattern in (_ORGANS, _NUMBERS, _SIGNS):
        letters = pattern.sub("", letters)
    letters = letters[:MOST_LETTERS]
    if len(letters) < LEAST_LETTERS:
        return frozenset()
    runs = (letters[start : start + RUN] for start in range(len(letters) - RUN + 1))
    return frozenset(zlib.crc32(run.encode()) for run in runs)


def opening_of(text: str) -> str:
    """The first words in one line."""
    return " ".join(_plain(text[: 20 * OPENING]).split())[:OPENING]


def likeness(one: frozenset[int], other: frozenset[int]) -> float:
    """|A ∩ B| / |A ∪ B|, exactly; 0 where one is empty."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def packed(shingles: frozenset[int]) -> bytes:
    """Four bytes each, the lowest first, as every machine reads them."""
    return _little(array("I", sorted(shingles))).tobytes()


def unpacked(content: bytes) -> frozenset[int]:
    numbers = array("I")
    numbers.frombytes(bytes(content))
    return frozenset(_little(numbers))


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _plain(text: str) -> str:
    """Without controls, which a page begins with and no database keeps."""
    return "".join(char if char.isprintable() else " " for char in text)
