"""Equal effort: what a city answered to its first letter, apart from what further letters brought.

More letters to a city mean better odds of a good reply. The first letter is the earliest sent of
an edition to any organ of the city (of one day the lower wave, then the one written down first).
A city whose effective replies in time answer later letters alone counts as silent where a method
counts the first letter only. A reply to no letter of ours took no letter more, so it counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from surveys.models import City, Edition, InfoRequest, LetterOutcome, Reply
from surveys.models.request_event import EventKind


def later_only_cities(edition: Edition, city: City | None = None) -> frozenset[int]:
    """Keys of cities whose effective replies answer none but later letters: a single query where
    every city has one letter, else two."""
    first = _first_letters(edition, city)
    if not first:
        return frozenset()
    replies = Reply.objects.of(edition).standing().counted().order_by().values("pk")
    said = LetterOutcome.objects.filter(
        reply__in=replies, reply__city__in=first, outcome__effective=True
    )
    effective, counting = set(), set()
    for place, letter in said.order_by().values_list("reply__city", "request"):
        effective.add(place)
        if letter is None or letter == first[place]:
            counting.add(place)
    return frozenset(effective - counting)


def _first_letters(edition: Edition, city: City | None) -> dict[int, int]:
    """By city, of those that were sent several."""
    sent = InfoRequest.objects.filter(round__edition=edition, sent_on__isnull=False)
    if city is not None:
        sent = sent.filter(organ__city=city)
    first: dict[int, int] = {}
    several: set[int] = set()
    rows = sent.order_by("organ__city", "sent_on", "wave", "pk")
    for place, letter in rows.values_list("organ__city", "pk"):
        if place in first:
            several.add(place)
        first.setdefault(place, letter)
    return {place: first[place] for place in several}


def is_later_only(edition: Edition, city: City) -> bool:
    """Whether the city counts as silent where first letters alone count: asked before and after
    what may change it, so that the index is computed anew where it does."""
    return city.pk in later_only_cities(edition, city)


@dataclass(frozen=True)
class Effort:
    """What an edition sent to a city: letters, the organs they went to, waves, reminders by letter
    and calls; `later_only` as above."""

    letters: int = 0
    organs: int = 0
    waves: int = 0
    reminders: int = 0
    calls: int = 0
    later_only: bool = False


def efforts_of(edition: Edition, city: City | None = None) -> dict[int, Effort]:
    """By the city's key, of one or of all that got a letter: three queries at most."""
    sent = InfoRequest.objects.filter(round__edition=edition, sent_on__isnull=False).order_by()
    if city is not None:
        sent = sent.filter(organ__city=city)
    said = {"history__struck_at__isnull": True}
    kinds = {"reminders": EventKind.REMINDER, "calls": EventKind.TELEPHONE}
    events = {
        name: Count("history", filter=Q(history__kind=kind, **said), distinct=True)
        for name, kind in kinds.items()
    }
    rows = sent.values("organ__city").annotate(
        letters=Count("pk", distinct=True),
        organs=Count("organ", distinct=True),
        waves=Count("wave", distinct=True),
        **events,
    )
    later = later_only_cities(edition, city)
    return {
        row.pop("organ__city"): Effort(**row, later_only=place in later)
        for row in rows
        if (place := row["organ__city"])
    }
