from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ecoasset.demo.fixture import DemoAnswer, DemoEdition, DemoReply
from ecoasset.demo.letters import Letter, organ_name, reply_letter, web_page
from ecoasset.demo.services.histories import events_by_letter, histories_store, letter_fold
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
    """Generated texts by what they prove: letters by the keys of the reply and of all
    letters that it answers, pages by (adcode, question)."""

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
    for reply in demo.replies:
        answers = by_city.get(reply.adcode, [])
        letter = reply_letter(names[reply.adcode], reply, answers, topics)
        texts.letters |= dict.fromkeys((reply.key, *_answered(reply)), letter)
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
    organs = _organs(demo, cities)
    requests = _requests(demo, survey_round, organs, people)
    replies = _replies(demo, survey_round, organs, people)
    _histories(demo, requests, replies)
    rows: dict[str | Key, Evidence] = {
        reply.key: Evidence(
            edition=survey_round.edition,
            city=cities[reply.adcode],
            reply=replies[reply.key],
            file=texts.files[texts.letters[reply.key].text],
            kind=Evidence.Kind.REPLY,
            name=f"演示信函（合成）{reply.key}.txt",
            added_by=replies[reply.key].logged_by,
        )
        for reply in demo.replies
    }
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
    # An answer cites a letter of ours, whichever else its reply answers.
    return rows | {key: rows[reply.key] for reply in demo.replies for key in _answered(reply)}


def _answered(reply: DemoReply) -> list[str]:
    """Keys of the letters that it answers; none of one that nobody asked for."""
    return [key for key, _outcome in reply.letters if key]


def _histories(
    demo: DemoEdition, requests: Mapping[str, InfoRequest], replies: Mapping[str, Reply]
) -> None:
    """The letters with the state that their events come to, then these, then what was said."""
    calendars = calendars_now()
    events = {
        key: letter_fold(requests[key], rows, calendars)
        for key, rows in events_by_letter(demo).items()
    }
    InfoRequest.objects.bulk_create(requests.values(), batch_size=500)
    answered = {key: replies[reply.key] for reply in demo.replies for key in _answered(reply)}
    histories_store(events, answered, calendars.version)
    LetterOutcome.objects.bulk_create(
        [
            LetterOutcome(reply=replies[reply.key], request=requests.get(key), outcome_id=outcome)
            for reply in demo.replies
            for key, outcome in reply.letters
        ],
        batch_size=500,
    )


def _requests(
    demo: DemoEdition,
    survey_round: Round,
    organs: Mapping[Key, Organ],
    people: Mapping[str, User],
) -> dict[str, InfoRequest]:
    return {
        request.key: InfoRequest(
            round=survey_round,
            organ=organs[request.adcode, request.organ_kind],
            channel=Channel(request.channel),
            part=request.part,
            wave=request.wave,
            outcome_id=request.outcome or None,
            created_by=(owner := _owner(request.adcode, people)),
            handler=owner,
        )
        for request in demo.requests
    }


def _organs(demo: DemoEdition, cities: Mapping[str, City]) -> dict[Key, Organ]:
    wanted = {(request.adcode, request.organ_kind) for request in demo.requests}
    wanted |= {(reply.adcode, reply.organ_kind) for reply in demo.replies}
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
    organs: Mapping[Key, Organ],
    people: Mapping[str, User],
) -> dict[str, Reply]:
    rows = {reply.key: _reply(reply, survey_round, organs, people) for reply in demo.replies}
    Reply.objects.bulk_create(rows.values(), batch_size=500)
    return rows


def _reply(
    reply: DemoReply,
    survey_round: Round,
    organs: Mapping[Key, Organ],
    people: Mapping[str, User],
) -> Reply:
    organ = organs[reply.adcode, reply.organ_kind]
    return Reply(
        round=survey_round,
        city=organ.city,
        organ=organ,
        received_on=reply.received_on,
        dated_on=reply.dated_on,
        posted_on=reply.posted_on,
        summary="演示数据（合成）",
        logged_by=_owner(reply.adcode, people),
    )


def _owner(adcode: str, people: Mapping[str, User]) -> User:
    """Each assistant keeps a fixed share of the cities."""
    return people[f"demo-assistant-{int(adcode) // 100 % 4 + 1}"]
