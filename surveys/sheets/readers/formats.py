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
_COLOURED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


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
