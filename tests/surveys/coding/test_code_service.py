from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.db import IntegrityError

from surveys.coding.codebook import Value
from surveys.coding.selectors import decided_values
from surveys.coding.services import code as service
from surveys.coding.services.code import (
    CitationInput,
    CodeInput,
    SearchInput,
    code_save,
    code_submit,
    code_withdraw,
)
from surveys.errors import Refused, StaleRevision
from surveys.files.quotation import MOST_QUOTATION
from surveys.models import Answer, Citation, City, Code, Edition, Question, TrailEntry, User
from surveys.models.code import Choice
from tests.builders import QUOTATION, TODAY, Cast, make_answer, make_city, make_evidence

NO = Value(choice=Choice.NO)
YES = Value(choice=Choice.YES)


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def desk(cast: Cast, edition: Edition, city: City, question: Question) -> Desk:
    return Desk(edition, city, question)


class Desk:
    """One question of one city, which several people code."""

    def __init__(self, edition: Edition, city: City, question: Question) -> None:
        self.edition, self.city, self.question = edition, city, question

    def cited(self, value: Value = YES, quotation: str = QUOTATION) -> CodeInput:
        evidence = make_evidence(self.edition, self.city)
        return CodeInput(value, citations=(CitationInput(evidence, quotation, page=2),))

    def save(self, actor: User, typed: CodeInput, revision: int = 0) -> Code:
        return code_save(
            actor=actor,
            edition=self.edition,
            city=self.city,
            question=self.question,
            typed=typed,
            revision=revision,
            today=TODAY,
        )

    def submitted(self, actor: User, value: Value = YES) -> Answer:
        return code_submit(actor=actor, code=self.save(actor, self.cited(value)), answer_revision=0)


def test_a_draft_is_kept_with_its_proof(desk: Desk, cast: Cast) -> None:
    search = SearchInput("www.example.gov.cn", "领导小组 ", TODAY)
    typed = CodeInput(NO, detail=" 未成立 ", note="再核", searches=(search,))
    code = desk.save(cast.coder, typed)
    assert (code.choice, code.detail, code.state) == (Choice.NO, "未成立", Code.State.DRAFT)
    assert [(s.words, s.searched_on) for s in code.searches.all()] == [("领导小组", TODAY)]
    desk.edition.refresh_from_db()
    assert desk.edition.inputs_version == 0, "the index does not read drafts"
    entry = TrailEntry.objects.get(action="code.save")
    assert entry.changes["choice"] == [None, "no"]
    assert entry.changes["searches"] == [
        None,
        [["www.example.gov.cn", "领导小组", TODAY.isoformat()]],
    ]


def test_an_empty_draft_is_allowed_and_saving_the_same_leaves_no_trace(
    desk: Desk, cast: Cast
) -> None:
    desk.save(cast.coder, CodeInput(Value()))
    again = desk.save(cast.coder, CodeInput(Value()), revision=1)
    assert again.revision == 1
    assert TrailEntry.objects.filter(action="code.save").count() == 1


def test_the_second_of_two_windows_is_told_with_both_versions(desk: Desk, cast: Cast) -> None:
    desk.save(cast.coder, desk.cited(YES))
    desk.save(cast.coder, desk.cited(YES, "后来的引文"), revision=1)
    with pytest.raises(StaleRevision) as caught:
        desk.save(cast.coder, CodeInput(NO, detail="第二个窗口"), revision=1)
    assert (caught.value.current.choice, caught.value.current.revision) == (Choice.YES, 2)
    assert caught.value.submitted["choice"] == Choice.NO
    assert caught.value.submitted["detail"] == "第二个窗口"
    code = Code.objects.get()
    assert (code.choice, code.citations.get().quotation) == (Choice.YES, "后来的引文")


@pytest.mark.parametrize("revision", [1, 7])
def test_a_revision_that_never_was_is_stale(desk: Desk, cast: Cast, revision: int) -> None:
    with pytest.raises(StaleRevision):
        desk.save(cast.coder, CodeInput(YES), revision=revision)
    assert not Code.objects.exists()


