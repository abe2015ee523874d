from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from surveys.coding.services.code import code_submit, code_withdraw
from surveys.coding.services.review import review_decide
from surveys.errors import Refused, StaleRevision
from surveys.models import Answer, Edition, Question, ReviewDecision, TrailEntry
from tests.builders import Cast, make_answer, make_city

APPROVED = ReviewDecision.Verdict.APPROVED
RETURNED = ReviewDecision.Verdict.RETURNED


@pytest.fixture
def answer(cast: Cast, edition: Edition, question: Question) -> Answer:
    return make_answer(edition, make_city(), question, cast.coder)


def _version(answer: Answer) -> int:
    return Edition.objects.values_list("inputs_version", flat=True).get(pk=answer.edition_id)


def test_an_approval_counts_as_a_change_of_inputs(cast: Cast, answer: Answer) -> None:
    decision = review_decide(actor=cast.reviewer, answer=answer, verdict=APPROVED, revision=1)
    assert (answer.state, answer.revision) == (Answer.State.APPROVED, 1)
    assert (decision.reviewer, decision.revision, decision.reason) == (cast.reviewer, 1, "")
    assert _version(answer) == 1
    entry = TrailEntry.objects.get(action="review.approved")
    assert entry.changes == {"state": ["in_review", "approved"]}
    assert (entry.actor, entry.city_adcode) == (cast.reviewer, answer.city.adcode)


@pytest.mark.parametrize("step", ["approved", "returned", "withdrawn"])
def test_every_step_says_when_the_answer_changed(cast: Cast, answer: Answer, step: str) -> None:
    """Lists and pages that are kept are told by it that there is something new."""
    beside = make_answer(answer.edition, make_city(), answer.question, cast.coder)
    before = timezone.now()
    long_ago = before - datetime.timedelta(days=9)
    Answer.objects.update(updated_at=long_ago)
    if step == "withdrawn":
        code_withdraw(actor=cast.coder, code=answer.submission.code, revision=1)
    else:
        verdict = ReviewDecision.Verdict(step)
        review_decide(
            actor=cast.reviewer, answer=answer, verdict=verdict, revision=1, reason="引文不符"
        )
    answer.refresh_from_db()
    beside.refresh_from_db()
    assert answer.updated_at >= before
    assert beside.updated_at == long_ago


def test_a_return_says_why(cast: Cast, answer: Answer) -> None:
    with pytest.raises(Refused) as caught:
        review_decide(
            actor=cast.reviewer, answer=answer, verdict=RETURNED, revision=1, reason=" \n"
        )
    assert caught.value.field == "reason"
    review_decide(
        actor=cast.reviewer, answer=answer, verdict=RETURNED, revision=1, reason=" 引文不符 "
    )
    assert answer.state == Answer.State.RETURNED
    assert ReviewDecision.objects.get().reason == "引文不符"
    assert TrailEntry.objects.get(action="review.returned").reason == "引文不符"


@pytest.mark.parametrize("verdict", [APPROVED, RETURNED])
def test_nobody_decides_on_an_own_code(
    cast: Cast, edition: Edition, question: Question, verdict: str
) -> None:
    own = make_answer(edition, make_city(), question, cast.manager)
    with pytest.raises(Refused):
        review_decide(actor=cast.manager, answer=own, verdict=verdict, revision=1, reason="x")
    assert (ReviewDecision.objects.count(), _version(own)) == (0, 0)


def test_one_decision_for_each_revision(cast: Cast, answer: Answer) -> None:
    other_window = Answer.objects.get(pk=answer.pk)
    review_decide(actor=cast.reviewer, answer=answer, verdict=APPROVED, revision=1)
    with pytest.raises(StaleRevision) as caught:
        review_decide(actor=cast.manager, answer=other_window, verdict=APPROVED, revision=1)
    assert caught.value.current.state == Answer.State.APPROVED
    assert caught.value.submitted == {"choice": "yes", "number": None}
    assert ReviewDecision.objects.count() == 1
    assert _version(answer) == 1


def test_a_revision_that_the_reviewer_did_not_read(cast: Cast, answer: Answer) -> None:
    code_submit(actor=cast.coder, code=answer.submission.code, answer_revision=1)
    with pytest.raises(StaleRevision) as caught:
        review_decide(actor=cast.reviewer, answer=answer, verdict=APPROVED, revision=1)
    assert caught.value.current.revision == 2
    assert not ReviewDecision.objects.exists()


def test_no_approval_over_a_draft_in_progress(cast: Cast, answer: Answer) -> None:
    code_withdraw(actor=cast.coder, code=answer.submission.code, revision=1)
    with pytest.raises(Refused):
        review_decide(actor=cast.reviewer, answer=answer, verdict=APPROVED, revision=1)
    review_decide(actor=cast.reviewer, answer=answer, verdict=RETURNED, revision=1, reason="等待")
    assert answer.state == Answer.State.RETURNED


def test_an_approved_answer_is_reopened_sent_again_and_approved(cast: Cast, answer: Answer) -> None:
    review_decide(actor=cast.reviewer, answer=answer, verdict=APPROVED, revision=1)
    review_decide(
        actor=cast.reviewer, answer=answer, verdict=RETURNED, revision=1, reason="新的文件"
    )
    assert (answer.state, answer.revision) == (Answer.State.RETURNED, 2)
    again = code_submit(actor=cast.coder, code=answer.submission.code, answer_revision=2)
    assert (again.state, again.revision) == (Answer.State.IN_REVIEW, 3)
    review_decide(actor=cast.manager, answer=again, verdict=APPROVED, revision=3)
    decided = ReviewDecision.objects.order_by("revision").values_list("revision", "verdict")
    assert list(decided) == [(1, APPROVED), (2, RETURNED), (3, APPROVED)]
    assert _version(answer) == 4


def test_what_is_returned_waits_for_its_coder(cast: Cast, answer: Answer) -> None:
    review_decide(actor=cast.reviewer, answer=answer, verdict=RETURNED, revision=1, reason="x")
    for verdict in (APPROVED, RETURNED):
        with pytest.raises(StaleRevision):
            review_decide(
                actor=cast.reviewer, answer=answer, verdict=verdict, revision=1, reason="x"
            )
    assert ReviewDecision.objects.count() == 1


def test_a_verdict_that_is_none(cast: Cast, answer: Answer) -> None:
    with pytest.raises(ValueError, match="maybe"):
        review_decide(actor=cast.reviewer, answer=answer, verdict="maybe", revision=1)
