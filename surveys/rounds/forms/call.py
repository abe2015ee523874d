"""A call about a letter, to be entered while the receiver is still warm."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from surveys.forms.dates import DateField, look_near
from surveys.forms.days import Near
from surveys.models import InfoRequest
from surveys.models.request_event import Call, EventKind
from surveys.rounds.services.event import EventFacts


class CallForm(forms.Form):
    """What was said, by one key each; the day is today unless it is typed over."""

    call = forms.ChoiceField(
        label=gettext_lazy("What was said"), choices=Call.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    date = DateField(label=gettext_lazy("Day"))
    # Names the form, so that sent twice it enters once.
    form_token = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, letter: InfoRequest, today: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"initial": {"date": today}, **kwargs})
        look_near(self, "date", Near(since=letter.round.opens_on, until=today))

    def facts(self) -> EventFacts:
        """Of a valid form."""
        data = self.cleaned_data
        return EventFacts(
            kind=EventKind.TELEPHONE, date=data["date"], call=data["call"], note=data["note"]
        )
