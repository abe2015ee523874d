from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DateInput
from surveys.forms.reason import ReasonField


class RoundForm(forms.Form):
    opens_on = forms.DateField(label=_("First day"), widget=DateInput())
    cutoff = forms.DateField(label=_("Cut-off"), widget=DateInput())


class LateForm(forms.Form):
    """Whether a round counts replies after its cut-off, and why."""

    counts = forms.TypedChoiceField(
        choices=((1, "1"), (0, "0")), coerce=lambda text: text == "1", widget=forms.HiddenInput
    )
    reason = ReasonField(label=_("Reason"), required=False)


class FreezeForm(forms.Form):
    reason = ReasonField(
        label=_("Reason"),
        required=False,
        help_text=_("Kept in the history. A frozen edition cannot be opened again."),
    )
