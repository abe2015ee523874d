"""Which letters a reply answers, each with its outcome; and writing down a letter that was sent."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.forms.dates import DateField, look_near
from surveys.forms.days import Near
from surveys.models import InfoRequest, Outcome, Question, Round
from surveys.models.request import WHOLE, ApplicantType, Channel
from surveys.models.request_event import Route
from surveys.places.names import reads_english
from surveys.rounds.parts import part_choices, part_words
from surveys.rounds.said import Said
from surveys.rounds.services.letter import MOST_WAVES

UNASKED = "unasked"
Choices = list[tuple[str, Any]]


class LettersForm(forms.Form):
    """One choice of an outcome for each of the `letters`, and one for a reply to none of them."""

    def __init__(self, *args: Any, letters: Iterable[InfoRequest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._letters = list(letters)
        self._outcomes = {row.pk: row for row in Outcome.objects.all()}
        several = len({letter.round_id for letter in self._letters}) > 1
        names = dict(Question.objects.values_list("code", _name_field()))
        for letter in self._letters:
            self.fields[letter_field(letter)] = forms.ChoiceField(
                label=letter_words(letter, names, with_round=several),
                choices=self._choices(letter.channel, _("not answered by this reply")),
                required=False,
                help_text=format_html(
                    '<a href="{}">{}</a>',
                    reverse("letter", args=[letter.pk]),
                    _("Open the letter"),
                ),
            )
        every = self._choices("", _("no: it answers the letters above"))
        if not self._letters:
            every[0] = ("", _("Please choose"))
        self.fields[UNASKED] = forms.ChoiceField(
            label=gettext_lazy("A reply to no letter of ours"), choices=every, required=False
        )

    def _choices(self, channel: str, nothing: str) -> Choices:
        """Outcomes of the channel under their groups; of every channel for an empty one."""
        rows = [row for row in self._outcomes.values() if channel in ("", row.channel)]
        groups = groupby(rows, key=lambda row: row.group_en if reads_english() else row.group_zh)
        named = [(name, [(row.pk, row.name) for row in group]) for name, group in groups]
        return [("", nothing), *named]

    def letter_fields(self) -> Iterator[forms.BoundField]:
        for name in (*map(letter_field, self._letters), UNASKED):
            yield self[name]

    def said(self) -> tuple[Said, ...]:
        """What was chosen, of a valid form."""
        chosen = self.cleaned_data
        letters = [
            Said(self._outcomes[chosen[name]], letter)
            for letter in self._letters
            if chosen[name := letter_field(letter)]
        ]
        unasked = chosen[UNASKED]
        return (*letters, *([Said(self._outcomes[unasked])] if unasked else []))


def letter_field(letter: InfoRequest) -> str:
    return f"letter-{letter.pk}"


def said_initial(said: Iterable[Said]) -> dict[str, str]:
    """How a form shows what is stored."""
    return {letter_field(one.request) if one.request else UNASKED: one.outcome.pk for one in said}


def letter_words(letter: InfoRequest, names: Mapping[str, str], *, with_round: bool) -> str:
    """Organ, channel, questions and day, as a person tells one letter from another."""
    parts = [
        str(letter.organ),
        letter.get_channel_display(),
        part_words(letter.part, names),
        _("wave %(number)d") % {"number": letter.wave} if letter.wave > 1 else "",
        _("sent on %(day)s") % {"day": letter.sent_on.isoformat()} if letter.sent_on else "",
        _("round %(number)d") % {"number": letter.round.number} if with_round else "",
        _("answered: %(outcome)s") % {"outcome": letter.outcome} if letter.outcome else "",
    ]
    return " · ".join(part for part in parts if part)


def _name_field() -> str:
    return "name_en" if reads_english() else "name_zh"


class DescribeForm(forms.Form):
    """What stands on a letter beside its history."""

    number = forms.CharField(
        label=gettext_lazy("Query number"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("The number that the organ's portal gave to the letter."),
    )
    applicant = forms.CharField(
        label=gettext_lazy("Applicant"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("A code of the project's own, never a name."),
    )
    applicant_type = forms.ChoiceField(
        label=gettext_lazy("Kind of applicant"),
        choices=[("", gettext_lazy("not said")), *ApplicantType.choices],
        required=False,
    )


class LetterForm(DescribeForm):
    """Stands inside the reply's form, which must go through while this one is empty."""

    use_required_attribute = False

    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel.choices)
    sent_on = DateField(label=gettext_lazy("Sent on"))
    route = forms.ChoiceField(label=gettext_lazy("Route"), choices=Route.choices)
    part = forms.ChoiceField(label=gettext_lazy("Questions"), choices=part_choices, initial=WHOLE)
    wave = forms.IntegerField(
        label=gettext_lazy("Wave"), min_value=1, max_value=MOST_WAVES, initial=1
    )
    field_order = ("channel", "sent_on", "route", "part", "wave")

    def __init__(
        self, *args: Any, today: datetime.date, survey_round: Round | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        since = survey_round.opens_on if survey_round else None
        look_near(self, "sent_on", Near(since=since, until=today))
