from __future__ import annotations

import datetime
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.errors import Refused
from surveys.files.document import ACCEPTED, Document, document_check
from surveys.forms.dates import DateField, look_near
from surveys.forms.days import Near
from surveys.forms.reason import ReasonField
from surveys.models import City, Edition, Evidence, Organ, Round
from surveys.rounds.forms.letters import LettersForm
from surveys.rounds.selectors import letters_of_city
from surveys.rounds.services.reply_checks import (
    ReplyFacts,
    check_date,
    refuse_before_opening,
    refuse_closed_round,
)

DAYS = ("received_on", "dated_on", "posted_on")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, each judged by its content when the form is cleaned."""

    widget = FilesInput

    def __init__(self, **kwargs: Any) -> None:
        accept = ",".join(f".{extension}" for extension in ACCEPTED)
        super().__init__(widget=FilesInput(attrs={"accept": accept}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Document]:
        given: Sequence[UploadedFile] = data if isinstance(data, (list, tuple)) else [data]
        uploads = [upload for upload in given if upload]
        if self.required and not uploads:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        documents, refusals = [], []
        for upload in uploads:
            try:
                documents.append(document_check(name=upload.name or "", content=upload.read()))
            except Refused as refusal:
                refusals.append(forms.ValidationError(refusal.message, code="refused"))
        if refusals:
            raise forms.ValidationError(refusals)
        return documents


@dataclass(frozen=True)
class Cutoff:
    """A round's cut-off, and whether it is over as the form is shown."""

    survey_round: Round
    over: bool


