"""Whether a letter speaks in another city's name than its own: copied, or put into the wrong place.

By rules that only warn. A city counts where it is who speaks: its government or an organ of its
own, "our city (…)", or the subject at the beginning of a sentence. Not in the title of a
document, among examples, in an address, with a county or a district of its own, and the capital of
the letter's province only where a sentence or a line begins with it, since courts and offices of
the province sit there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveys.files.quotation import Letters, letters_of
from surveys.places.former_names import RENAMED

if TYPE_CHECKING:
    from surveys.models import City

# Behind this nothing is looked for: who speaks says so on the first pages.
MOST_LETTERS = 200_000
AROUND = 16
# Cities of a county whose names end like those of a prefecture-level city.
_COUNTIES = frozenset({"峨眉山市"})
_END = re.compile("[市州盟区]")
_ORGAN = re.compile(
    "人民政府|政府|市委|市政府"
    '|[^,.。;:、()《》“”"区县乡镇村街]{0,20}?'
    "(?:(?<![大格布结])局|委员会|发改委|改革委|办公室|办公厅|领导小组|指挥部)"
)
_SUBJECT = re.compile(
    "已|尚未|未|目前|暂|现|正在|将|没有|于20|制定|出台|印发|编制|开展|建立|成立|高度重视|积极"
)
_OURS_BEFORE = re.compile(r"[我本][市州盟]\($")
_OURS_BEHIND = re.compile('\\((?:以下)?简称[“"]?[我本][市州盟]')
# What comes before a city that is an example, a destination or one of several.
_BESIDE = re.compile("(?:参照|参考|借鉴|学习|例如|比如|如|赴|前往|来自|抄送|转发|[与和同及、])$")
_AMONG = re.compile("、|等|[与和及]")
_BEGINS = frozenset('。;:,!?(”“"')


@dataclass(frozen=True)
class Named:
    """Another city and the words that name it."""

    city: City
    words: str


def other_cities_named(text: str, own: City, cities: Iterable[City]) -> list[Named]:
    """Each other city once, where it is first named, in the order of the text."""
    letters = letters_of(text[:MOST_LETTERS])
    names = _names(cities)
    lengths = sorted({len(name) for name in names}, reverse=True)
    found: dict[str, Named] = {}
    for match in _END.finditer(letters.letters):
        end = match.end()
        ends = (letters.letters[max(end - length, 0) : end] for length in lengths)
        name = next((one for one in ends if one in names), "")
        city = names.get(name)
        if city is None or city.adcode == own.adcode or city.adcode in found:
            continue
        capital = city.is_capital and city.province == own.province
        start = end - len(name)
        if _speaks(letters, start, end, capital=capital):
            found[city.adcode] = Named(city, letters.letters[start : end + AROUND])
    return list(found.values())


def _names(cities: Iterable[City]) -> dict[str, City | None]:
    """Today's full names, 恩施州 for the long ones, and names of the past; with those that only
    look like one of them, which are nobody's."""
    names: dict[str, City | None] = dict.fromkeys(_COUNTIES)
    for city in cities:
        names[city.name] = city
        if city.name.endswith("自治州"):
            names[f"{city.short_name}州"] = city
        names |= {name: city for name in RENAMED.get(city.adcode, ()) if _END.match(name[-1])}
    return names


def _speaks(letters: Letters, start: int, end: int, *, capital: bool) -> bool:
    text = letters.letters
    before, behind = text[max(0, start - 80) : start], text[end : end + 2 * AROUND]
    if _in_title(before) or _BESIDE.search(before) or _AMONG.match(behind):
        return False
    if _OURS_BEFORE.search(before) or _OURS_BEHIND.match(behind):
        return True
    begins = _begins(letters, start)
    if _ORGAN.match(behind):
        return begins or not capital
    return begins and _SUBJECT.match(behind) is not None


def _in_title(before: str) -> bool:
    return before.rfind("《") > before.rfind("》")


def _begins(letters: Letters, start: int) -> bool:
    """Whether a sentence, a clause or a line begins there."""
    if start == 0 or letters.letters[start - 1] in _BEGINS:
        return True
    between = letters.text[letters.places[start - 1] : letters.places[start]]
    return "\n" in between or "\f" in between
