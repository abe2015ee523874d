"""What was sent becomes rows, the rows go and come again, and nobody reads anything else."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.utils import timezone

from surveys.coding.codebook import QUESTION_FACTS, Value, question_hash
from surveys.coding.services.code import (
    CitationInput,
    CodeInput,
    SearchInput,
    code_save,
    code_submit,
    code_withdraw,
)
from surveys.coding.services.review import review_decide
from surveys.models import Answer, Code, Edition, Submission, TrailEntry
from tests.builders import (
    QUOTATION,
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_evidence,
    make_question,
)
from tests.migrating import migrate_to, newest_migration

migration = import_module("surveys.migrations.0012_what_was_sent")
BEFORE = "0010_choices_from_guidance"


@pytest.fixture
def forth_again() -> Iterator[None]:
    yield
    migrate_to("surveys", newest_migration("surveys"))


def _picture() -> dict[str, list[Any]]:
    """What each code was sent as, by question; the newest with the moment."""
    rows: dict[str, list[Any]] = {}
    for sent in Submission.objects.order_by("code__question__code", "sequence"):
        cited = sent.citations.values_list("evidence", "page", "quotation", "sha256")
        searched = sent.searches.values_list("place", "words", "searched_on")
        facts = (sent.sequence, sent.choice, sent.detail, sent.note, sent.question_hash)
        rows.setdefault(sent.code.question.code, []).append((facts, [*cited], [*searched]))
    return rows


def _answers() -> dict[str, tuple[str, int, str]]:
    rows = Answer.objects.select_related("question", "submission")
    return {row.question.code: (row.state, row.submission.sequence, row.choice) for row in rows}


class Desk:
    """One question a story, all of one city and one coder."""

    def __init__(self, cast: Cast, edition: Edition) -> None:
        self.cast, self.edition, self.city = cast, edition, make_city()

    def save(self, name: str, detail: str, choice: str = "yes", revision: int = 0) -> Code:
        evidence = make_evidence(self.edition, self.city)
        return code_save(
            actor=self.cast.coder,
            edition=self.edition,
            city=self.city,
            question=make_question(name),
            typed=CodeInput(
                Value(choice=choice),
                detail=detail,
                citations=(CitationInput(evidence, f"{QUOTATION}{detail}", page=3),),
                searches=(SearchInput("官网", detail, TODAY),),
            ),
            revision=revision,
            today=TODAY,
        )

    def send(self, name: str, detail: str, revision: int = 0, answer_revision: int = 0) -> Answer:
        code = self.save(name, detail, revision=revision)
        return code_submit(actor=self.cast.coder, code=code, answer_revision=answer_revision)

    def take(self, answer: Answer, revision: int = 1) -> None:
        code_withdraw(actor=self.cast.coder, code=answer.submission.code, revision=revision)


@pytest.fixture
def desk(cast: Cast, edition: Edition) -> Desk:
    """Everything that can happen to a code, and one of an edition that was loaded."""
    desk = Desk(cast, edition)
    desk.send("a_waits", "送审")
    desk.take(desk.send("b_taken_back", "送审"))
    desk.save("b_taken_back", "没送", "no", revision=2)
    desk.take(desk.send("c_sent_twice", "第一次"))
    desk.send("c_sent_twice", "第二次", revision=2, answer_revision=1)
    desk.save("d_draft", "草稿")
    returned = desk.send("e_returned", "送审")
    review_decide(
        actor=cast.reviewer, answer=returned, verdict="returned", revision=1, reason="缺页码"
    )
    desk.save("e_returned", "退后改", "no", revision=1)
    make_answer(edition, desk.city, make_question("f_loaded"), cast.coder, "no", "approved")
    return desk


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("forth_again", "evidence_folder")
def test_a_populated_database_goes_there_and_back(desk: Desk) -> None:
    picture, answers = _picture(), _answers()
    trail = list(TrailEntry.objects.order_by("pk").values())
    newest = dict(Submission.objects.order_by("sequence").values_list("code", "sent_at"))
    assert [len(picture[name]) for name in sorted(picture)] == [1, 1, 2, 1, 1]
    assert answers["b_taken_back"] == ("taken_back", 1, "yes")
    assert answers["c_sent_twice"] == ("in_review", 2, "yes")

    old = migrate_to("surveys", BEFORE)
    rows = old.get_model("surveys", "Answer").objects.select_related("code__question")
    assert {row.code.question.code: row.state for row in rows} == {
        name: "in_review" if state == "taken_back" else state
        for name, (state, _sequence, _choice) in answers.items()
    }
    assert dict(rows.values_list("code", "code__submitted_at")) == newest

    migrate_to("surveys", newest_migration("surveys"))
    assert _picture() == picture
    assert _answers() == answers
    assert list(TrailEntry.objects.order_by("pk").values()) == trail
    assert dict(Submission.objects.order_by("sequence").values_list("code", "sent_at")) == newest


def _typed_over(old: Any, code: Any, at: datetime.datetime | None, **changes: list[Any]) -> None:
    """A save of the version before, at a moment of our choice."""
    entry = old.get_model("surveys", "TrailEntry")(
        edition_id=code.edition_id,
        action="code.save",
        subject_type="surveys.code",
        subject_id=str(code.pk),
        subject="",
        changes=changes,
    )
    entry.save()
    codes = old.get_model("surveys", "Code").objects.filter(pk=code.pk)
    codes.update(
        state="draft", submitted_at=at, **{name: new for name, (_o, new) in changes.items()}
    )


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("forth_again", "evidence_folder")
def test_what_the_history_does_not_name_is_the_code_as_it_stood(
    cast: Cast, edition: Edition
) -> None:
    """Loaded editions have no entry of any sending."""
    city = make_city()
    names = ("a_since", "b_before", "c_blank", "d_second_reading", "e_draft")
    for name in names[:3]:
        make_answer(edition, city, make_question(name), cast.coder)
    for name, state in (("d_second_reading", "submitted"), ("e_draft", "draft")):
        make_code(edition, city, make_question(name), cast.coder, state=state, detail="读")
    old = migrate_to("surveys", BEFORE)
    codes = {row.question.code: row for row in old.get_model("surveys", "Code").objects.all()}
    long_ago = timezone.now() - datetime.timedelta(days=9)
    ahead = timezone.now() + datetime.timedelta(days=9)
    _typed_over(old, codes["a_since"], long_ago, detail=["送审", "没送"])
    _typed_over(old, codes["b_before"], ahead, detail=["更早", "送审"])
    _typed_over(old, codes["c_blank"], None, choice=[None, "yes"], detail=[None, "现在"])
    migrate_to("surveys", newest_migration("surveys"))
    sent = {row.code.question.code: row for row in Submission.objects.all()}
    assert {name: row.detail for name, row in sent.items()} == {
        "a_since": "送审",
        "b_before": "送审",
        "c_blank": "现在",
        "d_second_reading": "读",
    }
    assert (sent["a_since"].sent_at, sent["b_before"].sent_at) == (long_ago, ahead)
    assert all(row.choice == "yes" and row.citations.get().page is None for row in sent.values())
    states = Answer.objects.order_by("question__code").values_list("question__code", "state")
    assert list(states) == [(name, "taken_back") for name in names[:3]]


def test_the_hash_is_the_codebook_s(db: None) -> None:
    question = make_question("graded", kind="ordinal", minimum=0, maximum=4, guidance_zh="看附件")
    assert migration._question_hash(question) == question_hash(question)
    question.choices = [dict(sorted(answer.items())) for answer in question.choices]
    assert migration._question_hash(question) == question_hash(question)
    assert {*migration.FACTS, *migration.WORDS} <= {*QUESTION_FACTS}
