"""What a reviewer reads is what was sent, with what has changed around it since."""

from __future__ import annotations

import pytest

from surveys.coding.codebook import Value
from surveys.coding.services.code import CodeInput, code_save, code_submit, code_withdraw
from surveys.coding.services.review import review_decide
from surveys.models import Answer, City, Edition, Evidence, Question
from tests.builders import QUOTATION, TODAY, Cast, make_answer, make_city, make_code, make_file
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
QUESTION_CHANGED = "The question or a rule of it was changed since this answer was sent"
FILE_REPLACED = "This is not the file that the answer was sent with"


@pytest.fixture
def city(db: None) -> City:
    return make_city("甲市")


@pytest.fixture
def answer(cast: Cast, edition: Edition, question: Question, city: City) -> Answer:
    return make_answer(edition, city, question, cast.coder, detail="第一次送审")


def _page(cast: Cast, answer: Answer) -> str:
    return browser(cast.reviewer).get(f"/answers/{answer.pk}/").content.decode()


def _draft(answer: Answer, revision: int, detail: str) -> None:
    code_save(
        actor=answer.submission.coder,
        edition=answer.edition,
        city=answer.city,
        question=answer.question,
        typed=CodeInput(Value(choice="unknown"), detail=detail),
        revision=revision,
        today=TODAY,
    )


def test_a_question_that_changed_since_is_told_with_the_answer(
    cast: Cast, edition: Edition, question: Question, answer: Answer
) -> None:
    assert QUESTION_CHANGED not in _page(cast, answer)
    Question.objects.filter(pk=question.pk).update(position=99)
    assert QUESTION_CHANGED not in _page(cast, answer), "only its place in the list"
    Question.objects.filter(pk=question.pk).update(guidance_zh="以正式文件为准")
    question.refresh_from_db()
    later = make_answer(edition, make_city(), question, cast.coder)
    assert QUESTION_CHANGED in _page(cast, answer)
    assert QUESTION_CHANGED not in _page(cast, later)


def test_a_document_that_was_replaced_since_is_told_beside_it(
    cast: Cast, edition: Edition, question: Question, answer: Answer
) -> None:
    other = make_answer(edition, make_city(), question, cast.coder)
    assert FILE_REPLACED not in _page(cast, answer)
    cited = answer.submission.citations.get().evidence
    Evidence.objects.filter(pk=cited.pk).update(file=make_file(f"{QUOTATION}，后来换过"))
    assert FILE_REPLACED in _page(cast, answer)
    assert FILE_REPLACED not in _page(cast, other)


def test_what_was_sent_before_stands_beside_what_is_judged(cast: Cast, answer: Answer) -> None:
    assert "Sent before" not in _page(cast, answer)
    review_decide(
        actor=cast.reviewer, answer=answer, verdict="returned", revision=1, reason="缺页码"
    )
    _draft(answer, 1, "没送的细节")
    page = _page(cast, answer)
    assert "第一次送审" in page
    assert QUOTATION in page
    assert "没送的细节" not in page
    _draft(answer, 2, "第二次送审")
    code = answer.submission.code
    code.refresh_from_db()
    code_submit(actor=cast.coder, code=code, answer_revision=2)
    page = _page(cast, answer)
    before, after = page.split("Sent before")
    assert "第二次送审" in before
    assert "第一次送审" in after
    Answer.objects.filter(pk=answer.pk).update(state=Answer.State.APPROVED)
    reader = browser(cast.outsider).get(f"/answers/{answer.pk}/").content.decode()
    assert "第二次送审" in reader
    assert "第一次送审" not in reader


