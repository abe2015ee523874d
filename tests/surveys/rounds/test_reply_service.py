from __future__ import annotations

import datetime
import uuid
from pathlib import Path

import pytest

from surveys.errors import EditionClosed, Refused
from surveys.files.document import Document
from surveys.models import Edition, Evidence, InfoRequest, Organ, Reply, Round, TrailEntry
from surveys.models.request import Channel
from surveys.rounds.services import reply as service
from surveys.rounds.services.edition import edition_freeze
from surveys.rounds.services.reply import ReplyFacts, reply_register
from surveys.rounds.services.reply_checks import EARLIEST
from surveys.rounds.services.round import round_close
from tests.builders import (
    AFTER_CUTOFF,
    CUTOFF,
    OPENS,
    TODAY,
    Cast,
    make_document,
    make_edition,
    make_organ,
    make_outcome,
    make_round,
)

DAY = datetime.timedelta(days=1)


@pytest.fixture
def organ(db: None) -> Organ:
    return make_organ()


def _facts(**fields: object) -> ReplyFacts:
    known: dict[str, object] = {"received_on": TODAY, "outcome": make_outcome()}
    return ReplyFacts(**{**known, **fields})  # type: ignore[arg-type]


def _register(
    cast: Cast,
    survey_round: Round,
    organ: Organ,
    facts: ReplyFacts | None = None,
    documents: tuple[Document, ...] = (),
    channel: str = Channel.CONSULTATION,
    form_token: uuid.UUID | None = None,
    wave: int = 1,
) -> Reply:
    return reply_register(
        actor=cast.coder,
        survey_round=survey_round,
        organ=organ,
        channel=channel,
        facts=facts or _facts(),
        documents=documents,
        today=TODAY,
        form_token=form_token,
        wave=wave,
    )


def _rows() -> list[int]:
    return [model.objects.count() for model in (InfoRequest, Reply, Evidence, TrailEntry)]


def test_a_reply_comes_with_its_request_documents_and_history(
    cast: Cast, survey_round: Round, organ: Organ
) -> None:
    documents = (make_document("复函.txt"), make_document("附件.txt"))
    facts = _facts(contact="王小明 13800000000", number="〔2025〕1 号", dated_on=TODAY - DAY)
    reply = _register(cast, survey_round, organ, facts, documents)
    request = reply.request
    assert (request.status, request.outcome) == (InfoRequest.Status.REPLIED, facts.outcome)
    assert (request.organ, request.channel, request.wave) == (organ, "consultation", 1)
    kept = [(row.name, row.city, row.kind, row.added_by) for row in reply.evidence.order_by("pk")]
    assert kept == [(d.name, organ.city, Evidence.Kind.REPLY, cast.coder) for d in documents]
    entries = TrailEntry.objects.filter(city_adcode=organ.city.adcode).order_by("pk")
    assert [entry.action for entry in entries] == [
        "request.create",
        "reply.register",
        "request.reply",
        "evidence.add",
        "evidence.add",
    ]
    assert entries[1].changes["received_on"] == [None, TODAY.isoformat()]
    assert entries[1].changes["contact"][1].startswith("hmac:")
    assert not any("王小明" in str(entry.changes) for entry in entries)


def test_a_reply_of_another_wave_answers_a_letter_of_its_own(
    cast: Cast, survey_round: Round, organ: Organ
) -> None:
    first = _register(cast, survey_round, organ)
    second = _register(cast, survey_round, organ, wave=2)
    assert (first.request.wave, second.request.wave) == (1, 2)
    assert list(first.request.replies.all()) == [first]


def test_a_second_reply_answers_the_same_request(
    cast: Cast, survey_round: Round, organ: Organ
) -> None:
    first = _register(cast, survey_round, organ)
    second = _register(cast, survey_round, organ)
    assert first.request == second.request
    other = _register(
        cast,
        survey_round,
        organ,
        _facts(outcome=make_outcome(Channel.DISCLOSURE)),
        channel=Channel.DISCLOSURE,
    )
    assert other.request != first.request


