"""Whether the letters of a text layer are letters: fonts without a map give others instead."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import groupby

from surveys.files.readers.words import PAGE, UNREADABLE
from surveys.limited.fault import Fault

_FEWEST = 4
_MOST_STRANGE = 0.3
# Han characters of which every longer Chinese text has some.
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能"
    "下过民产行政市区县省关办公开信息申请答复机关部门单位项目工程资源环境生态自然城镇月日第号"
    "条及等或由其如无未已被将按依法规定及本该您请情况表格总面积编制方案領導組長開無關於"
)
_FEWEST_HAN, _LEAST_COMMON = 60, 0.03


def legible(text: str) -> str:
    """The text, with a sign for lines that are none; `Fault` where that is most of it."""
    lines = text.split("\n")
    bad = [_is_strange(line) for line in lines]
    letters = [sum(char.isalnum() or _is_private(char) for char in line) for line in lines]
    lost = sum(count for count, strange in zip(letters, bad, strict=True) if strange)
    if lost * 2 > sum(letters) or _is_random_han(text):
        raise Fault("unreadable_layer")
    if not lost:
        return text
    return "\n".join(
        # A page still begins where it began.
        (PAGE * line.count(PAGE) + UNREADABLE if strange else line)
        for line, strange in zip(lines, bad, strict=True)
    )


def _is_strange(line: str) -> bool:
    signs = [char for char in line if not char.isspace()]
    if not signs:
        return False
    strange = sum(char == "\ufffd" or _is_private(char) for char in signs)
    # GB bytes shown one by one: Western letters with accents, and hardly any without.
    single = sum("\xa1" <= char <= "\xff" for char in signs)
    if strange > _MOST_STRANGE * len(signs) or single >= max(_FEWEST, 0.5 * len(signs)):
        return True
    scripts = [name for char in signs if (name := _script(char))]
    runs = [name for name, _run in groupby(scripts)]
    # Every script of a real text comes in words; here each letter is of another.
    rare = sum(name not in _USUAL for name in scripts)
    return (
        len(scripts) >= _FEWEST
        and rare > _MOST_STRANGE * len(scripts)
        and len(set(runs)) >= 3
        and len(scripts) < 2 * len(runs)
    )


_USUAL = frozenset({"CJK", "LATIN", "FULLWIDTH", "KANGXI", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC"})


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """The first word of a letter's name, which is its script; "" for digits and signs."""
    if not unicodedata.category(char).startswith(("L", "Mn", "Mc")):
        return ""
    return unicodedata.name(char, "UNASSIGNED").partition(" ")[0]


def _is_private(char: str) -> bool:
    return unicodedata.category(char) in ("Co", "Cn")


def _is_random_han(text: str) -> bool:
    han = [char for char in text if "\u3400" <= char <= "\u9fff"]
    common = sum(char in _COMMON for char in han)
    return len(set(han)) >= _FEWEST_HAN and common < _LEAST_COMMON * len(han)
