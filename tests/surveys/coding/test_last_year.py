"""Last year's answer beside this year's form, and "unchanged" as an act with its own evidence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from surveys.coding.codebook import Value
from surveys.coding.last_year import editions_before, last_answers
from surveys.coding.services.code import CodeInput, code_save
from surveys.errors import Refused
from surveys.models import Answer, Code, Edition, Question, Submission, TrailEntry
from surveys.models.code import Choice
from tests.builders import (
    QUOTATION,
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_edition,
    make_evidence,
    make_question,
    send_again,
)
from tests.surveys.coding.desk import Desk
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder", "english"),
]


@pytest.fixture
def desk(cast: Cast, question: Question) -> Desk:
    edition, city = make_edition("2025-now"), make_city()
    return Desk(browser(cast.coder), edition, city, question, make_evidence(edition, city))


def _last(desk: Desk, cast: Cast, value: str = Choice.YES, **fields: Any) -> Answer:
    """Approved in the year before, by another coder, with a document of that edition."""
    before = Edition.objects.filter(code="2024-before").first() or make_edition("2024-before")
    cited = make_evidence(before, desk.city, name="去年的复函.txt")
    facts = {"state": Answer.State.APPROVED, "detail": "甲政〔2024〕1 号", **fields}
    answer = make_answer(before, desk.city, desk.question, cast.second_coder, value, **facts)
    answer.submission.code.citations.create(evidence=cited, quotation=QUOTATION)
    return answer


def test_the_edition_before_is_of_the_same_kind_and_holds_answers(desk: Desk) -> None:
    make_edition("2024-demo", synthetic=True)
    make_edition("2023-ranks", ranks_only=True)
    make_edition("2025-beside")
    older, newer = make_edition("2022-real"), make_edition("2023-real")
    assert list(editions_before(desk.edition)) == [newer, older]
    assert not editions_before(older).exists()


def test_last_year_s_answer_stands_beside_the_form(desk: Desk, cast: Cast) -> None:
    answer = _last(desk, cast)
    neighbour = make_city()
    assert last_answers(desk.edition, neighbour, cast.coder) == {}
    page = desk.page()
    assert "2024-before: Yes" in page
    assert "甲政〔2024〕1 号" in page
    assert 'value="unchanged"' in page
    make_answer(answer.edition, desk.city, make_question("other"), cast.second_coder)
    found = last_answers(desk.edition, desk.city, cast.coder)
    assert list(found) == [desk.question.pk], "an answer in review is nobody else's to read"


def test_a_demo_account_sees_no_real_year_before(desk: Desk, cast: Cast) -> None:
    _last(desk, cast)
    cast.coder.is_demo = True
    cast.coder.save()
    assert last_answers(desk.edition, desk.city, cast.coder) == {}


def test_unchanged_takes_over_the_value_and_rests_on_this_year_s_words(
    desk: Desk, cast: Cast
) -> None:
    last = _last(desk, cast)
    done = desk.post(action="unchanged", last=last.submission_id, value="")
    assert done.status_code == 200
    sent = Submission.objects.get(edition=desk.edition)
    assert (sent.choice, sent.detail) == ("yes", "甲政〔2024〕1 号")
    assert sent.unchanged_from == last.submission_id
    assert [row.evidence for row in sent.citations.all()] == [desk.evidence]
    answer = Answer.objects.get(edition=desk.edition)
    assert answer.state == "in_review"
    entry = TrailEntry.objects.get(action="answer.submit")
    assert entry.changes["unchanged_from"] == [None, last.submission_id]
    page = browser(cast.reviewer).get(f"/answers/{answer.pk}/").content.decode()
    assert "Unchanged from" in page
    assert f"/answers/{last.pk}/" in page
    with pytest.raises(DatabaseError), transaction.atomic():
        Submission.objects.filter(pk=sent.pk)._raw_delete("default")


def test_unchanged_without_this_year_s_proof_is_not_sent(desk: Desk, cast: Cast) -> None:
    """The draft keeps that it was said; with a quotation it goes as unchanged."""
    last = _last(desk, cast)
    unproved: dict[str, Any] = {"value": "", "quotation": "", "page": ""}
    refused = desk.post(action="unchanged", last=last.submission_id, **unproved)
    assert refused.status_code == 422
    assert "at least one quotation" in refused.content.decode()
    assert not Answer.objects.filter(edition=desk.edition).exists()
    desk.post(action="send", revision=1)
    assert Submission.objects.get(edition=desk.edition).unchanged_from == last.submission_id


def test_another_value_is_no_longer_unchanged(desk: Desk, cast: Cast) -> None:
    last = _last(desk, cast).submission_id
    desk.post(action="unchanged", last=last, value="", quotation="", page="")
    desk.post(action="send", revision=1, value="in_preparation")
    assert Submission.objects.get(edition=desk.edition).unchanged_from is None


def test_a_no_said_again_rests_on_a_search_of_this_year(desk: Desk, cast: Cast) -> None:
    last = _last(desk, cast, Choice.NO).submission_id
    search: dict[str, Any] = {
        "place": "市政府网站",
        "words": "领导小组",
        "searched_on": "2025-06-02",
    }
    desk.post(action="unchanged", last=last, value="", quotation="", page="", **search)
    assert Submission.objects.get(edition=desk.edition).choice == "no"


def test_unchanged_is_said_of_the_answer_that_the_page_showed(desk: Desk, cast: Cast) -> None:
    """Another value was approved meanwhile: nobody has compared this year's letter with it."""
    answer = _last(desk, cast)
    [shown] = re.findall(r'name="last" value="(\d+)"', desk.page())
    assert shown == str(answer.submission_id)
    Code.objects.filter(pk=answer.submission.code_id).update(choice=Choice.NO)
    Answer.objects.filter(pk=answer.pk).update(choice=Choice.NO)
    send_again(answer)
    for stale in (shown, "", "x"):
        refused = desk.post(action="unchanged", last=stale, value="")
        assert refused.status_code == 422
        assert "another by now" in refused.content.decode()
    assert not Code.objects.filter(edition=desk.edition).exists()


def test_nothing_decided_before_is_nothing_to_leave_unchanged(desk: Desk, cast: Cast) -> None:
    refused = desk.post(action="unchanged", value="")
    assert refused.status_code == 422
    assert not Code.objects.filter(edition=desk.edition).exists()
    _last(desk, cast, state=Answer.State.IN_REVIEW)
    assert desk.post(action="unchanged", value="").status_code == 422


def test_the_service_takes_no_answer_that_its_coder_may_not_read(desk: Desk, cast: Cast) -> None:
    from_review = _last(desk, cast, state=Answer.State.IN_REVIEW)
    with pytest.raises(Refused, match="another by now"):
        _save(desk, cast, from_review)


def _save(desk: Desk, cast: Cast, last: Answer) -> None:
    typed = CodeInput(Value(choice="yes"), unchanged_from=last.submission_id)
    code_save(
        actor=cast.coder,
        edition=desk.edition,
        city=desk.city,
        question=desk.question,
        typed=typed,
        revision=0,
        today=TODAY,
    )
