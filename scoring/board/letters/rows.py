"""Letters as rows of the board: the stored row, with what a page of them reads beside it."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from scoring.board.scene import Scene
from surveys.models import City, InfoRequest, Question, RequestEvent
from surveys.places.names import reads_english
from surveys.rounds.clock_words import event_words, short_flags
from surveys.rounds.parts import part_words
from surveys.rounds.remedies import next_limit
from surveys.rounds.services.letter_state import overdue_on


@dataclass(frozen=True)
class LetterRow:
    """`newest` is what happened last, in words; `remedy_by` the next last day for a remedy."""

    letter: InfoRequest
    part: str
    newest: str
    today: datetime.date

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
    """In their order; the questions' names and, where it is shown, the newest event of each."""
    letters = list(found)
    field = "name_en" if reads_english() else "name_zh"
    names = dict(Question.objects.values_list("code", field)) if letters else {}
    newest = _newest(letters) if "newest" in parts else {}
    return [
        LetterRow(one, part_words(one.part, names), newest.get(one.pk, ""), scene.today)
        for one in letters
    ]


def _newest(letters: Iterable[InfoRequest]) -> dict[int, str]:
    """By key of the letter: what stands on its newest day, the last that was entered."""
    keys = [letter.pk for letter in letters]
    events = RequestEvent.objects.filter(request__in=keys, struck_at__isnull=True)
    rows = events.filter(date=F("request__last_on")).select_related("outcome")
    return {row.request_id: event_words(row) for row in rows.order_by("pk")}
