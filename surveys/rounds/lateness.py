"""Replies after the cut-off: kept and coded, but no word of them says how well a city replied.

`reply_quality` is the best substance among the round's replies in time. So its answer does
not count where a city has no reply in time (it counts as silent), nor where it quotes a
letter that came late. A round that counts late replies has none of this.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.models import City, Edition, Question, Reply

# Once a round is closed, a city that never answered has this reply quality (0 of 4).
SILENT_QUESTION = "reply_quality"


@dataclass(frozen=True)
class Lateness:
    """By key: `cities` with a late reply that does not count, those of them without any other
    one, and the `letters` (documents) that came late."""

    cities: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()
    letters: frozenset[int] = frozenset()

    def quoted(self, documents: Collection[int]) -> bool:
        return not self.letters.isdisjoint(documents)

    def words(self, city: City, documents: Collection[int]) -> str:
        """Why an answer about the reply does not count, or what to mind; empty for most."""
        if city.pk in self.silent:
            return _(
                "Every reply of this city came after the cut-off: whatever is answered here, the"
                " city counts as silent."
            )
        if self.quoted(documents):
            return _(
                "A quotation is from a letter that came after the cut-off: the answer does not"
                " count. Judge and quote the replies in time."
            )
        if city.pk in self.cities:
            return _("One reply came after the cut-off: judge and quote those in time.")
        return ""


def lateness_of(edition: Edition, city: City | None = None) -> Lateness:
    """Of one city or all; a single query where nothing came late."""
    replies = Reply.objects.of(edition).standing().order_by()
    if city is not None:
        replies = replies.filter(request__organ__city=city)
    late = dict(replies.uncounted().values_list("pk", "request__organ__city"))
    if not late:
        return Lateness()
    cities = frozenset(late.values())
    in_time = replies.counted().filter(request__organ__city__in=cities)
    return Lateness(
        cities=cities,
        silent=cities - set(in_time.values_list("request__organ__city", flat=True)),
        letters=_letters(edition, cities, late),
    )


def has_late(edition: Edition, city: City) -> bool:
    """Whether any reply of the city came late, counted or not."""
    replies = Reply.objects.of(edition).standing().late()
    return bool(replies.filter(request__organ__city=city).exists())


def _letters(edition: Edition, cities: Collection[int], late: Collection[int]) -> frozenset[int]:
    """Documents of late replies, and the same files attached once more without their reply."""
    rows = list(
        edition.evidence.filter(city__in=cities)
        .order_by()
        .values_list("pk", "city_id", "file_id", "reply_id")
    )
    files = {(city, file) for _pk, city, file, reply in rows if reply in late}
    files -= {(city, file) for _pk, city, file, reply in rows if reply and reply not in late}
    return frozenset(
        pk
        for pk, city, file, reply in rows
        if reply in late or (reply is None and (city, file) in files)
    )


def uncounted_cities(edition: Edition, city: City | None = None) -> tuple[frozenset[int], Lateness]:
    """Cities whose answer about the reply does not count, silent ones and those that quote a
    late letter; and the lateness behind it."""
    late = lateness_of(edition, city)
    if not late.letters:
        return late.silent, late
    quoting = edition.answers.filter(
        question__code=SILENT_QUESTION, city__in=late.cities, submission__citations__isnull=False
    ).values_list("city_id", "submission__citations__evidence")
    cited = {city for city, document in quoting.order_by() if document in late.letters}
    return late.silent | cited, late


def uncounted_answers(edition: Edition) -> set[tuple[int, int]]:
    """The same as keys of city and question."""
    cities, _late = uncounted_cities(edition)
    question = Question.objects.filter(code=SILENT_QUESTION).first() if cities else None
    return {(city, question.pk) for city in cities} if question else set()


@dataclass(frozen=True)
class LateReplies:
    """How many standing replies came after the cut-off, and how many of them count."""

    total: int
    counted: int


def late_replies(edition: Edition) -> LateReplies:
    rows = Reply.objects.of(edition).standing().late().order_by()
    counted = list(rows.values_list("request__round__counts_late", flat=True))
    return LateReplies(len(counted), sum(counted))
