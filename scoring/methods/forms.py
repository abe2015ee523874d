"""A method brought along as a file, and the edition that takes one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from surveys.models import Edition, User
from surveys.permissions import within_reach


class MethodImportForm(forms.Form):
    file = forms.FileField(
        label=_("Method as JSON"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        help_text=_("As exported here. It is checked completely; a fault stores nothing."),
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    note = forms.CharField(label=_("What it is for"), widget=forms.Textarea(attrs={"rows": 2}))


class MethodChoiceForm(forms.Form):
    edition = forms.ModelChoiceField(
        label=_("Edition"),
        queryset=Edition.objects.none(),
        to_field_name="code",
        help_text=_("Its ranks are computed anew; earlier runs stay."),
    )

    def __init__(self, person: User, data: QueryDict | None = None) -> None:
        super().__init__(data)
        choice: Any = self.fields["edition"]
        choice.queryset = within_reach(person, Edition.objects.writable(), "")
