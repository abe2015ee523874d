"""What is typed for many letters at once, and for a view that is kept."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from scoring.board.acts import Act
from scoring.board.letters.filters import people
from scoring.board.scene import Scene
from surveys.forms.dates import DateField, look_near
from surveys.forms.days import Near
from surveys.models import Outcome, User
from surveys.models.request import Channel
from surveys.models.request_event import Call, Route
from surveys.rounds.services.edition import MOST_LOOK_DAYS

CHOOSE = ("", _("Please choose"))


class ActForm(forms.Form):
    """The fields of one act; `token` names the form, so that sent twice it acts once."""

    date = DateField(label=_("Day"))
    route = forms.ChoiceField(label=_("Route"), choices=[CHOOSE, *Route.choices])
    call = forms.ChoiceField(label=_("What was said"), choices=[CHOOSE, *Call.choices])
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    handler = forms.ChoiceField(label=_("Hand to"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, act: Act, scene: Scene, since: datetime.date) -> None:
        day = scene.today.isoformat()
        super().__init__(data, initial={"token": uuid.uuid4(), "date": day})
        for name in set(self.fields) - {*act.fields, "token"}:
            del self.fields[name]
        first = next(name for name in self.fields if name != "token")
        self.fields[first].widget.attrs["autofocus"] = True
        if "date" in self.fields:
            look_near(self, "date", Near(since=since, until=scene.today))
        if "outcome" in self.fields:
            outcome: Any = self.fields["outcome"]
            outcome.choices = _outcomes()
        if "handler" in self.fields:
            handler: Any = self.fields["handler"]
            handler.choices = [CHOOSE, *people(scene)]

    def clean_outcome(self) -> Outcome | None:
        return Outcome.objects.filter(pk=self.cleaned_data["outcome"] or None).first()

    def clean_handler(self) -> User:
        return User.objects.get(pk=self.cleaned_data["handler"])

    def typed(self) -> dict[str, Any]:
        """Of a valid form, without its token."""
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


def _outcomes() -> list[tuple[Any, Any]]:
    """By channel: letters of both may be chosen, and each takes those of its own alone."""
    rows = list(Outcome.objects.all())
    groups: list[tuple[Any, Any]] = [
        (words, [(str(row.pk), row.name) for row in rows if row.channel == channel])
        for channel, words in Channel.choices
    ]
    return [("", _("none")), *groups]


class ViewForm(forms.Form):
    """`query` is the board's address without its path."""

    name = forms.CharField(label=_("Keep this view as"), max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, max_length=1000)


class RenameForm(forms.Form):
    name = forms.CharField(label=_("Another name"), max_length=60)


class LookForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days between two looks"), min_value=1, max_value=MOST_LOOK_DAYS
    )
