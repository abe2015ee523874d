from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DateField, cutoff_follows, look_near
from surveys.forms.days import Near
from surveys.forms.reason import ReasonField
from surveys.models import Round


class RoundForm(forms.Form):
    """A first day without a year follows that of the round before."""

    opens_on = DateField(label=_("First day"))
    cutoff = DateField(label=_("Cut-off"), since_from="opens_on")

    def __init__(self, *args: Any, before: Round | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if before is not None:
            look_near(self, "opens_on", Near(since=before.opens_on))

    def clean_opens_on(self) -> datetime.date:
        return cutoff_follows(self)


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
