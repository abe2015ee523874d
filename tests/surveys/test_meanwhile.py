"""What happens to one write while another that it depends on is under way.

The first holds its transaction open, the second starts and has to wait; both databases let
it go on only after the first has committed. A thread of its own speaks the default language.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from surveys.coding.codebook import Value
from surveys.coding.services.code import CitationInput, CodeInput, code_save
from surveys.coding.services.review import review_decide
from surveys.errors import EditionClosed, Refused
from surveys.evidence.services import evidence_add
from surveys.models import (
    Answer,
    Edition,
    Evidence,
    InfoRequest,
    Organ,
    Outcome,
    Reply,
    Round,
    TrailEntry,
)
from surveys.rounds.said import Said
from surveys.rounds.services.edition import edition_freeze
from surveys.rounds.services.reply import reply_register
from surveys.rounds.services.reply_checks import ReplyFacts
from tests.builders import (
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_document,
    make_evidence,
    make_file,
    make_organ,
    make_outcome,
    make_question,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("evidence_folder"),
]
# Long enough for the second to reach the lock; a shorter head start only proves less.
HEAD_START = 0.5


def while_under_way(
    first: Callable[[], object], second: Callable[[], object]
) -> BaseException | None:
    """What `second` raised, having started before the transaction of `first` was committed."""
    raised: list[BaseException] = []

    def act() -> None:
        try:
            second()
        except (Refused, EditionClosed) as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=act)
    with transaction.atomic():
        first()
        thread.start()
        thread.join(HEAD_START)
        assert thread.is_alive(), "the second did not wait"
    thread.join(60)
    return raised[0] if raised else None


@pytest.fixture
def answer(cast: Cast, edition: Edition) -> Answer:
    return make_answer(edition, make_city(), make_question(), cast.coder)


def _draft(answer: Answer, evidence: Evidence) -> object:
    code = answer.submission.code
    return code_save(
        actor=code.coder,
        edition=answer.edition,
        city=answer.city,
        question=answer.question,
        typed=CodeInput(Value(choice="no"), citations=(CitationInput(evidence, "别的话"),)),
        revision=code.revision,
        today=TODAY,
        withdraw=True,
    )


def _approve(cast: Cast, answer: Answer) -> object:
    return review_decide(
        actor=cast.reviewer, answer=answer, verdict="approved", revision=answer.revision
    )


def test_an_answer_is_not_approved_while_its_coder_saves_a_draft(
    cast: Cast, answer: Answer
) -> None:
    evidence = make_evidence(answer.edition, answer.city)
    error = while_under_way(lambda: _draft(answer, evidence), lambda: _approve(cast, answer))
    assert "编码员正在修改此答案" in str(error)
    answer.refresh_from_db()
    assert answer.state == Answer.State.TAKEN_BACK


def test_a_draft_is_not_saved_while_its_answer_is_approved(cast: Cast, answer: Answer) -> None:
    evidence = make_evidence(answer.edition, answer.city)
    cited = list(answer.submission.citations.values_list("quotation", flat=True))
    error = while_under_way(lambda: _approve(cast, answer), lambda: _draft(answer, evidence))
    assert "此答案已审核" in str(error)
    assert list(answer.submission.citations.values_list("quotation", flat=True)) == cited


def test_a_document_is_not_attached_while_the_edition_is_frozen(
    cast: Cast, edition: Edition
) -> None:
    city, file = make_city(), make_file()
    error = while_under_way(
        lambda: edition_freeze(actor=cast.manager, edition=edition, reason="完成"),
        lambda: evidence_add(
            actor=cast.coder,
            edition=edition,
            city=city,
            file=file,
            name="迟到.txt",
            kind=Evidence.Kind.WEB,
        ),
    )
    assert isinstance(error, EditionClosed)
    assert not Evidence.objects.exists()


def _register(cast: Cast, survey_round: Round, organ: Organ, outcome: Outcome) -> Reply:
    return reply_register(
        actor=cast.coder,
        survey_round=survey_round,
        organ=organ,
        said=[Said(outcome)],
        facts=ReplyFacts(received_on=TODAY),
        documents=[make_document()],
        today=TODAY,
    )


def _freeze(cast: Cast, edition: Edition) -> None:
    edition_freeze(actor=cast.manager, edition=edition, reason="完成")


def test_a_reply_is_not_registered_while_the_edition_is_frozen(
    cast: Cast, survey_round: Round
) -> None:
    organ, outcome = make_organ(), make_outcome()
    error = while_under_way(
        lambda: _freeze(cast, survey_round.edition),
        lambda: _register(cast, survey_round, organ, outcome),
    )
    assert isinstance(error, EditionClosed)
    assert not Reply.objects.exists()
    assert not InfoRequest.objects.exists()
    assert not Evidence.objects.exists()
    assert TrailEntry.objects.get().action == "edition.freeze"


def test_an_edition_is_not_frozen_while_a_reply_is_registered(
    cast: Cast, survey_round: Round
) -> None:
    """What was begun before is whole in the frozen edition."""
    organ, outcome = make_organ(), make_outcome()
    error = while_under_way(
        lambda: _register(cast, survey_round, organ, outcome),
        lambda: _freeze(cast, survey_round.edition),
    )
    assert error is None
    assert Reply.objects.get().evidence.count() == 1
    newest = TrailEntry.objects.order_by("-pk").first()
    assert newest is not None
    assert newest.action == "edition.freeze"
