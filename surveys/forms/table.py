from __future__ import annotations

from typing import Any

from django import forms

from surveys.errors import Refused
from surveys.files.document import Document
from surveys.sheets.door import EXTENSIONS, table_check


class TableField(forms.FileField):
    """A spreadsheet, judged by its content when the form is cleaned."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.ClearableFileInput(
            attrs={"accept": ",".join(f".{extension}" for extension in EXTENSIONS)}
        )
        super().__init__(widget=widget, allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Document | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return table_check(name=upload.name or "", content=upload.read())
        except Refused as refusal:
            raise forms.ValidationError(refusal.message, code="refused") from refusal
