"""People who register replies and events at once, each over a database connection of its own."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from surveys.files.document import Document
from surveys.models import City, InfoRequest, Organ, Outcome, Reply, RequestEvent, Round, User
from surveys.models.request import Channel
from surveys.models.user import Role
from surveys.people.services.user import user_create
from surveys.rounds.said import Said
from surveys.rounds.services.event import EventFacts, event_record
from surveys.rounds.services.letter_state import letter_state_refresh
from surveys.rounds.services.reply import ReplyFacts, reply_register
from tests.builders import OPENS, TODAY, make_document, make_edition, make_round

Deed = Callable[[], object]


def measured(people: int, deeds: int) -> dict[str, Any]:
    """Seconds of each reply and each event, `deeds` of both by everybody; what was refused or
    lost."""
    user = user_create(actor=None, username="clerk", password="a-word-of-77", role=Role.ASSISTANT)
    survey_round = make_round(make_edition("2025-test"))
    letters = _letters(survey_round, people * deeds)
    files = [make_document() for _ in letters]
    before = RequestEvent.objects.count()
    times: dict[str, list[float]] = {"reply": [], "event": []}
    errors: list[str] = []
    barrier = threading.Barrier(people)

    def act(number: int) -> None:
        barrier.wait()
        own = range(number * deeds, (number + 1) * deeds)
        for place in own:
            _timed(times["event"], errors, _call(user, letters[place]))
            _timed(times["reply"], errors, _reply(user, letters[place], files[place]))
        connection.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Every letter has a call and the coming of its reply.
    lost = 3 * len(letters) - Reply.objects.count() - (RequestEvent.objects.count() - before)
    return {
        "people": people,
        **{name: _summary(seconds) for name, seconds in times.items()},
        "refused": len(errors),
        "lost": lost,
    }


def _letters(survey_round: Round, number: int) -> list[InfoRequest]:
    """One to an organ of its own, all sent."""
    cities = list(City.objects.all())
    organs = Organ.objects.bulk_create(
        Organ(city=cities[place % len(cities)], kind=Organ.Kind.OTHER, name=f"机关{place}")
        for place in range(number)
    )
    letters = [
        InfoRequest(round=survey_round, organ=organ, channel=Channel.DISCLOSURE) for organ in organs
    ]
    InfoRequest.objects.bulk_create(letters)
    RequestEvent.objects.bulk_create(
        RequestEvent(request=letter, kind="submitted", date=OPENS, route="web")
        for letter in letters
    )
    for letter in letters:
        letter_state_refresh(request=letter)
    return letters


def _call(user: User, letter: InfoRequest) -> Deed:
    facts = EventFacts(kind="telephone", date=TODAY, call="other")
    return lambda: event_record(actor=user, request=letter, facts=facts, today=TODAY)


def _reply(user: User, letter: InfoRequest, document: Document) -> Deed:
    outcome = Outcome.objects.filter(channel=letter.channel, effective=True).first()
    assert outcome is not None
    return lambda: reply_register(
        actor=user,
        survey_round=letter.round,
        organ=letter.organ,
        said=[Said(outcome, letter)],
        facts=ReplyFacts(received_on=TODAY),
        documents=[document],
        today=TODAY,
    )


def _timed(times: list[float], errors: list[str], deed: Deed) -> None:
    began = time.perf_counter()
    try:
        deed()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
        errors.append(repr(error))
    times.append(time.perf_counter() - began)


def _summary(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    last = ordered[max(0, round(0.95 * len(ordered)) - 1)]
    return {
        "p50_ms": round(statistics.median(ordered) * 1000, 1),
        "p95_ms": round(last * 1000, 1),
    }
