"""The one form field for dates: a text that is read as typed and shown as an ISO date."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils import timezone

from surveys.errors import Refused
from surveys.forms.days import MOST_SIGNS, Near, day_read


class DateInput(forms.DateInput):
    """One Tab, whatever the browser's language: no picker in three parts. `dates.js` shows the
    ISO date as soon as the field is left; without script the next page does."""

    def __init__(self) -> None:
        attrs = {
            "data-date": reverse_lazy("date"),
            "inputmode": "numeric",
            "autocomplete": "off",
            "maxlength": MOST_SIGNS,
            "placeholder": "0315, 3-15, 2024-3-15",
        }
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """`near` says in which year a day without one is: unless told otherwise, in the last year in
    which that day is not in the future.

    `since_from` names another field of the form, of which the browser takes the day or the year
    that the search starts at; the form does the same with `look_near`.
    """

    widget = DateInput

    def __init__(self, *, since_from: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.near = Near()
        if since_from:
            self.widget.attrs["data-since-from"] = f"id_{since_from}"

    def look_near(self, near: Near) -> None:
        self.near = near
        for name, day in (("data-since", near.since), ("data-until", near.until)):
            if day is not None:
                self.widget.attrs[name] = day.isoformat()

    def to_python(self, value: Any) -> datetime.date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime.date):
            return super().to_python(value)
        if not str(value).strip():
            return None
        try:
            return day_read(str(value), near_today(self.near))
        except Refused as refusal:
            raise ValidationError(refusal.message, code="invalid") from refusal

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What was typed as it was read, for a page that is shown again."""
        try:
            return self.to_python(super().bound_data(data, initial))
        except ValidationError:
            return data


def near_today(near: Near) -> Near:
    """Without any bounds, up to today."""
    return Near(until=timezone.localdate()) if near == Near() else near


def look_near(form: forms.BaseForm, name: str, near: Near) -> None:
    """Where a form's field looks for the year of a day without one."""
    field = form.fields[name]
    assert isinstance(field, DateField)  # noqa: S101 - for the type checker
    field.look_near(near)


def cutoff_follows(form: forms.BaseForm) -> datetime.date:
    """The first day of a round, after which its cut-off is looked for."""
    day: datetime.date = form.cleaned_data["opens_on"]
    look_near(form, "cutoff", Near(since=day))
    return day
