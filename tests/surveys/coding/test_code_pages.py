from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.utils import timezone

from surveys.coding.services.code import code_submit
from surveys.models import Answer, Code, Edition, Evidence, Question, Reply, Round, User
from surveys.models.code import Choice
from tests.builders import (
    QUOTATION,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_evidence,
    make_organ,
    make_question,
    make_reply,
)
from tests.surveys.coding.desk import Desk
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def desk(cast: Cast, edition: Edition, question: Question) -> Desk:
    city = make_city()
    return Desk(browser(cast.coder), edition, city, question, make_evidence(edition, city))


def test_a_draft_is_saved_with_its_citation(desk: Desk, cast: Cast) -> None:
    answer = desk.post(detail="甲政〔2025〕1 号")
    assert (answer.status_code, answer.context["card"].saved) == (200, True)
    code = Code.objects.get()
    assert (code.choice, code.detail, code.coder) == ("yes", "甲政〔2025〕1 号", cast.coder)
    citation = code.citations.get()
    assert (citation.page, citation.quotation) == (2, QUOTATION)
    assert not Answer.objects.exists()


def test_a_large_count_comes_back_to_its_field_whole(desk: Desk) -> None:
    desk.question = make_question("news_count", kind=Question.Kind.COUNT, minimum=0)
    desk.post(value="1234567")
    assert Code.objects.get().number == 1234567
    assert 'value="1234567"' in desk.page()


def test_sending_puts_it_to_review(desk: Desk) -> None:
    desk.post(action="send")
    answer = Answer.objects.get()
    assert (answer.state, answer.choice, answer.revision) == ("in_review", "yes", 1)


def test_without_script_the_whole_page_comes_back(desk: Desk) -> None:
    assert desk.post(script=False)["Location"] == desk.address
    refused = desk.post(script=False, action="send", value="", revision=1)
    assert refused.status_code == 422
    assert b"<html" in refused.content
    stale = desk.post(script=False, revision=0)
    assert stale.status_code == 409
    assert b"<html" in stale.content


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"value": ""}, "Choose an answer"),
        ({"quotation": "", "page": ""}, "needs at least one quotation"),
        ({"evidence": ""}, "Choose the document"),
        ({"evidence": "999999"}, "Choose the document"),
        ({"page": "x"}, "whole number from 1"),
        ({"value": "no", "quotation": "", "page": ""}, "the record of a search"),
        ({"value": "maybe"}, "Choose one of the answers"),
        ({"place": "官网", "words": "领导小组", "searched_on": ""}, "on what day"),
        ({"place": "官网", "words": "", "searched_on": "2025-01-02"}, "with which words"),
        ({"detail": "x" * 301}, "At most 300"),
    ],
)
def test_a_refusal_keeps_what_was_typed(desk: Desk, fields: dict[str, Any], says: str) -> None:
    answer = desk.post(**{"note": "先记着", "action": "send", **fields})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "先记着" in page
    assert not Answer.objects.exists()


def test_a_no_rests_on_the_record_of_a_search(desk: Desk) -> None:
    search: dict[str, Any] = {
        "place": "市政府网站",
        "words": "领导小组",
        "searched_on": "2025-01-02",
    }
    desk.post(value="no", quotation="", page="", action="send", **search)
    assert Answer.objects.get().choice == Choice.NO
    assert Code.objects.get().searches.get().place == "市政府网站"


@pytest.mark.parametrize(
    ("value", "number", "status"),
    [("3", 3, 200), ("３", 3, 200), ("9", None, 422), ("1.5", None, 422), ("-1", None, 422)],
)
def test_grades_are_whole_numbers_of_their_range(
    desk: Desk, value: str, number: int | None, status: int
) -> None:
    kind = Question.Kind.ORDINAL
    desk.question = make_question("reply_quality", kind=kind, minimum=0, maximum=4)
    assert desk.post(value=value).status_code == status
    assert list(Code.objects.values_list("number", flat=True)) == ([number] if number else [])


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_a_coder_does_not_see_another_reading(desk: Desk, cast: Cast, state: str) -> None:
    other = make_code(
        desk.edition, desk.city, desk.question, cast.second_coder, detail="别人的依据"
    )
    if state == "submitted":
        code_submit(actor=cast.second_coder, code=other, answer_revision=0)
    page = desk.page()
    assert "别人的依据" not in page
    assert QUOTATION not in page
    assert ("Another coder's answer to this question waits" in unescape(page)) is (
        state == "submitted"
    )
    assert 'value="yes" data-key="y" checked' not in page


