"""An approval that was a slip is undone: everything is as it was, and the history says so."""

from __future__ import annotations

import pytest
from django.utils import timezone

from surveys.coding.selectors import decided_values, review_queue
from surveys.coding.services.code import code_submit
from surveys.coding.services.review import approval_undo, review_decide
from surveys.errors import ChangedMeanwhile, EditionClosed, Refused
from surveys.models import Answer, Edition, Question, ReviewDecision, TrailEntry
from surveys.seen import seen_word
from tests.builders import Cast, make_answer, make_city, make_code, make_user
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder"),
]
APPROVED, RETURNED = ReviewDecision.Verdict.APPROVED, ReviewDecision.Verdict.RETURNED
FACTS = ("state", "revision", "submission_id", "choice", "number")


@pytest.fixture
def answers(cast: Cast, edition: Edition, question: Question) -> list[Answer]:
    """Three of one queue; the middle one is decided on."""
    return [make_answer(edition, make_city(), question, cast.coder) for _ in range(3)]


def _approve(cast: Cast, answer: Answer) -> ReviewDecision:
    return review_decide(
        actor=cast.reviewer, answer=answer, verdict=APPROVED, revision=answer.revision
    )


def _facts(answer: Answer) -> list[object]:
    stored = Answer.objects.get(pk=answer.pk)
    return [getattr(stored, name) for name in FACTS]


def _queue(cast: Cast, edition: Edition) -> list[int]:
    return [row.pk for row in review_queue(edition, cast.reviewer)]


def test_everything_is_as_it_was(cast: Cast, edition: Edition, answers: list[Answer]) -> None:
    before, queue = [_facts(row) for row in answers], _queue(cast, edition)
    decision = _approve(cast, answers[1])
    assert len(list(decided_values(edition, approved_only=True))) == 1
    approval_undo(actor=cast.reviewer, decision=decision)
    assert [_facts(row) for row in answers] == before
    assert _queue(cast, edition) == queue
    assert list(decided_values(edition, approved_only=True)) == []
    edition.refresh_from_db()
    assert edition.inputs_version == 2
    entry = TrailEntry.objects.get(action="review.undone")
    assert entry.changes == {"state": ["approved", "in_review"]}
    assert (entry.actor, entry.city_adcode) == (cast.reviewer, answers[1].city.adcode)
    decision.refresh_from_db()
    assert decision.undone_by == cast.reviewer


def test_it_is_decided_anew(cast: Cast, answers: list[Answer]) -> None:
    answer = answers[1]
    approval_undo(actor=cast.reviewer, decision=_approve(cast, answer))
    review_decide(actor=cast.manager, answer=answer, verdict=APPROVED, revision=1)
    approval_undo(actor=cast.manager, decision=answer.decisions.get(undone_at=None))
    review_decide(actor=cast.reviewer, answer=answer, verdict=RETURNED, revision=1, reason="引文")
    answer.refresh_from_db()
    assert (answer.state, answer.revision) == (Answer.State.RETURNED, 2)
    again = code_submit(actor=cast.coder, code=answer.submission.code, answer_revision=2)
    assert again.state == Answer.State.IN_REVIEW
    decisions = [(row.verdict, row.undone_at is None) for row in answer.decisions.order_by("pk")]
    assert decisions == [(APPROVED, False), (APPROVED, False), (RETURNED, True)]


def test_an_earlier_history_of_the_answer_is_kept(cast: Cast, answers: list[Answer]) -> None:
    """Approved, returned, sent again, approved: the last approval alone is undone."""
    answer = answers[1]
    first = _approve(cast, answer)
    review_decide(actor=cast.reviewer, answer=answer, verdict=RETURNED, revision=1, reason="错")
    code_submit(actor=cast.coder, code=answer.submission.code, answer_revision=2)
    answer.refresh_from_db()
    before = _facts(answer)
    last = _approve(cast, answer)
    with pytest.raises(ChangedMeanwhile):
        approval_undo(actor=cast.reviewer, decision=first)
    approval_undo(actor=cast.reviewer, decision=last)
    assert _facts(answer) == before


@pytest.mark.parametrize("meanwhile", ["undone", "returned", "approved again"])
def test_an_approval_that_does_not_stand_is_not_undone(
    cast: Cast, answers: list[Answer], meanwhile: str
) -> None:
    answer = answers[1]
    decision = _approve(cast, answer)
    if meanwhile == "returned":
        review_decide(actor=cast.manager, answer=answer, verdict=RETURNED, revision=1, reason="错")
    else:
        other = ReviewDecision.objects.get(pk=decision.pk)
        approval_undo(actor=cast.manager, decision=other)
    if meanwhile == "approved again":
        review_decide(actor=cast.manager, answer=answer, verdict=APPROVED, revision=1)
    stored, entries = _facts(answer), TrailEntry.objects.count()
    with pytest.raises(ChangedMeanwhile):
        approval_undo(actor=cast.reviewer, decision=decision)
    assert _facts(answer) == stored
    assert TrailEntry.objects.count() == entries


def test_who_may_not_undo_it(cast: Cast, answers: list[Answer]) -> None:
    answer = answers[1]
    decision = _approve(cast, answer)
    coded_it = make_user("manager", "coding-manager")
    make_code(answer.edition, answer.city, answer.question, coded_it)
    for person in (make_user("reviewer", "another"), cast.coder, cast.outsider, coded_it):
        with pytest.raises(Refused):
            approval_undo(actor=person, decision=decision)
    assert _facts(answer)[0] == Answer.State.APPROVED
    approval_undo(actor=cast.manager, decision=decision)


def test_a_frozen_edition_keeps_its_approvals(
    cast: Cast, edition: Edition, answers: list[Answer]
) -> None:
    decision = _approve(cast, answers[1])
    Edition.objects.filter(pk=edition.pk).update(frozen=True, frozen_at=timezone.now())
    with pytest.raises(EditionClosed):
        approval_undo(actor=cast.reviewer, decision=decision)
    page = browser(cast.reviewer).get(f"/answers/{answers[1].pk}/").content.decode()
    assert "/undo/" not in page
    assert ReviewDecision.objects.get().undone_at is None


def test_the_page_offers_it_and_refuses_what_is_stale(cast: Cast, answers: list[Answer]) -> None:
    answer, client = answers[1], browser(cast.reviewer)
    decision = _approve(cast, answer)
    seen, address = {"seen": seen_word(answer)}, f"/decisions/{decision.pk}/undo/"
    assert address in client.get(f"/answers/{answer.pk}/").content.decode()
    assert address not in browser(cast.coder).get(f"/answers/{answer.pk}/").content.decode()
    assert client.post(address, {"seen": "another word"}).status_code == 409
    assert client.post(address, seen)["Location"] == f"/answers/{answer.pk}/"
    shown = client.get(f"/answers/{answer.pk}/").content.decode()
    assert "undone" in shown
    assert address not in shown
    assert client.post(address, seen).status_code == 409
    other = browser(make_user("reviewer", "another"))
    again = _approve(cast, answers[0])
    refused = other.post(f"/decisions/{again.pk}/undo/", {"seen": seen_word(answers[0])})
    assert refused.status_code == 422
    assert "You can return it" in refused.content.decode()