def test_queue_edition_and_start_page_tell_the_same_of_one_that_was_taken_back(
    cast: Cast, edition: Edition, question: Question, answer: Answer
) -> None:
    make_answer(edition, make_city(), question, cast.coder)
    make_answer(edition, make_city(), question, cast.manager)
    code_withdraw(actor=cast.coder, code=answer.submission.code, revision=1)
    client = browser(cast.manager)
    queue = client.get(f"/editions/{edition.code}/review/")
    counts = queue.context["counts"]
    assert (counts["waiting"], counts["own"], counts["taken_back"]) == (1, 1, 1)
    progress = client.get(f"/editions/{edition.code}/").context["progress"]
    assert progress.answers_in_review == counts["in_review"] == 2
    assert progress.answers_taken_back == 1
    (pending,) = client.get("/").context["pending"]
    assert pending.waiting == counts["waiting"] == queue.context["page"].paginator.count
    taken = client.get(f"/editions/{edition.code}/review/?state=taken_back")
    assert list(taken.context["page"].object_list) == [answer]


def test_a_verdict_on_one_that_was_taken_back_meanwhile_shows_how_it_is(
    cast: Cast, answer: Answer
) -> None:
    code_withdraw(actor=cast.coder, code=answer.submission.code, revision=1)
    done = browser(cast.reviewer).post(
        f"/answers/{answer.pk}/decide/", {"verdict": "approved", "revision": 1, "seen": "as read"}
    )
    assert done.status_code == 409
    assert "Taken back" in done.content.decode()
    answer.refresh_from_db()
    assert answer.state == Answer.State.TAKEN_BACK


def test_one_that_was_taken_back_is_returned_from_its_page_and_makes_way(
    cast: Cast, answer: Answer
) -> None:
    """Else a colleague's answer would wait for a coder who may never come back."""
    other = make_answer(answer.edition, make_city(), answer.question, cast.coder)
    code_withdraw(actor=cast.coder, code=answer.submission.code, revision=1)
    page = _page(cast, answer)
    assert 'value="approved"' not in page
    assert 'value="returned"' in page
    typed = {"verdict": "returned", "revision": 1, "state": "taken_back", "reason": "等了太久"}
    browser(cast.reviewer).post(f"/answers/{answer.pk}/decide/", typed)
    answer.refresh_from_db()
    other.refresh_from_db()
    assert (answer.state, other.state) == (Answer.State.RETURNED, Answer.State.IN_REVIEW)
    theirs = make_code(answer.edition, answer.city, answer.question, cast.second_coder)
    code_submit(actor=cast.second_coder, code=theirs, answer_revision=2)
    answer.refresh_from_db()
    assert answer.submission.code == theirs


def test_a_reason_stays_with_the_coder_whose_reading_it_judged(cast: Cast, answer: Answer) -> None:
    decided = {"verdict": "returned", "reason": "甲说“是”，原文是“否”"}
    review_decide(actor=cast.reviewer, answer=answer, revision=1, **decided)
    first = browser(cast.coder).get(f"/answers/{answer.pk}/").content.decode()
    assert "原文是" in first
    theirs = make_code(answer.edition, answer.city, answer.question, cast.second_coder)
    code_submit(actor=cast.second_coder, code=theirs, answer_revision=2)
    address = f"/answers/{answer.pk}/"
    second = browser(cast.second_coder)
    assert "原文是" not in second.get(address).content.decode()
    assert "原文是" in _page(cast, answer), "reviewers read every reason"
    answer.refresh_from_db()
    review_decide(
        actor=cast.reviewer, answer=answer, verdict="returned", revision=3, reason="缺页码"
    )
    own = second.get(address).content.decode()
    assert "缺页码" in own
    assert "原文是" not in own
    Answer.objects.filter(pk=answer.pk).update(state=Answer.State.APPROVED)
    assert "原文是" in second.get(address).content.decode()


def test_own_reasons_stay_after_it_was_sent_again(cast: Cast, answer: Answer) -> None:
    review_decide(
        actor=cast.reviewer, answer=answer, verdict="returned", revision=1, reason="缺页码"
    )
    code_submit(actor=cast.coder, code=answer.submission.code, answer_revision=2)
    assert "缺页码" in browser(cast.coder).get(f"/answers/{answer.pk}/").content.decode()
