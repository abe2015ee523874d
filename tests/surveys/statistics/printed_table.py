"""The annual table that an organ printed, as the requests behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain, repeat

from surveys.models import InfoRequest, LetterOutcome, Organ, Reply, RequestEvent, Round
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from tests.builders import make_city, make_edition, make_organ, make_round

YEAR = 2024
# 一 and 二, of which 一 by its routes; 三 by its leaves; 四.
RECEIVED, CARRIED_IN, ANSWERED, CARRIED_OUT = 1499, 30, 1453, 76
BY_ROUTE = {"web": 1303, "registered": 172, "in_person": 24}
# The groups are printed (966 + 67 + 81 + 182 + 61 + 96); how they divide into leaves is ours.
LEAVES = {
    "granted": 966,
    "partly_granted": 67,
    "withheld_third_party": 30,
    "withheld_process": 51,
    "not_held": 150,
    "needs_making": 32,
    "petition": 41,
    "repeated": 20,
    "correction_lapsed": 36,
    "fee_lapsed": 1,
    "other": 59,
}
OLD, NEW, REPLIED = date(YEAR - 1, 12, 4), date(YEAR, 3, 4), date(YEAR, 6, 3)
ORGANS = 40


def make_printed_table() -> Round:
    """All requests of the table, spread over organs, and some beside it that it must not count:
    of another edition, another channel, and never sent."""
    survey_round = make_round(
        make_edition(f"{YEAR}-printed"), opens_on=date(YEAR - 1, 9, 4), cutoff=date(YEAR, 11, 29)
    )
    organs = [make_organ(make_city()) for _number in range(ORGANS)]
    _letters(survey_round, organs, CARRIED_IN + RECEIVED)
    other = make_round(make_edition(f"{YEAR}-other"))
    _letters(other, organs, 3)
    beside = {"round": survey_round, "organ": organs[0]}
    InfoRequest.objects.create(**beside, channel=Channel.DISCLOSURE, part="unsent")
    InfoRequest.objects.create(
        **beside, channel=Channel.CONSULTATION, sent_on=NEW, received_on=NEW, status="sent"
    )
    return survey_round


def _letters(survey_round: Round, organs: list[Organ], many: int) -> None:
    letters = InfoRequest.objects.bulk_create(
        InfoRequest(
            round=survey_round,
            organ=organs[number % ORGANS],
            channel=Channel.DISCLOSURE,
            part=f"part-{number // ORGANS}",
            status=InfoRequest.Status.SENT,
            sent_on=day,
            received_on=day,
        )
        for number, day in zip(
            range(many), chain(repeat(OLD, CARRIED_IN), repeat(NEW)), strict=False
        )
    )
    RequestEvent.objects.bulk_create(
        RequestEvent(
            request=letter, kind=EventKind.SUBMITTED, date=letter.sent_on or NEW, route=route
        )
        for letter, route in zip(letters, chain(repeat("web", CARRIED_IN), _routes()), strict=False)
    )
    answered = list(zip(letters, _leaves(), strict=False))
    replies = Reply.objects.bulk_create(
        Reply(round=survey_round, city=letter.organ.city, organ=letter.organ, received_on=REPLIED)
        for letter, _leaf in answered
    )
    LetterOutcome.objects.bulk_create(
        LetterOutcome(reply=reply, request=letter, outcome_id=leaf)
        for reply, (letter, leaf) in zip(replies, answered, strict=True)
    )


def _days(many: int) -> list[date]:
    return [OLD] * min(many, CARRIED_IN) + [NEW] * (many - CARRIED_IN)


def _routes() -> Iterator[str]:
    return chain.from_iterable(repeat(route, many) for route, many in BY_ROUTE.items())


def _leaves() -> Iterator[str]:
    return chain.from_iterable(repeat(leaf, many) for leaf, many in LEAVES.items())
