"""Numbers as people type them: full-width digits are read, everything doubtful is named."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from surveys.sheets.cells import Row
from surveys.sheets.faults import Problem, SheetFault

# No number that means something is longer; what is, no pattern has to look at.
MAX_LENGTH = 64
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FULL_WIDTH |= {0x3000: 0x20, 0x2212: 0x2D, 0x3002: 0x2E, 0xFE6A: 0x25}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)
_WITH_COMMA = re.compile(r"[+-]?,*\d[\d,]*(\.\d+)?", re.ASCII)
_DATE = re.compile(
    r"\d{1,4}[-/.年]\d{1,2}([-/.月]\d{0,4}日?)?|\d{1,2}月\d{1,2}日?"
    r"|\d{1,2}-[a-z]{3}|[a-z]{3}-\d{1,2}",
    re.ASCII | re.IGNORECASE,
)
_NOT_FINITE = frozenset({"nan", "inf", "infinity", "∞"})
_PLACEHOLDERS = frozenset(
    {
        *("-", "--", "---", "—", "——", "–", "…", "……", "...", ".", "/", "\\", "*", "?", "x", "×"),
        *("na", "n/a", "n.a.", "none", "null", "nil", "无", "缺", "缺失", "暂无", "未知", "空"),
    }
)


def tidy(text: str) -> str:
    """Full-width characters as ASCII, invisible ones removed, no blanks at the ends."""
    return text.translate(_INVISIBLE).translate(_FULL_WIDTH).strip()


def number_read(text: str, *, grouped: bool = False) -> float | Problem:
    """The number written in `text`, or what is wrong with it.

    A comma is read as a thousands separator only where it can be nothing else: with two
    groups or a decimal point behind it (1,234,567 or 1,234.5), and in 1,234 where the
    column says so (`grouped`).
    """
    word = tidy(text)
    if len(word) > MAX_LENGTH:
        return Problem(SheetFault.TOO_LONG, {"limit": MAX_LENGTH})
    if _PLAIN.fullmatch(word):
        return _finite(float(word))
    if _GROUPED.fullmatch(word) and (grouped or word.count(",") > 1 or "." in word):
        return _finite(float(word.replace(",", "")))
    return Problem(_fault(word))


def comma_columns(rows: Sequence[Row], separator: str) -> frozenset[int]:
    """Columns in which a comma can be nothing but a separator of thousands; none in a text of
    semicolons, which countries of decimal commas write."""
    texts: dict[int, list[str]] = {}
    for row in rows if separator != ";" else ():
        for column, cell in row.cells.items():
            if isinstance(cell.value, str):
                texts.setdefault(column, []).append(cell.value)
    return frozenset(column for column, found in texts.items() if _commas_group(found))


def _commas_group(texts: Iterable[str]) -> bool:
    """True where every comma in a column of numbers can separate thousands, and one does.

    A single 12,5 or 0,953 makes all of them doubtful.
    """
    words = [word for word in map(tidy, texts) if "," in word and _WITH_COMMA.fullmatch(word)]
    return bool(words) and all(_THOUSANDS.fullmatch(word) for word in words)


def percent_read(text: str) -> str | None:
    """What stands before a percent sign, or None where there is none."""
    word = tidy(text)
    return word[:-1].strip() if word.endswith("%") and len(word) > 1 else None


def problem_of(text: str) -> SheetFault | None:
    """What is wrong with the text as a number; None where it is one."""
    found = number_read(text)
    if not isinstance(found, Problem):
        return None
    return found.fault if isinstance(found.fault, SheetFault) else SheetFault.NOT_A_NUMBER


def _finite(number: float) -> float | Problem:
    return number + 0.0 if math.isfinite(number) else Problem(SheetFault.NOT_FINITE)


def _fault(word: str) -> SheetFault:
    lower = word.lower()
    if lower.lstrip("+-") in _NOT_FINITE:
        return SheetFault.NOT_FINITE
    if lower in _PLACEHOLDERS:
        return SheetFault.PLACEHOLDER
    if word.startswith("#"):
        return SheetFault.ERROR
    if "," in word and _WITH_COMMA.fullmatch(word):
        return SheetFault.COMMA
    return SheetFault.DATE if _DATE.fullmatch(word) else SheetFault.NOT_A_NUMBER
