"""Numbers as people read them in a table."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def figure(value: float | None, decimals: int = 4) -> str:
    """At most `decimals` places, without trailing zeros; a dash where there is no number.

    Small values keep four significant digits, so that 0.00012 does not read as 0.
    """
    if value is None:
        return "–"
    number = float(value)
    if number and abs(number) < 10**-decimals:
        return f"{number:.4g}"
    text = f"{number:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
