"""What a number format makes of a number: a date, a hundredfold, or nothing."""

from __future__ import annotations

import re

# Built-in formats of East Asian Excel, which no file spells out: 2020年1月2日 and the like.
EAST_ASIAN_DATES = frozenset({*range(27, 37), *range(50, 59)})
_QUOTED = re.compile(r'"[^"]*"|[\\!].|_.|\*.|\[[^\]]*\]')
_EXPONENT = re.compile(r"[0#?.]+e[+-]", re.IGNORECASE)
_GENERAL = re.compile(r"general|g/通用格式", re.IGNORECASE)
# Years (also of an era), months, days, hours, seconds, the day of the week.
_DATE = re.compile(r"[ymdhsebgagr]", re.IGNORECASE)
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_ZEROS = re.compile(r"0{2,40}")
_COLOURED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


def padded(number: float, code: str) -> str:
    """A whole number with the zeros in front that its format shows, as postal codes and numbers of
    documents have them; empty for another format."""
    digits = _ZEROS.fullmatch(code)
    if digits is None or not number.is_integer() or not 0 <= number < 1e15:
        return ""
    return f"{int(number):0{len(code)}d}"


def is_date(code: str) -> bool:
    """True where the format shows a number as a date or a time."""
    if _COLOURED.search(code):
        return True
    plain = _GENERAL.sub("", _QUOTED.sub("", code.partition(";")[0]))
    return bool(_DATE.search(_EXPONENT.sub("", plain)))


def is_scaled(code: str) -> bool:
    """True where the format shows a thousandth, or less: a comma behind the last digit."""
    return bool(_SCALED.search(_QUOTED.sub("", code.partition(";")[0])))


def is_percent(code: str) -> bool:
    """True where the format multiplies by 100: a percent sign that is not quoted text."""
    return "%" in _QUOTED.sub("", code)
