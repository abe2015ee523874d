"""The seven facts counted: of all cities, and of the cities of each place and grouping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring.models import ScoreRun
from scoring.round_facts.known import FACTS, GROUP, HEAD, Known, Rests
from surveys.models import City
from surveys.models.city import Level, Region
from surveys.places.names import province_label

Words = str | Promise

FACT_WORDS: dict[str, Words] = {
    "consultation_answered": _("Effective reply"),
    "implementation_plan": _("Implementation plan"),
    "leading_group": _("Leading group"),
    "leading_group_head": _("Group headed by a main leader"),
    "gep_standard": _("GEP standard"),
    "gep_accounting": _("GEP accounts"),
    "property_registration": _("Property registration"),
}
RESTS_WORDS: dict[Rests, Words] = {
    Rests.LETTER: _("from a letter"),
    Rests.WEB: _("from other evidence"),
    Rests.SEARCH: _("from a search record"),
    Rests.NOTHING: _("without proof"),
}
ALL = "all"
_GROUPINGS: dict[str, tuple[Words, Callable[[City], bool]]] = {
    "capital": (_("Provincial capitals"), lambda city: city.is_capital),
    "yangtze": (_("Yangtze River Economic Belt"), lambda city: city.in_yangtze_belt),
    "yellow": (_("Yellow River provinces"), lambda city: city.in_yellow_provinces),
}
KINDS: dict[str, Words] = {
    "region": _("Region"),
    "level": _("Level"),
    "grouping": _("Grouping"),
    "province": _("Province"),
}


@dataclass(frozen=True)
class Place:
    """Some of the cities; `key` names them in an address."""

    key: str
    words: str
    cities: tuple[City, ...]


@dataclass(frozen=True)
class Count:
    """Of one fact among the cities of a place: those that say yes and no, also by what the answer
    rests on."""

    fact: str
    cities: int
    by_rests: dict[Rests, int]
    no_by_rests: dict[Rests, int]

    @property
    def yes(self) -> int:
        return sum(self.by_rests.values())

    @property
    def no(self) -> int:
        return sum(self.no_by_rests.values())

    @property
    def answered(self) -> int:
        return self.yes + self.no

    @property
    def share(self) -> float | None:
        return self.yes / self.cities if self.cities else None

    @property
    def known_share(self) -> float | None:
        """Of the cities whose answer is known."""
        return self.yes / self.answered if self.answered else None

    @property
    def rests(self) -> list[tuple[Rests, Words, int]]:
        return [(rests, RESTS_WORDS[rests], n) for rests, n in self.by_rests.items() if n]

    @property
    def no_rests(self) -> list[tuple[Rests, Words, int]]:
        return [(rests, RESTS_WORDS[rests], n) for rests, n in self.no_by_rests.items() if n]


@dataclass(frozen=True)
class PlaceCounts:
    place: Place
    counts: tuple[Count, ...]


def places(cities: Sequence[City], kind: str) -> list[Place]:
    """Those of a kind that have cities, in the order of the registry; `ALL` is one place."""
    if kind == ALL:
        return [Place(ALL, str(_("All cities")), tuple(cities))]
    found = [
        Place(f"{kind}:{value}", words, tuple(city for city in cities if holds(city)))
        for value, words, holds in _divided(cities, kind)
    ]
    return [place for place in found if place.cities]


def _divided(
    cities: Sequence[City], kind: str
) -> Iterator[tuple[str, str, Callable[[City], bool]]]:
    if kind == "grouping":
        for value, (words, holds) in _GROUPINGS.items():
            yield value, str(words), holds
        return
    names: dict[str, str] = {
        "region": {value: str(words) for value, words in Region.choices},
        "level": {value: str(words) for value, words in Level.choices},
        "province": {city.province: province_label(city.province) for city in cities},
    }[kind]
    for value, words in names.items():
        yield value, words, lambda city, value=value: getattr(city, kind) == value  # type: ignore[misc]


def place_named(cities: Sequence[City], key: str) -> Place | None:
    kind = key.partition(":")[0]
    known = places(cities, kind) if kind in (ALL, *KINDS) else []
    return next((place for place in known if place.key == key), None)


def counted(known: Known, kind: str, rests: str = "") -> list[PlaceCounts]:
    """Of all answers, or of those alone that rest on one kind of proof."""
    return [
        PlaceCounts(place, tuple(_count(known, fact, place.cities, rests) for fact in FACTS))
        for place in places(known.cities, kind)
    ]


def _count(known: Known, fact: str, cities: Sequence[City], rests: str) -> Count:
    answers = known.yes[fact]
    said: dict[bool, list[Rests]] = {True: [], False: []}
    for city in cities:
        if city.pk not in answers:
            continue
        found = known.rests_on(fact, city.pk)
        if rests in ("", found):
            said[answers[city.pk]].append(found)
    yes, no = ({one: said[answer].count(one) for one in Rests} for answer in (True, False))
    return Count(fact, len(cities), yes, no)


def cities_behind(
    known: Known, fact: str, place: Place, rests: str = "", *, yes: bool = True
) -> list[City]:
    """The cities that a number of the page counts."""
    return [
        city
        for city in place.cities
        if known.yes[fact].get(city.pk) is yes and rests in ("", known.rests_on(fact, city.pk))
    ]


@dataclass(frozen=True)
class HeadLevel:
    """Cities whose group is headed alike, and their scores of government management; `quarters`
    says how many are among each quarter of all scored cities, the best first."""

    words: Words
    cities: int
    mean: float | None
    median: float | None
    quarters: tuple[int, int, int, int]


def head_levels(known: Known, run: ScoreRun | None) -> list[HeadLevel]:
    """Main leaders, deputies, groups whose head is not known, and none; one query."""
    rows = run.cities.order_by("management_rank") if run else ()
    scores = {row.city_id: row.management for row in rows if row.management is not None}
    quarter = {city: 4 * number // len(scores) for number, city in enumerate(scores)}
    levels: tuple[tuple[Words, Callable[[int], bool]], ...] = (
        (_("Headed by a main leader"), lambda city: _head(known, city) == (True, True)),
        (_("Headed by a deputy"), lambda city: _head(known, city) == (True, False)),
        (_("Head not known"), lambda city: _head(known, city) == (True, None)),
        (_("No leading group"), lambda city: _head(known, city)[0] is False),
        (_("Not answered"), lambda city: _head(known, city)[0] is None),
    )
    return [_level(known, words, holds, scores, quarter) for words, holds in levels]


def _head(known: Known, city: int) -> tuple[bool | None, bool | None]:
    return known.yes[GROUP].get(city), known.yes[HEAD].get(city)


def _level(
    known: Known,
    words: Words,
    holds: Callable[[int], bool],
    scores: dict[int, float],
    quarter: dict[int, int],
) -> HeadLevel:
    cities = [city.pk for city in known.cities if holds(city.pk)]
    found = [scores[city] for city in cities if city in scores]
    places = [quarter[city] for city in cities if city in quarter]
    first, second, third, fourth = (places.count(number) for number in range(4))
    return HeadLevel(
        words=words,
        cities=len(cities),
        mean=fmean(found) if found else None,
        median=median(found) if found else None,
        quarters=(first, second, third, fourth),
    )
