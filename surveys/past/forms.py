from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from surveys.errors import Refused
from surveys.files.document import ACCEPTED, Document, document_check, safe_name
from surveys.forms.table import TableField

PARCEL_TYPE = "application/zip"


class PartsInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PartsField(forms.FileField):
    """Documents, each judged by its content, and ZIP archives of documents, whose files are
    judged one by one when the round is checked."""

    def __init__(self, **kwargs: Any) -> None:
        accept = ",".join(f".{extension}" for extension in (*ACCEPTED, "zip"))
        super().__init__(widget=PartsInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Document]:
        given: Sequence[UploadedFile] = data if isinstance(data, (list, tuple)) else [data]
        parts, refusals = [], []
        for upload in (one for one in given if one):
            try:
                parts.append(_part(upload.name or "", upload.read()))
            except Refused as refusal:
                refusals.append(forms.ValidationError(refusal.message, code="refused"))
        if refusals:
            raise forms.ValidationError(refusals)
        return parts


def _part(name: str, content: bytes) -> Document:
    if name.casefold().endswith(".zip") and content.startswith(b"PK"):
        return Document(name=safe_name(name), content=content, media_type=PARCEL_TYPE)
    return document_check(name=name, content=content)


class PastForm(forms.Form):
    workbook = TableField(
        label=_("Workbook"),
        help_text=_("With the sheets 函件, 答复 and 答案, as in the template."),
    )
    files = PartsField(  # type: ignore[assignment]
        label=_("Files named in it"),
        required=False,
        help_text=_("Up to twenty documents or ZIP archives; a whole folder fits in one archive."),
    )
