"""Numbers as people read them in a table."""

from __future__ import annotations

from django import template

register = template.Library()
MINUS, NOTHING = "−", "–"


@register.filter
def figure(value: float | None, decimals: int = 4) -> str:
    """At most `decimals` places, without trailing zeros; a dash where there is no number.

    Thousands are set apart. Small values keep four significant digits, so that 0.00012 does
    not read as 0.
    """
    if value is None or value != value:
        return NOTHING
    number = float(value)
    if number and abs(number) < 10**-decimals:
        return _minus(f"{number:.4g}")
    text = f"{number:,.{decimals}f}"
    return _minus(text.rstrip("0").rstrip(".") if "." in text else text)


@register.filter
def score(value: float | None) -> str:
    """A score of the index, or a contribution to it: two decimals on every page."""
    return NOTHING if value is None or value != value else _minus(f"{value:,.2f}")


@register.filter
def decimal(value: float | None, decimals: int = 2) -> str:
    """So many decimals, always; a dash where there is no number."""
    return NOTHING if value is None or value != value else _minus(f"{value:,.{decimals}f}")


@register.filter
def signed(value: float | None, decimals: int = 2) -> str:
    """A difference or a move with its sign; zero has none."""
    if value is None or value != value:
        return NOTHING
    text = f"{value:+,.{decimals}f}"
    return _minus(text if float(text.replace(",", "")) else text[1:])


@register.filter
def percent(share: float | None, decimals: int = 1) -> str:
    """A share from 0 to 1 as a percentage."""
    if share is None or share != share:
        return NOTHING
    return _minus(f"{100 * share:.{decimals}f}") + "%"


def _minus(text: str) -> str:
    """The minus sign, which is as wide as a plus; a zero has none."""
    return text.replace("-", MINUS) if text.strip("-0.") else text.lstrip("-")
