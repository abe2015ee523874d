from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from pathlib import Path

import pytest

from surveys.errors import EditionClosed, Refused
from surveys.files.document import Document
from surveys.models import Edition, Evidence, InfoRequest, Organ, Reply, Round, TrailEntry
from surveys.models.request import Channel
from surveys.rounds.said import Said, said_by, said_check
from surveys.rounds.selectors import round_progress
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
    make_city,
    make_document,
    make_edition,
    make_letter,
    make_organ,
    make_outcome,
    make_round,
)
from tests.letters import outcome_of

DAY = datetime.timedelta(days=1)


@pytest.fixture
def organ(db: None) -> Organ:
    return make_organ()


def _facts(**fields: object) -> ReplyFacts:
    return ReplyFacts(**{"received_on": TODAY, **fields})  # type: ignore[arg-type]


def _register(
    cast: Cast,
    survey_round: Round,
    organ: Organ,
    facts: ReplyFacts | None = None,
    documents: tuple[Document, ...] = (),
    said: Sequence[Said] = (),
    form_token: uuid.UUID | None = None,
) -> Reply:
    """To no letter of ours unless `said` names some."""
    return reply_register(
        actor=cast.coder,
        survey_round=survey_round,
        organ=organ,
        said=said or [Said(make_outcome())],
        facts=facts or _facts(),
        documents=documents,
        today=TODAY,
        form_token=form_token,
    )


def _rows() -> list[int]:
    return [model.objects.count() for model in (InfoRequest, Reply, Evidence, TrailEntry)]


def test_a_reply_comes_with_its_documents_and_history(
    cast: Cast, survey_round: Round, organ: Organ
) -> None:
    documents = (make_document("复函.txt"), make_document("附件.txt"))
    facts = _facts(contact="王小明 13800000000", number="〔2025〕1 号", dated_on=TODAY - DAY)
    letter = make_letter(survey_round, organ)
    said = [Said(make_outcome(), letter)]
    reply = _register(cast, survey_round, organ, facts, documents, said)
    letter.refresh_from_db()
    assert (letter.status, letter.outcome) == (InfoRequest.Status.REPLIED, outcome_of(reply))
    assert (reply.round, reply.city, reply.organ) == (survey_round, organ.city, organ)
    kept = [(row.name, row.city, row.kind, row.added_by) for row in reply.evidence.order_by("pk")]
    assert kept == [(d.name, organ.city, Evidence.Kind.REPLY, cast.coder) for d in documents]
    entries = TrailEntry.objects.filter(city_adcode=organ.city.adcode).order_by("pk")
    assert [entry.action for entry in entries] == [
        "reply.register",
        "evidence.add",
        "evidence.add",
    ]
    assert entries[0].changes["letters"] == [None, [[letter.pk, outcome_of(reply).pk]]]
    assert entries[0].changes["received_on"] == [None, TODAY.isoformat()]
    assert entries[0].changes["contact"][1].startswith("hmac:")
    assert not any("王小明" in str(entry.changes) for entry in entries)


def test_one_reply_answers_several_letters_each_in_its_own_way(
    cast: Cast, survey_round: Round, organ: Organ
) -> None:
    """It counts once; a letter that it does not answer stays as it was."""
    other = make_organ(organ.city, name="另一机关", kind=Organ.Kind.DEVELOPMENT_REFORM)
    asked = make_letter(survey_round, organ)
    disclosed = make_letter(survey_round, other, channel=Channel.DISCLOSURE, part="gep_standard")
    silent = make_letter(survey_round, other, channel=Channel.DISCLOSURE, part="gep_accounting")
    granted = make_outcome(Channel.DISCLOSURE)
    said = [Said(make_outcome(), asked), Said(granted, disclosed)]
    reply = _register(cast, survey_round, organ, said=said)
    assert said_by(reply) == tuple(said)
    assert round_progress(survey_round.edition).replied_cities == 1
    found = {row: (row.status, row.outcome) for row in InfoRequest.objects.all()}
    assert found == {
        asked: ("replied", make_outcome()),
        disclosed: ("replied", granted),
        silent: ("sent", None),
    }


def test_a_reply_to_no_letter_of_ours_says_so(
    cast: Cast, survey_round: Round, organ: Organ
) -> None:
    letter = make_letter(survey_round, organ)
    reply = _register(cast, survey_round, organ, said=[Said(make_outcome())])
    assert said_by(reply) == (Said(make_outcome(), None),)
    letter.refresh_from_db()
    assert (letter.status, letter.outcome) == ("sent", None)
    assert round_progress(survey_round.edition).replied_cities == 1, "the city did write"


def _wrongly_said(survey_round: Round, organ: Organ) -> dict[str, list[Said]]:
    outcome, letter = make_outcome(), make_letter(survey_round, organ)
    elsewhere = make_letter(make_round(survey_round.edition, number=2), organ)
    neighbour = make_letter(survey_round, make_organ(make_city("邻市.*轮次")))
    draft = make_letter(survey_round, organ, wave=2, sent_on=None)
    return {
        "twice": [Said(outcome, letter), Said(make_outcome(code="b"), letter)],
        "unasked twice": [Said(outcome), Said(make_outcome(code="b"))],
        "both": [Said(outcome), Said(outcome, letter)],
        "another round": [Said(outcome, elsewhere)],
        "another city": [Said(outcome, letter), Said(outcome, neighbour)],
        "渠道": [Said(make_outcome(Channel.DISCLOSURE), letter)],
        "not sent": [Said(outcome, draft)],
    }


def test_a_reply_says_something(cast: Cast, survey_round: Round, organ: Organ) -> None:
    with pytest.raises(Refused, match="每一封") as caught:
        said_check(survey_round, organ.city, [])
    assert caught.value.field == "letters"


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ("twice", "一个"),
        ("unasked twice", "一个"),
        ("both", "二者"),
        ("another round", "轮次"),
        ("another city", "邻市.*轮次"),
        ("渠道", "渠道"),
        ("not sent", "尚未发出"),
    ],
)
def test_what_a_reply_cannot_say(
    cast: Cast, survey_round: Round, organ: Organ, case: str, told: str
) -> None:
    said = _wrongly_said(survey_round, organ)[case]
    before = _rows()
    with pytest.raises(Refused, match=told) as caught:
        _register(cast, survey_round, organ, documents=(make_document(),), said=said)
    assert (caught.value.field, _rows()) == ("letters", before)


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
    sent = make_letter(survey_round, organ, sent_on=TODAY - DAY)
    said = [Said(make_outcome(), sent)]
    before = _rows()
    with pytest.raises(Refused, match=f"{TODAY - DAY}.*{TODAY - 2 * DAY}") as caught:
        _register(cast, survey_round, organ, _facts(received_on=TODAY - 2 * DAY), said=said)
    assert caught.value.field == "received_on"
    assert (_rows(), evidence_folder.exists()) == (before, False), "nothing is stored"
    other = make_organ(organ.city, name="另一机关", kind=Organ.Kind.DEVELOPMENT_REFORM)
    assert _register(cast, survey_round, other, _facts(received_on=TODAY - 2 * DAY)).pk
    assert _register(cast, survey_round, organ, _facts(received_on=TODAY - DAY), said=said).pk


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
