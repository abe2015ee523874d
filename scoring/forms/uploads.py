from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from surveys.errors import Refused
from surveys.files.document import Document
from surveys.models import Edition, User
from surveys.permissions import within_reach
from surveys.sheets.door import EXTENSIONS, table_check


class TableField(forms.FileField):
    """A spreadsheet, judged by its content when the form is cleaned."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.ClearableFileInput(
            attrs={"accept": ",".join(f".{extension}" for extension in EXTENSIONS)}
        )
        super().__init__(widget=widget, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Document:
        upload = super().clean(data, initial)
        try:
            return table_check(name=upload.name or "", content=upload.read())
        except Refused as refusal:
            raise forms.ValidationError(refusal.message, code="refused") from refusal


class ValuesForm(forms.Form):
    file = TableField(
        label=_("Spreadsheet"),
        help_text=_("XLSX, XLS or CSV. It is checked first; nothing is stored yet."),
    )


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
