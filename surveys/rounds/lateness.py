"""Replies after the cut-off: kept and coded, but no word of them says how well a city replied.

`reply_quality` is the best substance among the round's replies in time. So its answer does
not count where a city has no reply in time (it counts as silent), nor where it quotes a
letter that came late. A round that counts late replies has none of this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.models import Answer, City, Edition, Evidence, Question, Reply

# Once a round is closed, a city that never answered has this reply quality (0 of 4).
SILENT_QUESTION = "reply_quality"
CELL = ("round__edition", "city")


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
    return latenesses([edition.pk], city).get(edition.pk, Lateness())


def latenesses(editions: Collection[int], city: City | None = None) -> dict[int, Lateness]:
    """Of those editions, by key, in which any reply came late; as many queries as for one."""
    replies = Reply.objects.filter(round__edition__in=editions).standing().order_by()
    if city is not None:
        replies = replies.filter(city=city)
    late: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for edition, pk, place in replies.uncounted().values_list(CELL[0], "pk", CELL[1]):
        late[edition][pk] = place
    if not late:
        return {}
    cities = {place for rows in late.values() for place in rows.values()}
    counted = replies.counted().filter(city__in=cities)
    in_time = set(counted.values_list(*CELL))
    letters = _letters(late, cities)
    return {
        edition: Lateness(
            cities=frozenset(rows.values()),
            silent=frozenset(one for one in rows.values() if (edition, one) not in in_time),
            letters=letters[edition],
        )
        for edition, rows in late.items()
    }


def has_late(edition: Edition, city: City) -> bool:
    """Whether any reply of the city came late, counted or not."""
    replies = Reply.objects.of(edition).standing().late()
    return bool(replies.filter(city=city).exists())


def _letters(
    late: Mapping[int, Mapping[int, int]], cities: Collection[int]
) -> dict[int, frozenset[int]]:
    """Documents of late replies, and the same files attached once more without their reply."""
    rows: defaultdict[int, list[tuple[int, int, int, int | None]]] = defaultdict(list)
    documents = Evidence.objects.filter(edition__in=late, city__in=cities).order_by()
    for edition, *row in documents.values_list("edition", "pk", "city", "file", "reply"):
        if row[1] in late[edition].values():
            rows[edition].append((row[0], row[1], row[2], row[3]))
    return {edition: _of_late(rows[edition], replies) for edition, replies in late.items()}


def _of_late(
    rows: Collection[tuple[int, int, int, int | None]], late: Collection[int]
) -> frozenset[int]:
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
    found = latenesses([edition.pk], city)
    return _uncounted(found).get(edition.pk, frozenset()), found.get(edition.pk, Lateness())


def _uncounted(found: Mapping[int, Lateness]) -> dict[int, frozenset[int]]:
    """By edition; a single query, and none where no letter came late."""
    letters = {edition: late.letters for edition, late in found.items() if late.letters}
    cited: defaultdict[int, set[int]] = defaultdict(set)
    if letters:
        quoting = Answer.objects.filter(
            question__code=SILENT_QUESTION,
            edition__in=letters,
            city__in={city for edition in letters for city in found[edition].cities},
            submission__citations__isnull=False,
        ).values_list("edition", "city", "submission__citations__evidence")
        for edition, city, document in quoting.order_by():
            if document in letters[edition]:
                cited[edition].add(city)
    return {edition: late.silent | cited[edition] for edition, late in found.items()}


def uncounted_answers(editions: Collection[int]) -> set[tuple[int, int, int]]:
    """The same as keys of edition, city and question."""
    cities = _uncounted(latenesses(editions))
    if not any(cities.values()):
        return set()
    question = Question.objects.filter(code=SILENT_QUESTION).first()
    pairs = [(edition, city) for edition, found in cities.items() for city in found]
    return {(edition, city, question.pk) for edition, city in pairs} if question else set()


@dataclass(frozen=True)
class LateReplies:
    """How many standing replies came after the cut-off, and how many of them count."""

    total: int
    counted: int


def late_replies(edition: Edition) -> LateReplies:
    rows = Reply.objects.of(edition).standing().late().order_by()
    counted = list(rows.values_list("round__counts_late", flat=True))
    return LateReplies(len(counted), sum(counted))
