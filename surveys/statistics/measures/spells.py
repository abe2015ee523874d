"""How long each letter waited, and each city, without what we delayed ourselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from surveys.statistics.measures.facts import Facts, Happened, LetterFacts
from surveys.statistics.measures.forecast import Wait

# The organ waits for us from the first to the second.
OURS = {"correction_notice": "corrected", "fee_notice": "paid", "fee_notice_received": "paid"}
# After these nobody waits for an answer any more.
ENDS = frozenset({"withdrawn", "closed"})
# An organ that took no letter in is none that takes its time.
TURNED_AWAY = frozenset({"refused_intake", "no_channel"})
_OFF = TURNED_AWAY | {"withdrawn"}


@dataclass(frozen=True)
class Spell:
    """Calendar days from the day the organ had the letter, our own delay left out."""

    days: int
    answered: bool


def letter_spells(letters: Sequence[LetterFacts], today: date) -> list[Spell]:
    """Of letters that were sent and not turned away; one without an answer by the cut-off, or by
    today, is censored then, a withdrawn or closed one on its day."""
    return [spell for letter in letters for spell in _spell(letter, today)]


def _spell(letter: LetterFacts, today: date) -> Iterator[Spell]:
    began = letter.began
    if began is None or letter.status in TURNED_AWAY:
        return
    replies = [day for day in letter.answer_days() if began <= day <= today]
    last = min(today, letter.round.cutoff or today)
    stopped = [event.day for event in letter.events if event.kind in ENDS]
    until = min(replies) if replies else min([last, *stopped])
    if until >= began:
        waited = (until - began).days - own_delay(letter.events, began, until)
        yield Spell(waited, bool(replies))


def own_delay(events: Sequence[Happened], began: date, until: date) -> int:
    """Days within the spell on which the organ waited for our correction or our payment; days on
    which it waited for both count once."""
    days: set[int] = set()
    for event in events:
        if event.kind in OURS:
            answered = _next(events, OURS[event.kind], event.day) or until
            first, last = max(event.day, began), min(answered, until)
            days.update(range(first.toordinal(), last.toordinal()))
    return len(days)


def _next(events: Sequence[Happened], kind: str, since: date) -> date | None:
    return min(
        (event.day for event in events if event.kind == kind and event.day >= since), default=None
    )


def city_waits(facts: Facts, today: date) -> tuple[list[Wait], set[str]]:
    """Of every city for an effective reply to each wave of each round, and the cities that have
    one. A wave of a city begins with its first letter."""
    replied = _replied(facts, today)
    waits = [
        _wait(sent, key, facts, replied, today)
        for key, sent in sorted(_waves(facts, today).items())
    ]
    return waits, set(replied)


@dataclass(frozen=True, order=True)
class _Key:
    round: int
    wave: int
    city: str


def _waves(facts: Facts, today: date) -> dict[_Key, date]:
    """The first day of each; a letter that nobody can answer any more begins none."""
    found: dict[_Key, date] = {}
    for letter in facts.letters:
        if letter.sent is None or letter.sent > today or letter.status in _OFF:
            continue
        key = _Key(letter.round.number, letter.wave, letter.city.adcode)
        found[key] = min(found.get(key, letter.sent), letter.sent)
    return found


def _replied(facts: Facts, today: date) -> dict[str, tuple[date, int, int]]:
    """By city the day, round and wave of its first effective reply that counts."""
    found: dict[str, tuple[date, int, int]] = {}
    for reply in facts.replies:
        if reply.effective and reply.round.counts(reply.day) and reply.day <= today:
            here = (reply.day, reply.round.number, reply.wave)
            found[reply.city] = min(found.get(reply.city, here), here)
    return found


def _wait(
    sent: date, key: _Key, facts: Facts, replied: dict[str, tuple[date, int, int]], today: date
) -> Wait:
    ends = {row.number: row.ends for row in facts.rounds}[key.round]
    province = {city.adcode: city.province for city in facts.cities}[key.city]
    day, number, wave = replied.get(key.city, (min(today, ends), 0, 0))
    answered = (number, wave) == (key.round, key.wave) and day >= sent
    return Wait(
        city=key.city,
        province=province,
        wave=key.wave,
        seen=float(max((min(day, ends) - sent).days, 0)),
        answered=answered,
        until=float(max((ends - sent).days, 0)),
    )
