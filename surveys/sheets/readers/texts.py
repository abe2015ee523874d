"""Texts of cells without the signs that programs put into them and nobody sees."""

from __future__ import annotations

import re

# A workbook's XML has no room for a control character, and spells it.
_SPELT = re.compile(r"_x(00[01][0-9A-F])_", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
# A tab and a line end mean something; half a pair of UTF-16 has no place in any text.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def plain_text(text: str) -> str:
    """Every line end as one sign, and a blank where another control character stands."""
    return _CONTROLS.sub(" ", _LINE_ENDS.sub("\n", text))


def spelt_out(text: str) -> str:
    """The text of a workbook with its control characters as themselves: `_x000D_` is a line end."""
    return _SPELT.sub(lambda match: chr(int(match[1], 16)), text)
