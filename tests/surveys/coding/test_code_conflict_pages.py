"""Two windows or two people at the same question: who is told what, and what is sent."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from surveys.coding.services.code import code_submit, code_withdraw
from surveys.coding.services.review import review_decide
from surveys.models import Answer, Code, Edition, Question
from tests.builders import (
    Cast,
    make_answer,
    make_city,
    make_code,
    make_evidence,
    make_question,
)
from tests.surveys.coding.desk import Desk
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def desk(cast: Cast, edition: Edition, question: Question) -> Desk:
    city = make_city()
    return Desk(browser(cast.coder), edition, city, question, make_evidence(edition, city))


def test_two_windows_the_second_sees_both_versions(desk: Desk) -> None:
    desk.post(detail="第一个窗口")
    answer = desk.post(detail="第二个窗口", value="no")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "第一个窗口" in page
    assert "第二个窗口" in page
    assert Code.objects.get().detail == "第一个窗口"
    revision = answer.context["card"].typed.revision
    assert desk.post(detail="第二个窗口", value="no", revision=revision).status_code == 200
    assert Code.objects.get().detail == "第二个窗口"


def test_two_people_the_second_is_told_and_keeps_the_own_words(desk: Desk, cast: Cast) -> None:
    """What the other one answered stays hidden, so it is not replaced either."""
    desk.page()
    theirs = make_code(
        desk.edition, desk.city, desk.question, cast.second_coder, detail="别人的依据"
    )
    code_submit(actor=cast.second_coder, code=theirs, answer_revision=0)
    answer = desk.post(value="in_preparation", detail="我的依据", action="send")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人的依据" not in page
    assert str(cast.second_coder) not in page
    assert "我的依据" in page
    assert "Another coder has sent an answer to this question" in page
    assert "A reviewer decides on the other answer first" in page
    assert Code.objects.get(coder=cast.coder).choice == "in_preparation"
    again = _typed_of(answer)
    assert desk.post(value="in_preparation", action="send", **again).status_code == 409
    assert Answer.objects.get().submission.code == theirs


def _typed_of(answer: Any) -> dict[str, Any]:
    """The revisions that the form of a page carries."""
    typed = answer.context["card"].typed
    return {"revision": typed.revision, "answer_revision": typed.answer_revision}


def test_what_was_returned_to_another_coder_can_be_answered(desk: Desk, cast: Cast) -> None:
    theirs = make_answer(
        desk.edition, desk.city, desk.question, cast.second_coder, state="returned"
    )
    page = desk.page()
    assert "was returned. Sending yours takes its place" in page
    saved = desk.post(answer_revision=theirs.revision)
    desk.post(action="send", **_typed_of(saved))
    assert Answer.objects.get().submission.code.coder == cast.coder


def test_a_manager_replaces_what_he_has_seen(desk: Desk, cast: Cast) -> None:
    theirs = make_answer(desk.edition, desk.city, desk.question, cast.coder)
    desk.client = browser(cast.manager)
    told = desk.post(value="no", detail="我的依据", action="send")
    assert told.status_code == 409
    assert "Sent by another coder" in told.content.decode()
    assert str(cast.coder) in told.content.decode()
    assert Answer.objects.get().submission.code == theirs.submission.code
    desk.post(value="no", detail="我的依据", action="send", **_typed_of(told))
    assert Answer.objects.get().submission.code.coder == cast.manager


def test_sending_all_sends_what_the_page_showed(desk: Desk, cast: Cast) -> None:
    """Not what another window made of it meanwhile, nor over a colleague's answer; the rest
    goes all the same."""
    codes = ("gep_standard", "gep_accounting", "property_registration")
    mine = [make_code(desk.edition, desk.city, make_question(c), cast.coder) for c in codes]
    marks = desk.marks()
    assert len(marks) == 3
    Code.objects.filter(pk=mine[0].pk).update(revision=2, choice="no")
    theirs = make_answer(desk.edition, desk.city, mine[1].question, cast.second_coder)
    answer = desk.send_all(marks)
    assert answer.status_code == 409
    assert f"not sent: {mine[0].question.name} · {mine[1].question.name}." in unescape(
        answer.content.decode()
    )
    assert {row.submission.code for row in Answer.objects.all()} == {
        theirs.submission.code,
        mine[2],
    }
    assert desk.send_all([]).status_code == 409
    assert Answer.objects.count() == 2
    assert desk.send_all().status_code == 200
    assert Answer.objects.count() == 3


def test_a_conflict_says_whose_version_it_shows(desk: Desk, cast: Cast) -> None:
    desk.post(detail="一")
    own = desk.post(detail="二").content.decode()
    assert "Stored from your other window" in own
    assert "Another coder" not in own
    theirs = make_code(desk.edition, desk.city, desk.question, cast.second_coder)
    code_submit(actor=cast.second_coder, code=theirs, answer_revision=0)
    page = desk.post(detail="三", action="send", revision=1).content.decode()
    assert "Another coder has sent an answer" in page
    assert "Stored from your other window" not in page


def test_all_complete_drafts_go_at_once_and_the_others_stay(desk: Desk, cast: Cast) -> None:
    for code in ("gep_standard", "gep_accounting"):
        make_code(desk.edition, desk.city, make_question(code), cast.coder)
    bare = make_code(desk.edition, desk.city, make_question("property_registration"), cast.coder)
    bare.citations.all().delete()
    text = desk.send_all().content.decode()
    assert "2 answers are in review" in text
    assert "Nothing is complete yet" not in text
    assert Answer.objects.count() == 2
    assert "Nothing is complete yet: no answer was sent." in desk.send_all().content.decode()


@pytest.mark.parametrize("taken_back", [True, False])
def test_what_was_returned_meanwhile_is_read_before_it_is_sent_again(
    desk: Desk, cast: Cast, taken_back: bool
) -> None:
    """The window that was open before knows of no reason."""
    desk.post(action="send", detail="第一次")
    if taken_back:
        code_withdraw(actor=cast.coder, code=Code.objects.get(), revision=1)
    answer, before = Answer.objects.get(), Code.objects.get().revision
    review_decide(
        actor=cast.reviewer, answer=answer, verdict="returned", revision=1, reason="缺页码"
    )
    late: dict[str, Any] = {"value": "yes", "detail": "第二次", "action": "send", "withdraw": "1"}
    told = desk.post(**late, revision=before, answer_revision=1)
    page = told.content.decode()
    assert told.status_code == 409
    assert "A reviewer returned this answer meanwhile." in page
    assert "缺页码" in page
    answer.refresh_from_db()
    assert answer.state == Answer.State.RETURNED
    assert desk.post(**late, **_typed_of(told)).status_code == 200
    answer.refresh_from_db()
    assert (answer.state, answer.submission.detail) == (Answer.State.IN_REVIEW, "第二次")
