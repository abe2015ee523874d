from __future__ import annotations

from django import forms

from surveys.errors import Refused


def first_error(form: forms.BaseForm) -> str:
    """For a page that says one sentence above a small form without fields of its own."""
    return str(next(iter(form.errors.values()))[0])


def show_refusal(form: forms.BaseForm, refusal: Refused) -> None:
    """Put a service's refusal where the reader looks: at its field, else above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
