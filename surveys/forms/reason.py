from __future__ import annotations

from typing import Any

from django import forms

from surveys.errors import Refused
from surveys.reasons import REASON_LENGTH, require_reason


class ReasonField(forms.CharField):
    """Refuses in the words of the services; left to them where it is not `required`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=REASON_LENGTH, **kwargs)

    def clean(self, value: object) -> str:
        text = self.to_python(value) or ""
        if text or self.required:
            try:
                text = require_reason(text)
            except Refused as refusal:
                raise forms.ValidationError(refusal.message) from refusal
        return str(super().clean(text))
