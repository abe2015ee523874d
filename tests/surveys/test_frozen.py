"""A frozen edition refuses every write; a service that is not listed here fails a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db.models import Model
from django.utils import timezone

from surveys.coding.book.services.version import edition_set_codebook
from surveys.coding.codebook import Value
from surveys.coding.services.code import CodeInput, code_save, code_submit, code_withdraw
from surveys.coding.services.note import case_note_save
from surveys.coding.services.proposal import (
    proposal_confirm,
    proposal_dismiss,
    proposals_make,
    proposals_take_back,
)
from surveys.coding.services.review import approval_undo, review_decide
from surveys.errors import EditionClosed
from surveys.evidence.services import evidence_add, evidence_take_part
from surveys.models import (
    AnnualTable,
    Answer,
    CaseNote,
    Citation,
    Code,
    CodebookVersion,
    CodeProposal,
    Edition,
    Evidence,
    InfoRequest,
    Reply,
    ReviewDecision,
    Round,
    Submission,
    TrailEntry,
)
from surveys.models.code import Choice
from surveys.open_edition import edition_require_open, edition_touch
from surveys.rounds.chasing.services import chase_record
from surveys.rounds.said import Said, said_by
from surveys.rounds.services.edition import edition_freeze, edition_set_look_days
from surveys.rounds.services.event import EventFacts, event_record, event_strike
from surveys.rounds.services.letter import letter_add, letter_describe, letter_hand
from surveys.rounds.services.reply import ReplyFacts, reply_register
from surveys.rounds.services.reply_change import reply_correct, reply_withdraw
from surveys.rounds.services.round import round_close, round_count_late, round_open
from tests.builders import (
    AFTER_CUTOFF,
    CUTOFF,
    OPENS,
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_document,
    make_edition,
    make_file,
    make_organ,
    make_outcome,
    make_question,
    make_reply,
    make_round,
)
from tests.letters import letter_of
from tests.services.found import services
from tests.surveys.annual.tables import store
from tests.surveys.of_no_edition import OF_NO_EDITION
from tests.surveys.past.closed import CLOSED

COUNTED: tuple[type[Model], ...] = (
    AnnualTable,
    Answer,
    CaseNote,
    Citation,
    Code,
    Evidence,
    InfoRequest,
    Reply,
    ReviewDecision,
    Round,
    Submission,
    TrailEntry,
)


@dataclass(frozen=True)
class Scene:
    """A frozen edition with one of everything that a service could change."""

    cast: Cast
    edition: Edition
    survey_round: Round
    reply: Reply
    code: Code
    answer: Answer

    @property
    def evidence(self) -> Evidence:
        return self.code.citations.get().evidence


@pytest.fixture(params=["frozen", "ranks_only"])
def scene(request: pytest.FixtureRequest, cast: Cast) -> Scene:
    edition = make_edition("2024-closed")
    code = make_code(edition, make_city(), make_question(), cast.coder)
    answer = make_answer(edition, make_city(), make_question(), cast.coder)
    survey_round = make_round(edition)
    scene = Scene(cast, edition, survey_round, make_reply(survey_round), code, answer)
    fields = {request.param: True, "frozen_at": timezone.now()}
    Edition.objects.filter(pk=edition.pk).update(**fields)
    return scene


def _save(scene: Scene) -> object:
    return code_save(
        actor=scene.cast.coder,
        edition=scene.edition,
        city=scene.code.city,
        question=scene.code.question,
        typed=CodeInput(Value(choice=Choice.NO)),
        revision=1,
        today=TODAY,
    )


def _register(scene: Scene) -> object:
    return reply_register(
        actor=scene.cast.coder,
        survey_round=scene.survey_round,
        organ=make_organ(),
        said=[Said(make_outcome())],
        facts=ReplyFacts(received_on=TODAY),
        documents=[make_document()],
        today=TODAY,
    )


def _attach(scene: Scene) -> object:
    return evidence_add(
        actor=scene.cast.coder,
        edition=scene.edition,
        city=scene.code.city,
        file=make_file(),
        name="x.txt",
        kind=Evidence.Kind.WEB,
    )


def _decide(scene: Scene) -> object:
    return review_decide(
        actor=scene.cast.reviewer, answer=scene.answer, verdict="approved", revision=1
    )


def _undo(scene: Scene) -> object:
    facts = {"verdict": "approved", "revision": 1, "reviewer": scene.cast.reviewer}
    return approval_undo(
        actor=scene.cast.reviewer, decision=ReviewDecision(answer=scene.answer, **facts)
    )


def _proposal(scene: Scene) -> CodeProposal:
    """In a cell that nobody has coded."""
    return CodeProposal(
        edition=scene.edition,
        city=scene.code.city,
        question=scene.answer.question,
        coder=scene.cast.coder,
        source=scene.code,
        choice="yes",
        evidence=scene.evidence,
        quotation="已成立",
    )


WRITES: dict[str, Callable[[Scene], object]] = {
    "edition_touch": lambda s: edition_touch(edition=s.edition),
    "edition_require_open": lambda s: edition_require_open(edition=s.edition),
    "edition_freeze": lambda s: edition_freeze(
        actor=s.cast.manager, edition=s.edition, reason="again"
    ),
    "round_open": lambda s: round_open(
        actor=s.cast.manager, edition=s.edition, opens_on=OPENS, cutoff=CUTOFF
    ),
    "round_close": lambda s: round_close(
        actor=s.cast.manager, survey_round=s.survey_round, today=AFTER_CUTOFF
    ),
    "round_count_late": lambda s: round_count_late(
        actor=s.cast.manager, survey_round=s.survey_round, counts=True, reason="again"
    ),
    "reply_register": _register,
    "letter_add": lambda s: letter_add(
        actor=s.cast.coder,
        survey_round=s.survey_round,
        organ=make_organ(),
        channel="disclosure",
        sent_on=TODAY,
        route="web",
        today=TODAY,
    ),
    "letter_hand": lambda s: letter_hand(
        actor=s.cast.manager, request=letter_of(s.reply), handler=s.cast.coder
    ),
    "edition_set_look_days": lambda s: edition_set_look_days(
        actor=s.cast.manager, edition=s.edition, days=9
    ),
    "edition_set_codebook": lambda s: edition_set_codebook(
        actor=s.cast.manager,
        edition=s.edition,
        version=CodebookVersion(number=2),
        seen=0,
    ),
    "letter_describe": lambda s: letter_describe(
        actor=s.cast.coder,
        request=letter_of(s.reply),
        number="7",
        applicant="A1",
        applicant_type="",
    ),
    "chase_record": lambda s: chase_record(
        actor=s.cast.coder, request=letter_of(s.reply), way="letter", today=TODAY
    ),
    "event_record": lambda s: event_record(
        actor=s.cast.coder,
        request=letter_of(s.reply),
        facts=EventFacts(kind="acknowledged", date=TODAY),
        today=TODAY,
    ),
    "event_strike": lambda s: event_strike(
        actor=s.cast.coder, event=letter_of(s.reply).history.all()[0], reason="again"
    ),
    "reply_correct": lambda s: reply_correct(
        actor=s.cast.coder,
        reply=s.reply,
        said=said_by(s.reply),
        facts=ReplyFacts(received_on=TODAY),
        reason="again",
        revision=1,
        today=TODAY,
    ),
    "reply_withdraw": lambda s: reply_withdraw(
        actor=s.cast.coder, reply=s.reply, reason="again", revision=1
    ),
    "annual_table_store": lambda s: store(s.cast.coder, s.edition, s.reply.organ),
    "evidence_add": _attach,
    "evidence_take_part": lambda s: evidence_take_part(
        actor=s.cast.coder, evidence=s.evidence, number=0
    ),
    "case_note_save": lambda s: case_note_save(
        actor=s.cast.coder, edition=s.edition, city=s.code.city, words="记", revision=0
    ),
    "code_save": _save,
    "code_submit": lambda s: code_submit(actor=s.cast.coder, code=s.code, answer_revision=0),
    "code_withdraw": lambda s: code_withdraw(actor=s.cast.coder, code=s.code, revision=1),
    "proposals_make": lambda s: proposals_make(
        actor=s.cast.coder, citation=s.code.citations.get(), letters=[]
    ),
    "proposals_take_back": lambda s: proposals_take_back(actor=s.cast.coder, code=s.code),
    "proposal_confirm": lambda s: proposal_confirm(
        actor=s.cast.coder, proposal=_proposal(s), today=TODAY
    ),
    "proposal_dismiss": lambda s: proposal_dismiss(
        actor=s.cast.coder, proposal=_proposal(s), dismissed=True
    ),
    "review_decide": _decide,
    "approval_undo": _undo,
    **CLOSED,
}


@pytest.mark.parametrize("name", WRITES)
def test_a_closed_edition_refuses(name: str, scene: Scene) -> None:
    before = {model: model._default_manager.count() for model in COUNTED}
    with pytest.raises(EditionClosed, match="2024-closed"):
        WRITES[name](scene)
    assert {model: model._default_manager.count() for model in COUNTED} == before
    scene.answer.refresh_from_db()
    scene.edition.refresh_from_db()
    assert (scene.answer.state, scene.edition.inputs_version) == ("in_review", 0)


def test_every_service_of_the_survey_side_stands_in_one_list() -> None:
    found = {service.__name__ for service in services("surveys")}
    assert found - set(WRITES) - OF_NO_EDITION == set(), "say what a closed edition answers"
    assert set(WRITES) | OF_NO_EDITION <= found
