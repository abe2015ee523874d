from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms.dates import DateField
from surveys.forms.reason import ReasonField


class PublishForm(forms.Form):
    """What a new version of the codebook says of itself."""

    reason = ReasonField(label=_("What is different and why"))
    holds_from = DateField(label=_("Holds from"))
