from __future__ import annotations

import datetime
from typing import Any

import pytest

from surveys.errors import Refused, StaleRevision
from surveys.models import InfoRequest, Reply, Round, TrailEntry
from surveys.rounds.said import Said, said_by
from surveys.rounds.selectors import reply_twins, round_progress
from surveys.rounds.services.reply import ReplyFacts
from surveys.rounds.services.reply_change import reply_correct, reply_withdraw
from surveys.rounds.services.round import round_close
from tests.builders import (
    AFTER_CUTOFF,
    TODAY,
    Cast,
    make_answer,
    make_code,
    make_document,
    make_evidence,
    make_organ,
    make_outcome,
    make_question,
    make_reply,
    send_again,
)
from tests.letters import letter_of, log_reply, outcome_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def reply(cast: Cast, survey_round: Round) -> Reply:
    return _log(cast, survey_round, contact="某科长")


def _log(cast: Cast, survey_round: Round, **facts: Any) -> Reply:
    return log_reply(cast.coder, survey_round, make_organ(), documents=[make_document()], **facts)


def _correct(cast: Cast, reply: Reply, *, reason: str = "看错日期", revision: int = 1) -> None:
    reply_correct(
        actor=cast.coder,
        reply=reply,
        said=[Said(make_outcome(code="other"), letter_of(reply))],
        facts=ReplyFacts(received_on=TODAY - DAY, number="7 号"),
        reason=reason,
        revision=revision,
        today=TODAY,
    )


def test_a_correction_keeps_what_stood_there_before(cast: Cast, reply: Reply) -> None:
    _correct(cast, reply)
    assert (reply.received_on, reply.number, reply.revision) == (TODAY - DAY, "7 号", 2)
    assert letter_of(reply).outcome == outcome_of(reply) == make_outcome(code="other")
    entry = TrailEntry.objects.get(action="reply.correct")
    assert entry.changes["received_on"] == [TODAY.isoformat(), (TODAY - DAY).isoformat()]
    assert entry.changes["contact"][0].startswith("hmac:"), "personal data as a digest"
    assert entry.reason == "看错日期"


def test_a_correction_over_another_is_told(cast: Cast, reply: Reply) -> None:
    _correct(cast, reply)
    with pytest.raises(StaleRevision):
        _correct(cast, reply)
    assert TrailEntry.objects.filter(action="reply.correct").count() == 1


def test_a_correction_needs_a_reason_and_possible_dates(cast: Cast, reply: Reply) -> None:
    with pytest.raises(Refused, match="原因"):
        _correct(cast, reply, reason=" ")
    facts = ReplyFacts(received_on=TODAY + DAY)
    change = {"reply": reply, "said": said_by(reply), "facts": facts, "reason": "x"}
    with pytest.raises(Refused, match=r"今天|日期"):
        reply_correct(actor=cast.coder, revision=1, today=TODAY, **change)  # type: ignore[arg-type]
    reply.refresh_from_db()
    assert (reply.received_on, reply.revision) == (TODAY, 1)


def test_a_withdrawn_reply_counts_nowhere(cast: Cast, reply: Reply) -> None:
    edition = reply.round.edition
    assert round_progress(edition).replied_cities == 1
    reply_withdraw(actor=cast.coder, reply=reply, reason="重复登记", revision=1)
    assert round_progress(edition).replied_cities == 0
    letter = letter_of(reply)
    assert (letter.status, letter.outcome) == (InfoRequest.Status.SENT, None)
    with pytest.raises(StaleRevision):
        reply_withdraw(actor=cast.coder, reply=reply, reason="again", revision=2)


def test_a_quoted_reply_is_not_withdrawn(cast: Cast, reply: Reply) -> None:
    evidence = reply.evidence.get()
    code = make_code(evidence.edition, evidence.city, make_question(), cast.coder)
    code.citations.update(evidence=evidence)
    with pytest.raises(Refused, match="引用"):
        reply_withdraw(actor=cast.coder, reply=reply, reason="重复登记", revision=1)
    reply.refresh_from_db()
    assert not reply.withdrawn


def test_a_reply_is_withdrawn_once_no_answer_that_stands_quotes_it(
    cast: Cast, reply: Reply
) -> None:
    """What was sent and is judged no longer quotes it for ever; a neighbour's reply stays."""
    letter, other = reply.evidence.get(), make_reply(reply.round)
    place = (letter.edition, letter.city, make_question(), cast.coder)
    answer = make_answer(*place, evidence=letter)
    answer.submission.code.citations.all().delete()
    with pytest.raises(Refused, match="引用"):
        reply_withdraw(actor=cast.coder, reply=reply, reason="重复登记", revision=1)
    send_again(answer, make_evidence(letter.edition, letter.city))
    reply_withdraw(actor=cast.coder, reply=reply, reason="重复登记", revision=1)
    other.refresh_from_db()
    assert (reply.withdrawn, other.withdrawn) == (True, False)


def test_a_reply_in_time_stays_after_the_round_is_closed(cast: Cast, reply: Reply) -> None:
    opened_before = Reply.objects.select_related("round__edition").get(pk=reply.pk)
    round_close(actor=cast.manager, survey_round=reply.round, today=AFTER_CUTOFF)
    for copy in (Reply.objects.get(pk=reply.pk), opened_before):
        with pytest.raises(Refused, match="关闭"):
            _correct(cast, copy)
        with pytest.raises(Refused, match="关闭"):
            reply_withdraw(actor=cast.coder, reply=copy, reason="重复登记", revision=1)
    assert Reply.objects.standing().get(pk=reply.pk).revision == 1


def test_twins_are_of_the_same_day_or_hold_the_same_file(
    cast: Cast, survey_round: Round, reply: Reply
) -> None:
    other = _log(cast, survey_round)
    assert reply_twins(other) == [], "another organ of another city"
    again = log_reply(cast.coder, survey_round, reply.organ)
    assert reply_twins(again) == [reply]
    reply_withdraw(actor=cast.coder, reply=again, reason="重复", revision=1)
    assert reply_twins(reply) == [], "only earlier ones are told"
