"""What happened to a letter; striking out what was entered by mistake; an organ's own limit."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from surveys.forms.dates import DateField, look_near
from surveys.forms.days import Near
from surveys.forms.reason import ReasonField
from surveys.models import Evidence, InfoRequest, Outcome
from surveys.models.city import LimitUnit
from surveys.models.request import Channel
from surveys.models.request_event import Call, EventKind, Result, Route
from surveys.rounds.letter_clock import OF_ANY_CHANNEL, OF_REPLIES
from surveys.rounds.services.event import MOST_DAYS, OF_CONSULTATIONS, EventFacts
from surveys.rounds.services.organ import MOST_LIMIT_DAYS

K = EventKind
# What a kind needs beside its day.
OWN_FIELDS: dict[str, str] = {
    K.SUBMITTED: "route",
    K.EXTENDED: "days",
    K.TELEPHONE: "call",
    K.RECONSIDERATION_DECIDED: "result",
    K.SUIT_DECIDED: "result",
    K.CLOSED: "outcome",
}
_CHOOSE = ("", gettext_lazy("Please choose"))


class EventForm(forms.Form):
    """`allowed` may come next, the likeliest first; other kinds are offered below, for what was
    forgotten. Fields that the kind does not need are ignored, whatever stands in them."""

    # A field that is not shown must not keep the browser from sending.
    use_required_attribute = False

    kind = forms.ChoiceField(label=pgettext_lazy("of an event", "What happened"))
    date = DateField(label=gettext_lazy("Day"))
    route = forms.ChoiceField(label=gettext_lazy("Route"))
    days = forms.IntegerField(label=gettext_lazy("Working days"), min_value=1, max_value=MOST_DAYS)
    call = forms.ChoiceField(label=gettext_lazy("What was said"), choices=[_CHOOSE, *Call.choices])
    result = forms.ChoiceField(
        label=gettext_lazy("How it was decided"), choices=[_CHOOSE, *Result.choices]
    )
    outcome = forms.ModelChoiceField(
        label=gettext_lazy("Outcome"),
        queryset=Outcome.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    document = forms.ModelChoiceField(
        label=gettext_lazy("Document"),
        queryset=Evidence.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
        help_text=gettext_lazy("Documents of the city in this edition; attach one while coding."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    # Names the form, so that sent twice it enters once.
    form_token = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        letter: InfoRequest,
        allowed: tuple[EventKind, ...],
        documents: QuerySet[Evidence],
        today: datetime.date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("kind", _kinds(letter, allowed))
        routes = [row for row in Route if _travels(row, letter.channel)]
        self._choose("route", [_CHOOSE, *((row.value, row.label) for row in routes)])
        self._choose_rows("outcome", Outcome.objects.filter(channel=letter.channel))
        self._choose_rows("document", documents)
        # From the round's first day, as on every form: one before the sending is then refused
        # and not taken for a day of the next year.
        look_near(self, "date", Near(since=letter.round.opens_on, until=today))

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    def _choose_rows(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = rows

    def full_clean(self) -> None:
        """Of the fields of single kinds only the one that the kind needs must be filled in."""
        own = {name: self.fields[name] for name in OWN_FIELDS.values() if name != "outcome"}
        for name, field in own.items():
            field.required = OWN_FIELDS.get(self.chosen) == name
        super().full_clean()
        for field in own.values():
            field.required = True

    @property
    def chosen(self) -> str:
        """The kind that the page asks for, or nothing; as typed, where it was sent."""
        return str(self["kind"].value() or "")

    def own_fields(self) -> list[tuple[forms.BoundField, str, bool]]:
        """Fields of single kinds, with these kinds and whether the chosen one needs none."""
        found = []
        for name in dict.fromkeys(OWN_FIELDS.values()):
            kinds = [str(kind) for kind, own in OWN_FIELDS.items() if own == name]
            idle = bool(self.chosen) and self.chosen not in kinds
            found.append((self[name], " ".join(kinds), idle))
        return found

    def facts(self) -> EventFacts:
        """Of a valid form."""
        data = self.cleaned_data
        own = OWN_FIELDS.get(data["kind"], "")
        more = {own: data[own]} if own and data[own] not in (None, "") else {}
        names = ("kind", "date", "document", "note")
        return EventFacts(**{name: data[name] for name in names}, **more)


def _travels(route: Route, channel: str) -> bool:
    return route not in OF_CONSULTATIONS or channel == Channel.CONSULTATION


def _kinds(letter: InfoRequest, allowed: tuple[EventKind, ...]) -> list[tuple[str, Any]]:
    possible = set(EventKind) - OF_REPLIES
    if letter.channel == Channel.CONSULTATION:
        possible &= OF_ANY_CHANNEL | {K.READY, K.REFUSED_INTAKE, K.NO_CHANNEL, K.CLOSED}
    others = [kind for kind in EventKind if kind in possible and kind not in allowed]
    named = [
        (_("May come next"), [(kind.value, kind.label) for kind in allowed]),
        (_("Forgotten earlier"), [(kind.value, kind.label) for kind in others]),
    ]
    return [_CHOOSE, *((name, rows) for name, rows in named if rows)]


class StrikeForm(forms.Form):
    reason = ReasonField(label=gettext_lazy("Why"))


class LimitForm(forms.Form):
    """Without days, none is known."""

    days = forms.IntegerField(
        label=gettext_lazy("Days"), min_value=1, max_value=MOST_LIMIT_DAYS, required=False
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=LimitUnit.choices)
    source = forms.CharField(
        label=gettext_lazy("Where the organ says so"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Title or address of the page or notice. Leave all empty for none."),
    )
