from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DateInput
from surveys.forms.reason import ReasonField


class EditionForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Starts with the year: 2025, 2025-pilot. It stands in every address."),
    )
    year = forms.IntegerField(label=_("Year of the index"), min_value=2000, max_value=2100)
    title_zh = forms.CharField(label=_("Chinese title"), max_length=120)
    title_en = forms.CharField(label=_("English title"), max_length=120)
    opens_on = forms.DateField(label=_("First day of the round"), widget=DateInput())
    cutoff = forms.DateField(
        label=_("Cut-off"),
        widget=DateInput(),
        help_text=_(
            "Replies received later are kept and marked late; silence counts once it is closed."
        ),
    )


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
