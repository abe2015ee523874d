"""Numbers of a workbook as their formats show them: percentages, dates and times.

ECMA-376 part 1, 18.8.30; the East Asian numbers 27–36 and 50–58 are dates in Chinese Excel.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

_DATES = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58})
_TIMES = frozenset({*range(18, 22), *range(32, 36), 45, 46, 47, 55, 56})
_PERCENTS = {9: 0, 10: 2}
# Quoted words, escaped signs, fillers, colours and conditions are no part of the number.
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_1900 = datetime.datetime.fromisoformat("1899-12-30")
_1904 = datetime.datetime.fromisoformat("1904-01-01")
_MOST_DAYS = 2_958_465


class Formats:
    """The formats of the styles that cells name."""

    def __init__(self, *, from_1904: bool) -> None:
        self._start = _1904 if from_1904 else _1900
        self._codes: dict[int, str] = {}
        self._styles: list[int] = []
        self._in_cells = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "cellXfs":
            self._in_cells = True
        elif name == "numFmt":
            number = _whole(attributes.get("numFmtId", ""))
            self._codes[number] = attributes.get("formatCode", "")
        elif name == "xf" and self._in_cells:
            self._styles.append(_whole(attributes.get("numFmtId", "")))

    def end(self, name: str) -> None:
        self._in_cells = self._in_cells and name != "cellXfs"

    def data(self, text: str) -> None: ...

    def shown(self, value: str, style: str) -> str:
        place = _whole(style) if style else 0
        number = self._styles[place] if place < len(self._styles) else 0
        if number == 0 or _PLAIN.fullmatch(value) is None:
            return _tidy(value)
        code = _ASIDE.sub("", self._codes.get(number, "")).partition(";")[0].lower()
        if number in _PERCENTS or "%" in code:
            decimals = _PERCENTS.get(number, len(code.partition(".")[2].replace("%", "").strip()))
            return _percent(value, decimals)
        day = number in _DATES or re.search(r"[yd]|m(?!m?:)", code) is not None
        clock = number in (22, *_TIMES) or re.search(r"[hs]", code) is not None
        if "general" in code or not (day or clock):
            return _tidy(value)
        return self._moment(float(value), day=day and not (clock and float(value) < 1), clock=clock)

    def _moment(self, days: float, *, day: bool, clock: bool) -> str:
        if not 0 <= days <= _MOST_DAYS:
            return _tidy(str(days))
        moment = self._start + datetime.timedelta(seconds=round(days * 86_400))
        form = " ".join(part for part, wanted in (("%Y-%m-%d", day), ("%H:%M", clock)) if wanted)
        return moment.strftime(form)


def _whole(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 8 else 0


def _percent(value: str, decimals: int) -> str:
    number = Decimal(value) * 100
    shown = round(number, min(decimals, 10))
    # What the format rounds away may be what was asked for.
    whole = format(number.normalize(), "f")
    return f"{_tidy(whole) if shown != number else format(shown, 'f')}%"


def _tidy(value: str) -> str:
    """Without the dust of binary fractions: 0.1 + 0.2 is shown as 0.3, as spreadsheets do."""
    if _PLAIN.fullmatch(value) is None or len(value) < 16:
        return value
    try:
        number = Decimal(value)
        rounded = Decimal(f"{number:.15g}").normalize()
    except (InvalidOperation, ValueError):
        return value
    return format(rounded, "f") if abs(rounded.adjusted()) < 20 else value
