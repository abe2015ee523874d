"""What became of the letters to each organ of a city over the years: route, days, obstacles."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from surveys.models import City, Edition, InfoRequest, Organ, RequestEvent, User
from surveys.models.request_event import EventKind, Route
from surveys.permissions import within_reach

K = EventKind
MOST_LETTERS = 200
_REPLIES = (K.POSTED, K.REPLIED, K.PORTAL_ANSWERED)
# What stood in the way, as it is counted.
OBSTACLES: dict[EventKind, Promise] = {
    K.CORRECTION_NOTICE: gettext_lazy("corrections"),
    K.FEE_NOTICE: gettext_lazy("fees"),
    K.EXTENDED: gettext_lazy("extensions"),
    K.REFUSED_INTAKE: gettext_lazy("refusals at intake"),
    K.TELEPHONE: gettext_lazy("calls"),
    K.REMINDER: gettext_lazy("reminders"),
}


@dataclass(frozen=True)
class Went:
    """How one letter went; `days` from its sending to its answer by the calendar, None without
    either."""

    letter: InfoRequest
    routes: tuple[str, ...]
    days: int | None
    obstacles: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class OrganYears:
    """The letters to one organ, the newest edition first."""

    organ: Organ
    letters: tuple[Went, ...]


def what_worked(edition: Edition, city: City, person: User) -> tuple[list[OrganYears], bool]:
    """Of all editions of the same kind that this person may reach, and whether older ones are
    left out: two queries whatever the number."""
    rows = InfoRequest.objects.filter(
        organ__city=city, round__edition__synthetic=edition.synthetic, sent_on__isnull=False
    )
    rows = within_reach(person, rows, "round__edition")
    rows = rows.select_related("organ", "round__edition", "outcome")
    newest = rows.order_by("-round__edition__year", "-round__edition", "-pk")
    found = list(newest[: MOST_LETTERS + 1])
    letters = found[:MOST_LETTERS]
    events = _events(letters)
    by_organ: defaultdict[int, list[Went]] = defaultdict(list)
    for letter in letters:
        by_organ[letter.organ_id].append(_went(letter, events[letter.pk]))
    years = [OrganYears(rows[0].letter.organ, tuple(rows)) for rows in by_organ.values()]
    return sorted(years, key=lambda one: one.organ.pk), len(found) > MOST_LETTERS


def _events(letters: Sequence[InfoRequest]) -> defaultdict[int, list[RequestEvent]]:
    wanted = (*_REPLIES, *OBSTACLES, K.SUBMITTED)
    rows = RequestEvent.objects.filter(request__in=letters, struck_at=None, kind__in=wanted)
    found: defaultdict[int, list[RequestEvent]] = defaultdict(list)
    for row in rows.order_by("date", "pk"):
        found[row.request_id].append(row)
    return found


def _went(letter: InfoRequest, events: Iterable[RequestEvent]) -> Went:
    rows = list(events)
    counts = Counter(row.kind for row in rows)
    met = [(words, counts[kind]) for kind, words in OBSTACLES.items() if counts[kind]]
    routes = dict.fromkeys(row.route for row in rows if row.route)
    return Went(
        letter=letter,
        routes=tuple(str(Route(route).label) for route in routes),
        days=_days(letter.sent_on, rows),
        obstacles=tuple((str(words), count) for words, count in met),
    )


def _days(sent: datetime.date | None, rows: Iterable[RequestEvent]) -> int | None:
    answered = [row.date for row in rows if row.kind in _REPLIES]
    return (min(answered) - sent).days if sent is not None and answered else None
