"""Numbers of people in free texts: whoever typed one into a note did not mean it to travel."""

from __future__ import annotations

import re
import unicodedata

# Of mobile telephones, of lines with their area, of identity cards.
_NUMBERS = (
    r"1[3-9][0-9](?:[- ]?[0-9]{4}){2}",
    r"0[0-9]{2,3}[- ][0-9]{7,8}",
    r"[0-9]{17}[0-9Xx]",
)
_NUMBER = re.compile(f"(?<![0-9])(?:{'|'.join(_NUMBERS)})(?![0-9])")


def without_numbers(text: str) -> str | None:
    """The text, or nothing where it names such a number: an empty cell says nothing, so that what
    is brought in again stays the same. Nothing for an empty text too."""
    return None if _NUMBER.search(_plain(text)) else text or None


def name_without_numbers(name: str) -> str:
    plain = _plain(name)
    return _NUMBER.sub("…", plain) if _NUMBER.search(plain) else name


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
