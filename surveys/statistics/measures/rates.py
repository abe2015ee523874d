"""Rates of a round, each with its denominator: how many cities, organs or letters of which.

`RATES` says for each key what is counted and of what. `by` narrows both sides to one channel,
route, wave, region and so on; a city or organ counts where any of its letters there does.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from surveys.statistics.measures.facts import UNKNOWN, CityFacts, Facts, LetterFacts
from surveys.statistics.measures.spells import TURNED_AWAY


class Kind(StrEnum):
    CITIES = "cities"
    ORGANS = "organs"
    LETTERS = "letters"


_PLACES: Mapping[str, Callable[[CityFacts], str]] = {
    "region": lambda city: city.region,
    "province": lambda city: city.province,
    "level": lambda city: city.level,
}
_LETTERS: Mapping[str, Callable[[LetterFacts], str | int]] = {
    "channel": lambda letter: letter.channel,
    "route": lambda letter: letter.route or UNKNOWN,
    "wave": lambda letter: letter.wave,
    "organ_kind": lambda letter: letter.organ_kind,
    "applicant_type": lambda letter: letter.applicant_type or UNKNOWN,
}
DIMENSIONS = (*_LETTERS, *_PLACES)
SINGLE: tuple[tuple[str, ...], ...] = ((), *((name,) for name in DIMENSIONS))

By = Mapping[str, str | int]
Test = Callable[[LetterFacts, date], bool]


@dataclass(frozen=True)
class Rate:
    """`numerator` of `denominator` cities, organs or letters with these properties."""

    key: str
    numerator: int
    denominator: int
    denominator_kind: Kind
    by: By

    @property
    def share(self) -> float:
        return self.numerator / self.denominator


@dataclass(frozen=True)
class Counted:
    """What a key counts: those of the letters in `of` that are `among`."""

    key: str
    kind: Kind
    among: Test
    of: Test


def _sent(letter: LetterFacts, today: date) -> bool:
    return letter.sent is not None and letter.sent <= today


def _tried(letter: LetterFacts, today: date) -> bool:
    return _sent(letter, today) or letter.status in TURNED_AWAY


def _disclosed(letter: LetterFacts, today: date) -> bool:
    return letter.channel == "disclosure" and _sent(letter, today)


def _answered(letter: LetterFacts, today: date) -> bool:
    return bool(letter.answer_days())


def _effective(letter: LetterFacts, today: date) -> bool:
    return any(answer.effective for answer in letter.counted())


def _silent(letter: LetterFacts, today: date) -> bool:
    """Taken in, and at the cut-off without any answer; before it, nothing is."""
    over = today > letter.round.ends and letter.status not in {*TURNED_AWAY, "withdrawn", "closed"}
    return over and not _answered(letter, today)


def _with(kind: str, detail: str = "") -> Test:
    def found(letter: LetterFacts, today: date) -> bool:
        return any(event.kind == kind and detail in ("", event.detail) for event in letter.events)

    return found


def _status(*wanted: str) -> Test:
    return lambda letter, _today: letter.status in wanted


def _with_due_day(letter: LetterFacts, today: date) -> bool:
    return letter.due is not None and bool(letter.answers)


def _flagged(flag: str) -> Test:
    return lambda letter, _today: flag in letter.flags


def _on_time(letter: LetterFacts, today: date) -> bool:
    return letter.flags.isdisjoint({"late", "between_dates"})


def _acknowledged_alone(letter: LetterFacts, today: date) -> bool:
    return _with("acknowledged")(letter, today) and not letter.answers


CALLS = (
    *("asked_purpose", "asked_introduction", "asked_withdrawal", "asked_consultation"),
    *("not_our_matter", "other"),
)
# What is counted of letters, organs and cities alike.
_ANSWERS = (("answered", _answered), ("effective", _effective), ("silent", _silent))
RATES: tuple[Counted, ...] = (
    *(Counted(f"cities_{name}", Kind.CITIES, test, _sent) for name, test in _ANSWERS[:2]),
    *(Counted(f"organs_{name}", Kind.ORGANS, test, _sent) for name, test in _ANSWERS[:2]),
    *(Counted(f"letters_{name}", Kind.LETTERS, test, _sent) for name, test in _ANSWERS),
    Counted("letters_acknowledged", Kind.LETTERS, _with("acknowledged"), _sent),
    Counted("letters_acknowledged_alone", Kind.LETTERS, _acknowledged_alone, _sent),
    Counted("replies_on_time", Kind.LETTERS, _on_time, _with_due_day),
    Counted("replies_between_days", Kind.LETTERS, _flagged("between_dates"), _with_due_day),
    Counted("replies_late", Kind.LETTERS, _flagged("late"), _with_due_day),
    Counted("letters_extended", Kind.LETTERS, _with("extended"), _disclosed),
    Counted("letters_correction_asked", Kind.LETTERS, _with("correction_notice"), _disclosed),
    Counted("letters_fee_asked", Kind.LETTERS, _with("fee_notice"), _disclosed),
    Counted("letters_refused_intake", Kind.LETTERS, _status("refused_intake"), _tried),
    Counted("letters_no_channel", Kind.LETTERS, _status("no_channel"), _tried),
    Counted("letters_withdrawn", Kind.LETTERS, _with("withdrawn"), _sent),
    *(Counted(f"calls_{said}", Kind.LETTERS, _with("telephone", said), _tried) for said in CALLS),
)
# Of all cities, whatever was sent to them: by places alone.
OF_ALL_CITIES = ("all_cities_written_to", "all_cities_effective")


def rates(facts: Facts, today: date, groupings: Sequence[tuple[str, ...]] = SINGLE) -> list[Rate]:
    """Every key by every grouping for which there is anything; each grouping is one or more of
    `DIMENSIONS`, or none."""
    found: list[Rate] = []
    for grouping in groupings:
        if set(grouping) <= _PLACES.keys():
            found += _of_all_cities(facts, today, grouping)
        slices = _slices(facts.letters, grouping)
        for by, letters in slices:
            found += (_rate(counted, letters, by, today) for counted in RATES)
    return [rate for rate in found if rate.denominator]


def _slices(
    letters: Iterable[LetterFacts], grouping: Sequence[str]
) -> Iterator[tuple[By, list[LetterFacts]]]:
    groups: dict[tuple[str | int, ...], list[LetterFacts]] = {}
    for letter in letters:
        groups.setdefault(tuple(_property(letter, name) for name in grouping), []).append(letter)
    for values in sorted(groups, key=lambda found: tuple((str(type(one)), one) for one in found)):
        yield dict(zip(grouping, values, strict=True)), groups[values]


def _property(letter: LetterFacts, name: str) -> str | int:
    return _LETTERS[name](letter) if name in _LETTERS else _PLACES[name](letter.city)


def _rate(counted: Counted, letters: Sequence[LetterFacts], by: By, today: date) -> Rate:
    whole = [letter for letter in letters if counted.of(letter, today)]
    part = [letter for letter in whole if counted.among(letter, today)]
    kind = counted.kind
    return Rate(counted.key, _different(part, kind), _different(whole, kind), kind, by)


def _different(letters: Iterable[LetterFacts], kind: Kind) -> int:
    return len({_unit(letter, kind) for letter in letters})


def _unit(letter: LetterFacts, kind: Kind) -> Hashable:
    if kind is Kind.CITIES:
        return letter.city.adcode
    return letter.organ if kind is Kind.ORGANS else letter.key


def _of_all_cities(facts: Facts, today: date, grouping: Sequence[str]) -> Iterator[Rate]:
    """A reply that nobody asked for counts here as well."""
    written = {letter.city.adcode for letter in facts.letters if _sent(letter, today)}
    effective = {
        reply.city for reply in facts.replies if reply.effective and reply.round.counts(reply.day)
    }
    groups: dict[tuple[str, ...], list[str]] = {}
    for city in facts.cities:
        place = tuple(_PLACES[name](city) for name in grouping)
        groups.setdefault(place, []).append(city.adcode)
    for key, wanted in zip(OF_ALL_CITIES, (written, effective), strict=True):
        for place, cities in groups.items():
            by = dict(zip(grouping, place, strict=True))
            yield Rate(key, len(wanted.intersection(cities)), len(cities), Kind.CITIES, by)
