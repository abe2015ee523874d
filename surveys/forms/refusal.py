from __future__ import annotations

from django import forms

from surveys.errors import Refused


def show_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Put a service's refusal where the reader looks: at its field, else above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
