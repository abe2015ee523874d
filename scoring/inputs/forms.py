from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from scoring.models import Indicator
from surveys.errors import Refused
from surveys.files.document import Document
from surveys.forms.reason import ReasonField
from surveys.models import City, Edition
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


class Coded(forms.ModelChoiceField):
    """A row by its public code, shown with it."""

    def label_from_instance(self, obj: Model) -> str:
        return f"{getattr(obj, self.to_field_name or 'pk')} {obj}"


class ValueForm(forms.Form):
    """One value typed by hand; it is approved at once, so it names its source and its reason."""

    edition = forms.ModelChoiceField(
        label=_("Edition"), queryset=Edition.objects.writable(), to_field_name="code"
    )
    city = Coded(label=_("City"), queryset=City.objects.all(), to_field_name="adcode")
    indicator = Coded(label=_("Indicator"), queryset=Indicator.objects.all(), to_field_name="code")
    value = forms.FloatField(label=_("Value"), help_text=_("In the unit of the indicator."))
    reference_year = forms.IntegerField(label=_("Reference year"), required=False)
    source = forms.CharField(label=_("Source"), max_length=300)
    reason = ReasonField(label=_("Reason"))

    def cell(self) -> dict[str, Any]:
        """Edition, city and indicator once all three are chosen, whatever else is wrong."""
        found = {}
        for name in ("edition", "city", "indicator"):
            try:
                found[name] = self.fields[name].clean(self[name].value())
            except forms.ValidationError:
                return {}
        return found
