"""Letters as rows of the board: the stored row, with what a page of them reads beside it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, Max, QuerySet

from scoring.board.scene import Scene
from surveys.models import City, InfoRequest, Question, RequestEvent
from surveys.models.request import Owed
from surveys.models.request_event import EventKind
from surveys.places.names import reads_english
from surveys.rounds.clock_words import event_words, short_flags
from surveys.rounds.parts import part_words
from surveys.rounds.remedies import next_limit
from surveys.rounds.services.letter_state import overdue_on

NOTICES = {EventKind.CORRECTION_NOTICE: Owed.CORRECTION, EventKind.FEE_NOTICE: Owed.FEE}


@dataclass(frozen=True)
class LetterRow:
    """`newest` is what happened last, in words; `remedy_by` the next last day for a remedy;
    `asked_on` the day of the notice that what we owe goes back to."""

    letter: InfoRequest
    part: str
    newest: str
    today: datetime.date
    asked_on: datetime.date | None = None

    @property
    def key(self) -> int:
        return self.letter.pk

    @property
    def seen(self) -> int:
        return self.letter.revision

    @property
    def city(self) -> City:
        return self.letter.organ.city

    @property
    def is_overdue(self) -> bool:
        return overdue_on(self.letter, self.today)

    @property
    def remedy_by(self) -> datetime.date | None:
        return next_limit(self.letter, self.today)

    @property
    def flags(self) -> str:
        return "; ".join(short_flags(self.letter.flags))


def letter_rows(scene: Scene) -> QuerySet[InfoRequest]:
    """Of the edition; open ones first, by the day on which they are due."""
    rows = InfoRequest.objects.filter(round__edition=scene.edition)
    rows = rows.select_related("organ__city", "outcome", "round", "handler")
    return rows.order_by("-is_open", F("due").asc(nulls_last=True), "pk")


def letters_loaded(
    scene: Scene, found: Iterable[InfoRequest], parts: Collection[str]
) -> list[LetterRow]:
    """In their order; the questions' names and, where they are shown, the newest event of each and
    the day on which what we owe was asked for."""
    letters = list(found)
    field = "name_en" if reads_english() else "name_zh"
    names = dict(Question.objects.values_list("code", field)) if letters else {}
    newest = _newest(letters) if "newest" in parts else {}
    asked = _asked(letters) if "asked" in parts else {}
    today = scene.today
    return [
        LetterRow(
            one, part_words(one.part, names), newest.get(one.pk, ""), today, asked.get(one.pk)
        )
        for one in letters
    ]


def _newest(letters: Iterable[InfoRequest]) -> dict[int, str]:
    """By key of the letter: what stands on its newest day, the last that was entered."""
    keys = [letter.pk for letter in letters]
    events = RequestEvent.objects.filter(request__in=keys, struck_at__isnull=True)
    rows = events.filter(date=F("request__last_on")).select_related("outcome")
    return {row.request_id: event_words(row) for row in rows.order_by("pk")}


def _asked(letters: Iterable[InfoRequest]) -> dict[int, datetime.date]:
    """By key of the letter: the newest notice of what it owes."""
    owed = {letter.pk: letter.owed for letter in letters if letter.owed}
    events = RequestEvent.objects.filter(request__in=owed, struck_at__isnull=True)
    rows = events.filter(kind__in=NOTICES).order_by().values_list("request", "kind")
    return {
        key: day
        for key, kind, day in rows.annotate(newest=Max("date"))
        if owed[key] == NOTICES[EventKind(kind)]
    }