def test_the_second_of_two_first_saves_is_told(desk: Desk, cast: Cast) -> None:
    """Both saw nothing; the unique constraint let the other in meanwhile."""
    first = desk.save(cast.coder, CodeInput(YES))
    with pytest.raises(StaleRevision) as caught:
        service._create(
            cast.coder, desk.edition, desk.city, desk.question, {"choice": NO.choice}, CodeInput(NO)
        )
    assert caught.value.current == first
    assert caught.value.submitted["choice"] == Choice.NO
    assert Code.objects.get().choice == Choice.YES


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (CodeInput(Value(choice="perhaps")), "choice"),
        (CodeInput(NO, searches=(SearchInput("", "词", TODAY),)), "proof"),
        (CodeInput(NO, searches=(SearchInput("网站", " ", TODAY),)), "proof"),
        (
            CodeInput(
                NO, searches=(SearchInput("网站", "词", TODAY + datetime.timedelta(days=1)),)
            ),
            "proof",
        ),
        (
            CodeInput(NO, searches=(SearchInput("网站", "词", datetime.date(1900, 1, 1)),)),
            "proof",
        ),
    ],
)
def test_what_cannot_be_saved(desk: Desk, cast: Cast, typed: CodeInput, field: str) -> None:
    with pytest.raises(Refused) as caught:
        desk.save(cast.coder, typed)
    assert caught.value.field == field
    assert not Code.objects.exists()
    assert not TrailEntry.objects.exists()


def test_a_citation_is_of_this_city_and_has_words(desk: Desk, cast: Cast) -> None:
    elsewhere = make_evidence(desk.edition, make_city())
    for typed in (
        CodeInput(YES, citations=(CitationInput(elsewhere, QUOTATION),)),
        desk.cited(quotation="  "),
        desk.cited(quotation="引" * (MOST_QUOTATION + 1)),
    ):
        with pytest.raises(Refused) as caught:
            desk.save(cast.coder, typed)
        assert caught.value.field == "proof"
    assert not Citation.objects.exists()


def test_sending_to_review_makes_the_answer_and_counts(desk: Desk, cast: Cast) -> None:
    answer = desk.submitted(cast.coder)
    assert (answer.state, answer.revision, answer.choice) == ("in_review", 1, Choice.YES)
    assert answer.submission.code.coder == cast.coder
    desk.edition.refresh_from_db()
    assert desk.edition.inputs_version == 1
    assert Code.objects.get().state == Code.State.SUBMITTED
    entry = TrailEntry.objects.get(action="answer.submit")
    assert entry.changes["state"] == [None, "in_review"]


@pytest.mark.parametrize("value", [Value(), YES, Value(choice=Choice.IN_PREPARATION)])
def test_nothing_goes_to_review_without_what_it_rests_on(
    desk: Desk, cast: Cast, value: Value
) -> None:
    code = desk.save(cast.coder, CodeInput(value))
    with pytest.raises(Refused):
        code_submit(actor=cast.coder, code=code, answer_revision=0)
    assert not Answer.objects.exists()


def test_only_its_coder_sends_a_code(desk: Desk, cast: Cast) -> None:
    code = desk.save(cast.coder, desk.cited())
    for person in (cast.second_coder, cast.manager):
        with pytest.raises(Refused):
            code_submit(actor=person, code=code, answer_revision=0)


def test_two_coders_send_the_same_answer(desk: Desk, cast: Cast) -> None:
    first = desk.submitted(cast.coder, YES)
    code = desk.save(cast.second_coder, desk.cited(NO))
    with pytest.raises(StaleRevision) as caught:
        code_submit(actor=cast.second_coder, code=code, answer_revision=0)
    assert caught.value.current == first
    assert caught.value.current.choice == Choice.YES
    assert caught.value.submitted["choice"] == Choice.NO
    with pytest.raises(StaleRevision):
        code_submit(actor=cast.second_coder, code=code, answer_revision=1)
    first.refresh_from_db()
    assert (first.submission.coder, first.revision) == (cast.coder, 1), "nobody replaces it unseen"
    Answer.objects.filter(pk=first.pk).update(state=Answer.State.RETURNED)
    second = code_submit(actor=cast.second_coder, code=code, answer_revision=1)
    assert (second.pk, second.revision, second.submission.coder) == (first.pk, 2, cast.second_coder)


