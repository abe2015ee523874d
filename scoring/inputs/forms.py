from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from scoring.models import Indicator
from surveys.forms.reason import ReasonField
from surveys.forms.table import TableField
from surveys.models import City, Edition


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
