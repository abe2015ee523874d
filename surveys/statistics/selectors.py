"""Facts of an edition's rounds, read in five queries whatever their size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from surveys.errors import NotThere
from surveys.models import (
    City,
    Edition,
    InfoRequest,
    LetterOutcome,
    Outcome,
    RequestEvent,
    Round,
    RoundStatistics,
)
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.statistics.measures.facts import (
    Answered,
    CityFacts,
    Facts,
    Happened,
    LetterFacts,
    ReplyFacts,
    RoundFacts,
)

# The group of outcomes that are marks of ours beside the official table.
BESIDE_TABLE = "表外标记"
_LETTER = (
    *("pk", "round", "organ__city", "organ", "organ__kind", "channel", "wave"),
    *("applicant_type", "status", "sent_on", "received_on", "due", "flags"),
)
_ANSWER = (
    *("request", "request__wave", "reply", "reply__round", "reply__city__adcode"),
    *("reply__received_on", "outcome", "outcome__effective", "outcome__channel"),
    *("outcome__group_zh", "reply__posted_on", "reply__dated_on"),
)


@dataclass(frozen=True)
class _Said:
    """What one reply says, to a letter or unasked."""

    letter: int | None
    wave: int
    reply: int
    round: int
    city: str
    answered: Answered


def rounds_of(edition: Edition, number: int | None = None) -> list[Round]:
    """All of the edition, or the one of that number; NotThere where it has none."""
    rounds = list(edition.rounds.order_by("number"))
    if number is None:
        return rounds
    found = [row for row in rounds if row.number == number]
    if not found:
        text = _("Edition %(code)s has no round %(number)d.")
        raise NotThere(text % {"code": edition.code, "number": number})
    return found


def table_leaves() -> list[Outcome]:
    """Leaves of the official table, in its order."""
    rows = Outcome.objects.filter(channel=Channel.DISCLOSURE).exclude(group_zh=BESIDE_TABLE)
    return list(rows.order_by("position"))


def facts_of(rounds: Sequence[Round]) -> Facts:
    cities = {
        row.pk: CityFacts(row.adcode, row.province, row.region, row.level)
        for row in City.objects.order_by("adcode")
    }
    told = {
        row.pk: RoundFacts(row.number, None if row.counts_late else row.cutoff, row.cutoff)
        for row in rounds
    }
    said = _said(rounds)
    return Facts(
        cities=tuple(cities.values()),
        rounds=tuple(told.values()),
        letters=tuple(_letters(told, cities, said)),
        replies=tuple(_replies(told, said)),
    )


def _letters(
    rounds: Mapping[int, RoundFacts], cities: Mapping[int, CityFacts], said: Iterable[_Said]
) -> Iterable[LetterFacts]:
    events, routes = _events(rounds)
    answers: defaultdict[int, list[Answered]] = defaultdict(list)
    for one in said:
        if one.letter is not None:
            answers[one.letter].append(one.answered)
    rows = InfoRequest.objects.filter(round__in=list(rounds)).order_by("pk")
    for key, place, city, organ, kind, channel, wave, *facts in rows.values_list(*_LETTER):
        applicant, status, sent, received, due, flags = facts
        yield LetterFacts(
            key=key,
            round=rounds[place],
            city=cities[city],
            organ=organ,
            organ_kind=kind,
            channel=channel,
            wave=wave,
            route=routes.get(key, ""),
            applicant_type=applicant,
            status=status,
            sent=sent,
            received=received,
            due=due,
            flags=frozenset(flags),
            events=tuple(events.get(key, ())),
            answers=tuple(answers.get(key, ())),
        )


def _events(rounds: Iterable[int]) -> tuple[dict[int, list[Happened]], dict[int, str]]:
    """By letter its standing events, and the route by which it went last."""
    found: defaultdict[int, list[Happened]] = defaultdict(list)
    routes: dict[int, str] = {}
    rows = RequestEvent.objects.filter(request__round__in=list(rounds), struck_at__isnull=True)
    rows = rows.order_by("date", "pk")
    for letter, kind, day, route, call in rows.values_list(
        "request", "kind", "date", "route", "call"
    ):
        found[letter].append(Happened(kind, day, call))
        if kind == EventKind.SUBMITTED:
            routes[letter] = route
    return found, routes


def _said(rounds: Sequence[Round]) -> list[_Said]:
    """In the order of the replies' days."""
    rows = LetterOutcome.objects.filter(reply__round__in=rounds, reply__withdrawn=False)
    rows = rows.order_by("reply__received_on", "reply", "pk")
    return [
        _Said(
            letter=letter,
            wave=wave or 0,
            reply=reply,
            round=place,
            city=city,
            answered=Answered(
                day=day,
                outcome=code,
                effective=effective,
                leaf=channel == Channel.DISCLOSURE and group != BESIDE_TABLE,
                given=min(filter(None, (posted, dated)), default=None),
            ),
        )
        for letter, wave, reply, place, city, day, code, *more in rows.values_list(*_ANSWER)
        for effective, channel, group, posted, dated in [more]
    ]


def _replies(rounds: Mapping[int, RoundFacts], said: Iterable[_Said]) -> Iterable[ReplyFacts]:
    """Each once, whatever it answers."""
    found: dict[int, list[_Said]] = {}
    for one in said:
        found.setdefault(one.reply, []).append(one)
    for rows in found.values():
        effective = [one for one in rows if one.answered.effective]
        yield ReplyFacts(
            round=rounds[rows[0].round],
            city=rows[0].city,
            day=rows[0].answered.day,
            effective=bool(effective),
            wave=max(one.wave for one in effective or rows),
        )


def years_of(facts: Facts) -> list[int]:
    """Calendar years in which letters were received or answered."""
    days: set[date] = {letter.began for letter in facts.letters if letter.began}
    days |= {answer.day for letter in facts.letters for answer in letter.answers}
    return sorted({day.year for day in days})


def statistics_stored(edition: Edition, number: int | None, stamp: str) -> dict[str, Any] | None:
    """What a worker computed of exactly these facts; None where it has yet to."""
    rows = RoundStatistics.objects.filter(edition=edition, number=number or 0, stamp=stamp)
    return rows.values_list("content", flat=True).first()
