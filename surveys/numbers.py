"""Numbers as text that loses nothing, and whole numbers that a form or an address says."""

from __future__ import annotations

GREATEST_KEY = 2**63 - 1


def whole_number(text: str, *, most: int = GREATEST_KEY) -> int | None:
    """Of ASCII digits; None where it is no such number or greater than `most`: endless digits
    stop Python, and a key beyond its column stops SQLite."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    number = int(text)
    return number if number <= most else None


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number; a whole one without a point."""
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
