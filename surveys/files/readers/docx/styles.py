"""What a Word file says elsewhere about its text: hidden styles, and numbers of paragraphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from surveys.files.readers.package import plain

OFF = frozenset({"0", "false", "off", "none"})
_MOST_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def is_on(attributes: Mapping[str, str]) -> bool:
    """A switch that is named is on, unless it says that it is off."""
    return plain(attributes).get("val", "true").lower() not in OFF


class Styles:
    """Which styles hide their text, and which number their paragraphs."""

    def __init__(self) -> None:
        self._style = ""
        self._vanish: dict[str, bool] = {}
        self._based: dict[str, str] = {}
        self.numbers: dict[str, dict[str, str]] = defaultdict(dict)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        value = plain(attributes)
        if name == "style":
            self._style = value.get("styleId", "")
        elif name == "basedOn":
            self._based[self._style] = value.get("val", "")
        elif name == "vanish":
            self._vanish[self._style] = is_on(attributes)
        elif name in ("numId", "ilvl"):
            self.numbers[self._style][name] = value.get("val", "")

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...

    def hides(self, style: str) -> bool:
        for _step in range(_MOST_LEVELS):
            if style in self._vanish:
                return self._vanish[style]
            style = self._based.get(style, "")
            if not style:
                break
        return False


class Numbering:
    """Numbers that the program writes before paragraphs: 一、, （二）, 3."""

    def __init__(self) -> None:
        self._abstract = self._level = self._num = ""
        self._levels: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        self._nums: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        value = plain(attributes)
        if name == "abstractNum":
            self._abstract, self._num = value.get("abstractNumId", ""), ""
        elif name == "num":
            self._num, self._abstract = value.get("numId", ""), ""
        elif name == "abstractNumId" and self._num:
            self._nums[self._num] = value.get("val", "")
        elif name == "lvl":
            self._level = value.get("ilvl", "")
        elif name in ("numFmt", "lvlText", "start") and self._abstract:
            self._levels[self._abstract, self._level][name] = value.get("val", "")

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...

    def next(self, num: str, level: str) -> str:
        """The number of the next paragraph of that list, with what stands around it."""
        abstract = self._nums.get(num, "")
        here = self._levels.get((abstract, level or "0"))
        if here is None or not (level or "0").isdigit() or here.get("numFmt") == "bullet":
            return ""
        depth = int(level or "0")
        first = _whole(here.get("start", "1"))
        self._counts[abstract, depth] = self._counts.get((abstract, depth), first - 1) + 1
        for deeper in range(depth + 1, _MOST_LEVELS):
            self._counts.pop((abstract, deeper), None)
        text = here.get("lvlText", "")
        for above in range(depth + 1):
            count = self._counts.get((abstract, above), 1)
            form = self._levels.get((abstract, str(above)), {}).get("numFmt", "decimal")
            text = text.replace(f"%{above + 1}", written(count, form))
        return text


def _whole(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else 1


def written(count: int, form: str) -> str:
    """A count in the form that the file names; in digits where it is another."""
    if form == "none" or count < 1:
        return ""
    if count < 100 and ("hinese" in form or form.startswith(("japaneseC", "ideographDigital"))):
        return _chinese(count)
    if form in ("ideographTraditional", "ideographZodiac") and count <= len(_STEMS):
        return _STEMS[count - 1]
    if form in ("lowerLetter", "upperLetter") and count <= 26:
        return chr((ord("a") if form == "lowerLetter" else ord("A")) + count - 1)
    if form in ("lowerRoman", "upperRoman") and count < 40:
        return _roman(count) if form == "lowerRoman" else _roman(count).upper()
    if form.startswith("decimalEnclosedCircle") and count <= 20:
        return chr(0x2460 + count - 1)
    return str(count)


def _chinese(count: int) -> str:
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十"
    return head + (_DIGITS[ones] if ones else "")


def _roman(count: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while count >= value:
            text, count = text + letters, count - value
    return text