@pytest.mark.parametrize(
    ("dates", "field"),
    [
        ({"received_on": TODAY + DAY}, "received_on"),
        ({"received_on": datetime.date(1900, 1, 1)}, "received_on"),
        ({"received_on": datetime.date(2008, 4, 30)}, "received_on"),
        ({"dated_on": TODAY + DAY}, "dated_on"),
        ({"dated_on": datetime.date(1900, 1, 1)}, "dated_on"),
        ({"received_on": TODAY - DAY, "dated_on": TODAY}, "dated_on"),
        ({"received_on": TODAY - DAY, "posted_on": TODAY}, "posted_on"),
    ],
)
def test_dates_that_cannot_be(
    cast: Cast, survey_round: Round, organ: Organ, dates: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        _register(cast, survey_round, organ, _facts(**dates), (make_document(),))
    assert caught.value.field == field
    assert _rows() == [0, 0, 0, 0]


def test_the_first_and_the_last_possible_day(cast: Cast, survey_round: Round, organ: Organ) -> None:
    for day in (OPENS, TODAY):
        facts = _facts(received_on=day, dated_on=EARLIEST, posted_on=EARLIEST)
        assert _register(cast, survey_round, organ, facts).received_on == day


def test_no_reply_comes_before_its_round_or_its_letter(
    cast: Cast, survey_round: Round, organ: Organ, evidence_folder: Path
) -> None:
    with pytest.raises(Refused, match=f"{OPENS}.*{OPENS - DAY}") as caught:
        _register(cast, survey_round, organ, _facts(received_on=OPENS - DAY), (make_document(),))
    assert caught.value.field == "received_on"
    InfoRequest.objects.create(
        round=survey_round, organ=organ, channel=Channel.CONSULTATION, sent_on=TODAY - DAY
    )
    before = _rows()
    with pytest.raises(Refused, match=f"{TODAY - DAY}.*{TODAY - 2 * DAY}") as caught:
        _register(cast, survey_round, organ, _facts(received_on=TODAY - 2 * DAY))
    assert caught.value.field == "received_on"
    assert (_rows(), evidence_folder.exists()) == (before, False), "nothing is stored"
    other = make_organ(organ.city, name="另一机关", kind=Organ.Kind.DEVELOPMENT_REFORM)
    assert _register(cast, survey_round, other, _facts(received_on=TODAY - 2 * DAY)).pk
    assert _register(cast, survey_round, organ, _facts(received_on=TODAY - DAY)).pk


@pytest.mark.parametrize(
    ("channel", "outcome_channel", "field"),
    [
        (Channel.CONSULTATION, Channel.DISCLOSURE, "outcome"),
        (Channel.DISCLOSURE, Channel.CONSULTATION, "outcome"),
        ("telephone", Channel.CONSULTATION, "channel"),
    ],
)
def test_an_outcome_belongs_to_its_channel(
    cast: Cast,
    survey_round: Round,
    organ: Organ,
    channel: str,
    outcome_channel: Channel,
    field: str,
) -> None:
    facts = _facts(outcome=make_outcome(outcome_channel))
    with pytest.raises(Refused) as caught:
        _register(cast, survey_round, organ, facts, channel=channel)
    assert caught.value.field == field
    assert _rows() == [0, 0, 0, 0]


def test_a_closed_round_takes_no_reply_in_time(
    cast: Cast, survey_round: Round, organ: Organ, evidence_folder: Path
) -> None:
    opened_before = Round.objects.get(pk=survey_round.pk)
    round_close(actor=cast.manager, survey_round=survey_round, today=AFTER_CUTOFF)
    before = _rows()
    for copy in (survey_round, opened_before):
        with pytest.raises(Refused, match=f"{AFTER_CUTOFF}.*{CUTOFF}.*附上来函") as caught:
            _register(cast, copy, organ)
        assert caught.value.field == "received_on"
    assert _rows() == before


@pytest.mark.parametrize("closed", ["frozen", "ranks_only"])
def test_a_closed_edition_takes_no_reply(
    cast: Cast, organ: Organ, closed: str, evidence_folder: Path
) -> None:
    survey_round = make_round(make_edition("2024", **{closed: True}))
    with pytest.raises(EditionClosed):
        _register(cast, survey_round, organ, documents=(make_document(),))
    assert _rows() == [0, 0, 0, 0]
    assert not evidence_folder.exists(), "refused before anything is stored"


def test_an_edition_frozen_while_the_files_are_stored_takes_no_reply(
    cast: Cast,
    edition: Edition,
    survey_round: Round,
    organ: Organ,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = service.file_store

    def freeze_meanwhile(*, document: Document) -> object:
        edition_freeze(actor=cast.manager, edition=edition, reason="published")
        return store(document=document)

    monkeypatch.setattr(service, "file_store", freeze_meanwhile)
    with pytest.raises(EditionClosed):
        _register(cast, survey_round, organ, documents=(make_document(),))
    assert _rows()[:3] == [0, 0, 0]


def test_a_page_sent_twice_logs_one_reply(
    cast: Cast, survey_round: Round, organ: Organ, evidence_folder: Path
) -> None:
    token = uuid.uuid4()
    first, second = (
        _register(cast, survey_round, organ, documents=(make_document(),), form_token=token)
        for _ in range(2)
    )
    assert first == second
    assert _rows()[0] == 1
    assert Evidence.objects.count() == 1
    assert _register(cast, survey_round, organ, form_token=uuid.uuid4()) != first


def test_nothing_is_half_written(
    cast: Cast,
    survey_round: Round,
    organ: Organ,
    monkeypatch: pytest.MonkeyPatch,
    evidence_folder: Path,
) -> None:
    add, calls = service.evidence_add, []

    def fail_at_the_second(**fields: object) -> object:
        calls.append(fields)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return add(**fields)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "evidence_add", fail_at_the_second)
    with pytest.raises(OSError, match="disk"):
        _register(cast, survey_round, organ, documents=(make_document(), make_document()))
    assert _rows() == [0, 0, 0, 0]
    files = [path for path in evidence_folder.rglob("*") if path.is_file()]
    assert len(files) == 2, "files without a row harm nobody and serve the next attempt"
