"""Dates as people type them."""

from __future__ import annotations

import datetime

from django import forms


class DateInput(forms.DateInput):
    """The browser's own date picker; ISO dates on the wire."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def typed_date(text: str) -> datetime.date | None:
    """An ISO date as typed, or None where it is none."""
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        return None
