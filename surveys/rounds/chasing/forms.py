"""A draft as it was edited, and that it was sent or said."""

from __future__ import annotations

import uuid
from typing import Any
from unicodedata import category

from django import forms
from django.utils.translation import gettext_lazy

from surveys.models.request_event import Call
from surveys.rounds.chasing.drafts import WAYS, Way

MOST_SIGNS = 20_000


class DraftForm(forms.Form):
    """`text` for a file."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=MOST_SIGNS,
        strip=False,
        widget=forms.Textarea(attrs={"lang": "zh-hans"}),
    )

    def clean_text(self) -> str:
        """With line ends as they are here, and without what no file of text can hold."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        return "".join(char for char in text if char in "\n\t" or category(char)[0] != "C")


class ChasedForm(forms.Form):
    """`call` says what was said by telephone; of a letter it stays empty."""

    way = forms.ChoiceField(
        choices=[(way.value, words) for way, words in WAYS.items()], widget=forms.HiddenInput
    )
    call = forms.ChoiceField(
        label=gettext_lazy("What was said"),
        choices=[("", gettext_lazy("Please choose")), *Call.choices],
        required=False,
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    # Names the form, so that sent twice it enters once.
    form_token = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """What another way asks is ignored."""
        data = super().clean() or self.cleaned_data
        if data.get("way") == Way.LETTER:
            data["call"] = ""
        return data
