"""Numbers as text that loses nothing: what stands in a field, a history entry or a message."""

from __future__ import annotations


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number; a whole one without a point."""
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
