"""One day of the calendar, or a table of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from surveys.clock.calendar import Scope
from surveys.forms.dates import DateField
from surveys.forms.reason import ReasonField
from surveys.forms.table import TableField
from surveys.models import CalendarDay, City
from surveys.workdays.sheet import SOURCE_LENGTH


class AreaField(forms.CharField):
    """A province or city by name or adcode as its scope and adcode; empty for the nation."""

    def clean(self, value: Any) -> tuple[str, str]:
        text = str(super().clean(value)).strip()
        if not text:
            return Scope.NATION.value, ""
        rows = City.objects.order_by("adcode")
        for scope, column, names in (
            (Scope.PROVINCE, "province_adcode", ("province", "province_adcode")),
            (Scope.CITY, "adcode", ("name", "short_name", "adcode")),
        ):
            for name in names:
                found = rows.filter(**{name: text}).values_list(column, flat=True).first()
                if found is not None:
                    return scope.value, found
        raise forms.ValidationError(_("There is no such area."), code="invalid")


class DayForm(forms.Form):
    area = AreaField(
        label=pgettext_lazy("of the calendar", "Area"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("A province or city by its full name or adcode; empty: the nation."),
    )
    date = DateField(label=gettext_lazy("Day"))
    kind = forms.ChoiceField(label=gettext_lazy("Off or worked"), choices=CalendarDay.Kind.choices)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=SOURCE_LENGTH)
    reason = ReasonField(label=gettext_lazy("Reason"))

    def facts(self) -> dict[str, Any]:
        """Of a valid form, as the service takes them."""
        names = ("date", "kind", "source", "reason")
        scope, adcode = self.cleaned_data["area"]
        return {"scope": scope, "adcode": adcode, **{n: self.cleaned_data[n] for n in names}}


class DaysForm(forms.Form):
    file = TableField(
        label=gettext_lazy("Table of days"),
        help_text=gettext_lazy(
            "XLSX or CSV with the columns scope, adcode, name, date, kind and source."
        ),
    )
    reason = ReasonField(label=gettext_lazy("Reason"))