def test_two_coders_send_at_the_same_moment(
    desk: Desk, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither sees the other's answer; the unique constraint lets one of them in."""
    first = desk.submitted(cast.coder, YES)
    code = desk.save(cast.second_coder, desk.cited(NO))

    def too_late(*args: object) -> Answer:
        raise IntegrityError("one_answer_per_city_question")

    monkeypatch.setattr(service, "_submit", too_late)
    with pytest.raises(StaleRevision) as caught:
        code_submit(actor=cast.second_coder, code=code, answer_revision=0)
    assert caught.value.current == first


def test_a_code_changed_in_another_window_is_not_sent(desk: Desk, cast: Cast) -> None:
    code = desk.save(cast.coder, desk.cited(YES))
    desk.save(cast.coder, desk.cited(NO), revision=1)
    with pytest.raises(StaleRevision) as caught:
        code_submit(actor=cast.coder, code=code, answer_revision=0)
    assert caught.value.current.choice == Choice.NO
    assert not Answer.objects.exists()


def test_the_same_saved_again_leaves_the_answer_in_review(desk: Desk, cast: Cast) -> None:
    typed = desk.cited(YES)
    code = desk.save(cast.coder, typed)
    code_submit(actor=cast.coder, code=code, answer_revision=0)
    again = desk.save(cast.coder, typed, revision=1)
    assert (again.state, again.revision) == (Code.State.SUBMITTED, 1)


def test_an_answer_in_review_changes_only_after_it_is_taken_back(desk: Desk, cast: Cast) -> None:
    answer = desk.submitted(cast.coder)
    with pytest.raises(Refused, match="撤回"):
        desk.save(cast.coder, desk.cited(NO), revision=1)
    with pytest.raises(Refused, match="编码员本人"):
        code_withdraw(actor=cast.second_coder, code=answer.submission.code, revision=1)
    code = code_withdraw(actor=cast.coder, code=answer.submission.code, revision=1)
    assert (code.state, code.revision) == (Code.State.DRAFT, 2)
    assert TrailEntry.objects.get(action="answer.withdraw").subject_id == str(answer.pk)
    desk.save(cast.coder, desk.cited(NO), revision=2)
    answer.refresh_from_db()
    assert (answer.choice, answer.state) == (Choice.YES, Answer.State.TAKEN_BACK)
    version = Edition.objects.get(pk=answer.edition_id).inputs_version
    assert list(decided_values(answer.edition, approved_only=False)) == []
    code.refresh_from_db()
    code_submit(actor=cast.coder, code=code, answer_revision=answer.revision)
    assert [row.value for row in decided_values(answer.edition, approved_only=False)] == [0.0]
    assert Edition.objects.get(pk=answer.edition_id).inputs_version == version + 1


def test_what_was_decided_or_changed_meanwhile_is_not_taken_back(desk: Desk, cast: Cast) -> None:
    answer = desk.submitted(cast.coder)
    with pytest.raises(StaleRevision):
        code_withdraw(actor=cast.coder, code=answer.submission.code, revision=7)
    Answer.objects.filter(pk=answer.pk).update(state=Answer.State.APPROVED)
    with pytest.raises(Refused, match="退回"):
        code_withdraw(actor=cast.coder, code=answer.submission.code, revision=1)


def test_its_reader_sees_what_was_sent_whatever_was_typed_since(desk: Desk, cast: Cast) -> None:
    search = SearchInput("官网", "领导小组", TODAY)
    typed = CodeInput(NO, "送审的细节", "送审的备注", searches=(search,))
    answer = code_submit(actor=cast.coder, code=desk.save(cast.coder, typed), answer_revision=0)
    code_withdraw(actor=cast.coder, code=answer.submission.code, revision=1)
    desk.save(cast.coder, replace(desk.cited(), detail="没送的细节"), revision=2)
    desk.save(cast.coder, replace(desk.cited(), detail="又改", note="又改"), revision=3)
    answer = Answer.objects.get()
    sent = answer.submission
    assert (sent.detail, sent.note, list(sent.citations.all())) == ("送审的细节", "送审的备注", [])
    assert [(row.place, row.searched_on) for row in sent.searches.all()] == [("官网", TODAY)]
    assert answer.state == Answer.State.TAKEN_BACK


def test_an_approved_answer_is_returned_before_it_changes(desk: Desk, cast: Cast) -> None:
    answer = make_answer(
        desk.edition, desk.city, desk.question, cast.coder, state=Answer.State.APPROVED
    )
    with pytest.raises(Refused, match="退回"):
        desk.save(cast.coder, desk.cited(NO), revision=1)
    second = desk.save(cast.second_coder, desk.cited(NO))
    with pytest.raises(Refused, match="退回"):
        code_submit(actor=cast.second_coder, code=second, answer_revision=1)
    answer.refresh_from_db()
    assert (answer.choice, answer.submission.citations.count()) == (Choice.YES, 1)