class FactsForm(LettersForm):
    """What the reply says, and to which letters; all errors are told at once."""

    received_on = DateField(label=gettext_lazy("Received on"))
    dated_on = DateField(label=gettext_lazy("Date on the letter"), required=False)
    posted_on = DateField(label=gettext_lazy("Postmark"), required=False)
    number = forms.CharField(
        label=gettext_lazy("Document number"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("As printed, such as 杭发改公开告〔2026〕17 号."),
    )
    summary = forms.CharField(
        label=gettext_lazy("Summary"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    contact = forms.CharField(
        label=gettext_lazy("Contact at the organ"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Personal data: never exported, and not kept in the browser."),
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.rounds: list[Round] = []

    def look_near(self, survey_round: Round | None) -> None:
        """A day without a year is the first one since the round opened, never a future one."""
        since = survey_round.opens_on if survey_round else None
        for field in DAYS:
            look_near(self, field, Near(since=since, until=self.today))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for field in DAYS:
            try:
                check_date(data.get(field), field=field, today=self.today)
            except Refused as refusal:
                self.add_error(field, refusal.message)
        return data

    def cutoffs(self) -> list[Cutoff]:
        """What the page says at once of a day of receipt, for each round it may belong to."""
        return [Cutoff(row, row.cutoff < self.today) for row in self.rounds]

    def facts(self) -> ReplyFacts:
        """What the letter says, of a valid form."""
        names = ("received_on", "dated_on", "posted_on", "number", "summary", "contact")
        values = {name: self.cleaned_data[name] for name in names}
        values["number"] = unicodedata.normalize("NFC", values["number"])
        return ReplyFacts(**values)


class RoundChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Round) -> str:
        return _("%(round)s (closed)") % {"round": obj} if obj.closed_on else str(obj)


class ReplyForm(FactsForm):
    survey_round = RoundChoiceField(
        label=gettext_lazy("Round"), queryset=Round.objects.none(), empty_label=None
    )
    organ = forms.ModelChoiceField(
        label=gettext_lazy("Organ that replied"),
        queryset=Organ.objects.none(),
        empty_label=gettext_lazy("Please choose"),
    )
    files = FilesField(  # type: ignore[assignment]
        label=gettext_lazy("Documents"),
        required=False,
        help_text=gettext_lazy("Letter, attachments, screenshots. Several at once are fine."),
    )
    personal = forms.BooleanField(
        label=gettext_lazy("The documents repeat somebody's name, identity or contact"),
        required=False,
    )
    # Names the page: sent twice, it logs one reply.
    form_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, edition: Edition, city: City, **kwargs: Any) -> None:
        # The newest open one first; a closed one takes late replies.
        rounds = edition.rounds.order_by(F("closed_on").asc(nulls_first=True), "-number")
        super().__init__(*args, letters=letters_of_city(rounds, city), **kwargs)
        self._choose("survey_round", rounds, rounds.first())
        organs = city.organs.all()
        self.initial.setdefault("form_token", uuid.uuid4())
        self.rounds = list(rounds)
        self.look_near(self._round_asked())
        self.initial.setdefault("received_on", _proposed(self.today, self.rounds[:1]))
        # Who came here by keyboard goes on by keyboard.
        self.fields["organ"].widget.attrs["autofocus"] = True
        self._choose("organ", organs, organs.first() if organs.count() == 1 else self._asked())

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        received_on, survey_round = data.get("received_on"), data.get("survey_round")
        if received_on is not None and survey_round is not None:
            try:
                refuse_before_opening(received_on, survey_round)
                refuse_closed_round(survey_round, received_on)
            except Refused as refusal:
                self.add_error("received_on", refusal.message)
        return data

    def begin_with_files(self) -> None:
        """Beside the questions, where the organ is mostly known, the documents come first."""
        del self.fields["organ"].widget.attrs["autofocus"]
        self.fields["files"].widget.attrs["autofocus"] = True

    def _asked(self) -> Organ | None:
        """The organ of the only letter that waits for an answer in the newest round."""
        newest = self.rounds[:1]
        waiting = [row for row in self._letters if row.is_open and row.round in newest]
        return waiting[0].organ if len(waiting) == 1 else None

    def _round_asked(self) -> Round | None:
        """The one that was chosen, else the one that the page proposes."""
        chosen = self.data.get(self.add_prefix("survey_round"), "")
        asked = [row for row in self.rounds if str(row.pk) == chosen]
        return next(iter([*asked, *self.rounds]), None)

    def _choose(self, name: str, rows: Any, first: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        field.queryset = rows
        if first is not None:
            self.initial.setdefault(name, first.pk)


def _proposed(today: datetime.date, rounds: Sequence[Round]) -> datetime.date | None:
    """Today, while a reply of today is one in time; else nothing: the day is to be looked up,
    since a day on either side of the cut-off counts differently."""
    in_time = all(row.opens_on <= today <= row.cutoff for row in rounds)
    return today if in_time else None


class ReplyChangeForm(FactsForm):
    """A correction: the facts as they should have been, and why they were not."""

    reason = ReasonField(label=gettext_lazy("Why"))
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, survey_round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rounds = [survey_round]
        self.look_near(survey_round)


class WithdrawForm(forms.Form):
    reason = ReasonField(label=gettext_lazy("Why"))
    revision = forms.IntegerField(widget=forms.HiddenInput)


class OrganForm(forms.Form):
    """Stands inside the letter's form, which must go through while this one is empty."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Organ.Kind.choices)
    name = forms.CharField(label=gettext_lazy("Full name of the organ"), max_length=80)


class EvidenceForm(forms.Form):
    """A document that no reply brought: an archived page, a published plan."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            (Evidence.Kind.WEB, Evidence.Kind.WEB.label),
            (Evidence.Kind.OTHER, Evidence.Kind.OTHER.label),
        ],
    )
    files = FilesField(label=gettext_lazy("Documents"))  # type: ignore[assignment]
    url = forms.URLField(
        label=gettext_lazy("Address it came from"),
        max_length=500,
        required=False,
        assume_scheme="https",
    )
    personal = forms.BooleanField(
        label=gettext_lazy("Repeats somebody's name, identity or contact"), required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == Evidence.Kind.WEB and not data.get("url"):
            self.add_error("url", _("Say where the page was found."))
        return data
