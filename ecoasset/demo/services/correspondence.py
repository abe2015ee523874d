from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ecoasset.demo.fixture import DemoAnswer, DemoEdition, DemoRequest
from ecoasset.demo.letters import Letter, organ_name, reply_letter, web_page
from ecoasset.demo.services.histories import events_of, has_letter, histories_store, letter_fold
from surveys.evidence.store import store_write
from surveys.models import (
    City,
    Evidence,
    InfoRequest,
    LetterOutcome,
    Organ,
    Reply,
    Round,
    StoredFile,
    User,
)
from surveys.models.request import Channel
from surveys.workdays.selectors import calendars_now

Key = tuple[str, str]


@dataclass
class Texts:
    """Generated texts by what they prove: letters by request key, pages by (adcode, question)."""

    letters: dict[str, Letter] = field(default_factory=dict)
    pages: dict[Key, Letter] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)


def texts_make(demo: DemoEdition, names: Mapping[str, str], topics: dict[str, str]) -> Texts:
    """Write every letter and page into the evidence store; outside any transaction."""
    texts = Texts()
    by_city: dict[str, list[DemoAnswer]] = {}
    for answer in demo.answers:
        by_city.setdefault(answer.adcode, []).append(answer)
        if answer.basis == "web":
            page = web_page(names[answer.adcode], answer, topics[answer.question])
            texts.pages[answer.adcode, answer.question] = page
    for request in demo.requests:
        if has_letter(request):
            city = names[request.adcode]
            answers = by_city.get(request.adcode, [])
            texts.letters[request.key] = reply_letter(city, request, answers, topics)
    contents = {letter.text for letter in (*texts.letters.values(), *texts.pages.values())}
    hashes = {text: store_write(text.encode()) for text in sorted(contents)}
    StoredFile.objects.bulk_create(
        [
            StoredFile(sha256=sha256, size=len(text.encode()), media_type="text/plain")
            for text, sha256 in hashes.items()
        ],
        ignore_conflicts=True,
        batch_size=500,
    )
    stored = {row.sha256: row for row in StoredFile.objects.all()}
    texts.files = {text: stored[sha256] for text, sha256 in hashes.items()}
    return texts


def evidence_load(
    demo: DemoEdition,
    survey_round: Round,
    cities: Mapping[str, City],
    people: Mapping[str, User],
    texts: Texts,
) -> dict[str | Key, Evidence]:
    """Requests, replies and their documents; evidence by request key or (adcode, question)."""
    calendars = calendars_now()
    events = {row.key: events_of(row, demo.opened_on, demo.as_of) for row in demo.requests}
    requests = _requests(demo, survey_round, cities, people)
    for key, asked in requests.items():
        letter_fold(asked, events[key], calendars)
    InfoRequest.objects.bulk_create(requests.values(), batch_size=500)
    replies = _replies(demo, survey_round, requests, people)
    histories_store(requests, events, replies, calendars.version)
    rows: dict[str | Key, Evidence] = {}
    for key, letter in texts.letters.items():
        rows[key] = Evidence(
            edition=survey_round.edition,
            city=cities[key.split("-")[0]],
            reply=replies[key],
            file=texts.files[letter.text],
            kind=Evidence.Kind.REPLY,
            name=f"演示信函（合成）{key}.txt",
            added_by=replies[key].logged_by,
        )
    for (adcode, question), page in texts.pages.items():
        rows[adcode, question] = Evidence(
            edition=survey_round.edition,
            city=cities[adcode],
            file=texts.files[page.text],
            kind=Evidence.Kind.WEB,
            name=f"演示网页存档（合成）{adcode}-{question}.txt",
            added_by=people["demo-assistant-1"],
        )
    Evidence.objects.bulk_create(rows.values(), batch_size=500)
    return rows


def _requests(
    demo: DemoEdition, survey_round: Round, cities: Mapping[str, City], people: Mapping[str, User]
) -> dict[str, InfoRequest]:
    organs = _organs(demo, cities)
    return {
        request.key: InfoRequest(
            round=survey_round,
            organ=organs[request.adcode, request.organ_kind],
            channel=Channel(request.channel),
            wave=request.wave,
            outcome_id=request.outcome or None,
            created_by=_owner(request, people),
        )
        for request in demo.requests
    }


def _organs(demo: DemoEdition, cities: Mapping[str, City]) -> dict[Key, Organ]:
    wanted = {(request.adcode, request.organ_kind) for request in demo.requests}
    stored = {
        (organ.city.adcode, organ.kind): organ for organ in Organ.objects.select_related("city")
    }
    new = {
        (adcode, kind): Organ(
            city=cities[adcode], kind=kind, name=organ_name(cities[adcode].name, kind)
        )
        for adcode, kind in sorted(wanted - stored.keys())
    }
    Organ.objects.bulk_create(new.values(), batch_size=500)
    return {**stored, **new}


def _replies(
    demo: DemoEdition,
    survey_round: Round,
    requests: Mapping[str, InfoRequest],
    people: Mapping[str, User],
) -> dict[str, Reply]:
    rows = {
        request.key: Reply(
            round=survey_round,
            city=requests[request.key].organ.city,
            organ=requests[request.key].organ,
            received_on=request.replied_on,
            dated_on=request.replied_on,
            summary="演示数据（合成）",
            logged_by=_owner(request, people),
        )
        for request in demo.requests
        if request.replied_on is not None and has_letter(request)
    }
    Reply.objects.bulk_create(rows.values(), batch_size=500)
    outcomes = {request.key: request.outcome for request in demo.requests}
    LetterOutcome.objects.bulk_create(
        [
            LetterOutcome(reply=reply, request=requests[key], outcome_id=outcomes[key])
            for key, reply in rows.items()
        ],
        batch_size=500,
    )
    return rows


def _owner(request: DemoRequest, people: Mapping[str, User]) -> User:
    """Each assistant keeps a fixed share of the cities."""
    return people[f"demo-assistant-{int(request.adcode) // 100 % 4 + 1}"]