def test_a_returned_answer_shows_why(desk: Desk, cast: Cast) -> None:
    desk.post(action="send")
    answer = Answer.objects.get()
    target = f"/answers/{answer.pk}/decide/"
    verdict = {"verdict": "returned", "revision": 1, "reason": "缺第二句"}
    browser(cast.reviewer).post(target, verdict)
    assert "缺第二句" in desk.page()


def test_an_approved_answer_offers_no_form(desk: Desk, cast: Cast) -> None:
    answer = make_answer(desk.edition, desk.city, desk.question, cast.coder, state="approved")
    page = desk.page()
    assert f'href="/answers/{answer.pk}/">Answer and evidence' in page
    assert f'data-question="{desk.question.code}"' not in page


def test_a_frozen_edition_refuses_in_words(desk: Desk) -> None:
    Edition.objects.filter(pk=desk.edition.pk).update(frozen=True, frozen_at=timezone.now())
    answer = desk.post()
    assert answer.status_code == 422
    assert "nothing in it can be changed" in answer.content.decode()
    assert not Code.objects.exists()


def test_a_personal_document_of_somebody_else_cannot_be_cited(desk: Desk, cast: Cast) -> None:
    other: User = cast.second_coder
    Evidence.objects.filter(pk=desk.evidence.pk).update(personal=True, added_by=other)
    assert desk.post().status_code == 422
    assert desk.evidence.name not in desk.page()


def test_an_answer_in_review_is_read_and_taken_back_to_change_it(desk: Desk, cast: Cast) -> None:
    desk.post(action="send", detail="送审的细节")
    page = desk.page()
    assert f'data-question="{desk.question.code}"' not in page
    assert 'value="withdraw"' in page
    assert "Take this answer back from review?" in page
    refused = desk.post(detail="别的", revision=1, answer_revision=1)
    assert refused.status_code == 422
    assert "Take it back before you change it" in refused.content.decode()
    answer = desk.post(action="withdraw", revision=1, answer_revision=1)
    assert (answer.status_code, answer.context["card"].state) == (200, "complete")
    assert Code.objects.get().state == Code.State.DRAFT
    again = desk.post(action="send", detail="改过的", revision=2, answer_revision=1)
    assert again.context["card"].state == "in_review"
    assert Answer.objects.get().revision == 2


def test_saving_over_a_sent_answer_in_one_step_says_so(desk: Desk) -> None:
    """The other window still holds a form; refused once, its button takes back and saves."""
    desk.post(action="send")
    refused = desk.post(detail="别的", revision=1, answer_revision=1).content.decode()
    assert "Take back and save" in refused
    assert 'name="withdraw" value="1"' in refused
    assert desk.post(detail="别的", revision=1, answer_revision=1, withdraw="1").status_code == 200
    assert Code.objects.get().detail == "别的"


def test_saving_the_same_says_that_nothing_changed(desk: Desk) -> None:
    desk.post()
    assert "Nothing was changed" in desk.post(revision=1).content.decode()
    assert Code.objects.get().revision == 1


def test_the_screen_says_how_far_the_city_is(desk: Desk, cast: Cast) -> None:
    make_question("gep_standard")
    desk.post(action="send")
    page = desk.client.get(desk.address)
    assert (page.context["progress"].done, page.context["progress"].of) == (1, 2)
    assert 'data-jump="gep_standard"' in page.content.decode()


def test_documents_of_the_same_name_are_told_apart(desk: Desk) -> None:
    other = make_evidence(desk.edition, desk.city)
    page = desk.page()
    assert f"#{other.pk}" in page
    assert f"#{desk.evidence.pk}" in page


def test_the_documents_of_a_withdrawn_reply_are_no_longer_offered(
    desk: Desk, survey_round: Round
) -> None:
    stays = make_reply(survey_round, desk.city)
    goes = make_reply(survey_round, organ=make_organ(desk.city, name="甲市林业局"))
    kept, gone = (make_evidence(desk.edition, desk.city, reply=reply) for reply in (stays, goes))
    page = desk.page()
    assert all(f'<option value="{row.pk}"' in page for row in (kept, gone))
    Reply.objects.filter(pk=goes.pk).update(withdrawn=True)
    page = desk.page()
    assert f'<option value="{kept.pk}"' in page
    assert f'<option value="{desk.evidence.pk}"' in page
    assert f'<option value="{gone.pk}"' not in page
