"""What every form of ours shares: dates as people type them, a refusal at its field."""

from __future__ import annotations

import datetime

from django import forms

from surveys.errors import Refused


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


def show_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Put a service's refusal where the reader looks: at its field, else above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
