"""What was sent stays as it was sent: rows of its own that no door changes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from scoring.deletion.services import edition_delete_synthetic
from surveys.coding.codebook import QUESTION_FACTS, Value, question_hash
from surveys.coding.pending import pending_of
from surveys.coding.selectors import decided_values, review_queue
from surveys.coding.services.code import (
    CitationInput,
    CodeInput,
    SearchInput,
    code_save,
    code_submit,
    code_withdraw,
)
from surveys.deletion_mark import edition_being_deleted
from surveys.errors import Refused
from surveys.models import (
    Answer,
    Code,
    Edition,
    Question,
    Submission,
    SubmissionCitation,
    SubmissionSearch,
)
from surveys.models.append_only import AppendOnly
from surveys.rounds.progress import progress_by_province
from surveys.rounds.selectors import round_progress
from tests.builders import (
    QUOTATION,
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_evidence,
    make_question,
)

pytestmark = pytest.mark.django_db
MODELS: tuple[type[AppendOnly], ...] = (SubmissionCitation, SubmissionSearch, Submission)


def _sent(cast: Cast, edition: Edition, question: Question) -> Submission:
    """With a citation and a search."""
    sent = make_answer(edition, make_city(), question, cast.coder).submission
    SubmissionSearch.objects.create(submission=sent, place="官网", words="词", searched_on=TODAY)
    return sent


def _rows() -> list[dict[str, object]]:
    return [row for model in MODELS for row in model.objects.order_by("pk").values()]


def test_each_sending_is_a_row_that_later_ones_leave_alone(
    cast: Cast, edition: Edition, question: Question
) -> None:
    city = make_city()
    evidence = make_evidence(edition, city)
    typed = CodeInput(
        Value(choice="yes"),
        detail="第一次",
        note="备注",
        citations=(CitationInput(evidence, QUOTATION, page=2),),
        searches=(SearchInput("官网", "词", TODAY),),
    )

    def save(typed: CodeInput, revision: int) -> None:
        code_save(
            actor=cast.coder,
            edition=edition,
            city=city,
            question=question,
            typed=typed,
            revision=revision,
            today=TODAY,
        )

    save(typed, 0)
    code = cast.coder.codes.get()
    answer = code_submit(actor=cast.coder, code=code, answer_revision=0)
    first, before = answer.submission, _rows()
    (cited,) = first.citations.all()
    assert (first.sequence, first.choice, first.detail, first.note) == (1, "yes", "第一次", "备注")
    assert (cited.evidence, cited.page, cited.quotation) == (evidence, 2, QUOTATION)
    assert cited.sha256 == evidence.file.sha256
    assert [(row.place, row.words) for row in first.searches.all()] == [("官网", "词")]
    assert first.question_hash == question_hash(question)
    code_withdraw(actor=cast.coder, code=code, revision=1)
    save(replace(typed, value=Value(choice="no"), detail="第二次", citations=()), 2)
    assert _rows() == before, "a draft is the coder's alone"
    code.refresh_from_db()
    answer = code_submit(actor=cast.coder, code=code, answer_revision=1)
    assert (answer.submission.sequence, answer.submission.detail) == (2, "第二次")
    assert [row for row in _rows() if row in before] == before
    assert list(Submission.objects.standing()) == [answer.submission]


def test_a_draft_that_its_question_allows_no_longer_is_not_sent(
    cast: Cast, edition: Edition, question: Question
) -> None:
    code, other = (make_code(edition, make_city(), question, cast.coder) for _name in "ab")
    code_submit(actor=cast.coder, code=other, answer_revision=0)
    Question.objects.filter(pk=question.pk).update(kind="count", choices=[])
    with pytest.raises(Refused):
        code_submit(actor=cast.coder, code=Code.objects.get(pk=code.pk), answer_revision=0)
    assert Submission.objects.get().code == other


def _statements(model: type[AppendOnly]) -> list[str]:
    table, names = model._meta.db_table, [f.column for f in model._meta.concrete_fields]
    anywhere = [f"UPDATE {table} SET id = id + 1000", f"DELETE FROM {table} WHERE id > 0"]
    if connection.vendor == "postgresql":
        return [*anywhere, f"TRUNCATE {table} CASCADE"]
    replace_all = f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) SELECT "
    statements = [*anywhere, f"{replace_all} {', '.join(names)} FROM {table}"]
    if model is Submission:
        # By the other key that no two sendings share.
        names[0] = "id + 1000"
        statements.append(f"{replace_all} {', '.join(names)} FROM {table}")
    return statements


def test_no_model_and_no_statement_changes_or_deletes_a_row(
    cast: Cast, edition: Edition, question: Question
) -> None:
    _sent(cast, edition, question)
    # What waits for the end of the transaction would stop PostgreSQL's TRUNCATE first.
    connection.check_constraints()
    before = _rows()
    for model in MODELS:
        rows, row = model.objects.all(), model.objects.get()
        for write in (row.save, row.delete, rows.delete, partial(rows.update, pk=7)):
            with pytest.raises(PermissionDenied):
                write()
        for statement in _statements(model):
            refused = pytest.raises(DatabaseError, match="append-only")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
    assert _rows() == before


def test_they_go_with_their_synthetic_edition_alone(
    cast: Cast, edition: Edition, question: Question
) -> None:
    synthetic, other = (make_edition(f"{year}-made", synthetic=True) for year in (2025, 2026))
    kept = [_sent(cast, one, question) for one in (edition, other)]
    _sent(cast, synthetic, question)
    with edition_being_deleted(synthetic.pk, using="default"):
        for sent in kept:
            rows = Submission.objects.filter(pk=sent.pk)
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                rows._raw_delete("default")
    edition_delete_synthetic(actor=cast.manager, edition=synthetic)
    assert set(Submission.objects.all()) == set(kept)
    for model in (SubmissionCitation, SubmissionSearch):
        assert {row.submission for row in model.objects.all()} == set(kept)


def test_queue_and_edition_count_an_answer_that_was_taken_back_alike(
    cast: Cast, edition: Edition, question: Question
) -> None:
    """Nowhere among those in review, and everywhere among those taken back."""
    answers = [make_answer(edition, make_city(), question, cast.coder) for _ in range(3)]
    make_answer(make_edition(), make_city(), question, cast.coder)

    def counts() -> tuple[int, int, int, int, int]:
        progress = round_progress(edition)
        return (
            len(review_queue(edition, cast.reviewer)),
            sum(row.in_review for row in progress_by_province(edition)),
            progress.answers_in_review,
            len(list(decided_values(edition, approved_only=False))),
            progress.answers_taken_back,
        )

    assert counts() == (3, 3, 3, 3, 0)
    code_withdraw(actor=cast.coder, code=answers[0].submission.code, revision=1)
    assert counts() == (2, 2, 2, 2, 1)
    waiting = {row.edition: row.waiting for row in pending_of(cast.reviewer)}
    assert waiting[edition] == 2
    answers[0].refresh_from_db()
    assert answers[0].state == Answer.State.TAKEN_BACK
    code_submit(actor=cast.coder, code=answers[0].submission.code, answer_revision=1)


@pytest.mark.parametrize("name", QUESTION_FACTS)
def test_the_hash_of_a_question_tells_every_change_of_what_it_asks(name: str, db: None) -> None:
    question = make_question(kind="ordinal", minimum=0, maximum=4)
    before = question_hash(question)
    question.position += 1
    assert question_hash(question) == before
    setattr(question, name, 9 if name in ("minimum", "maximum") else "别的")
    assert question_hash(question) != before


def test_the_hash_of_a_question_is_the_same_in_either_database(db: None) -> None:
    """PostgreSQL sorts the parts of an answer; moved there, a question is the same one."""
    question = make_question(kind="ordinal", minimum=0, maximum=4)
    before = question_hash(question)
    question.choices = [dict(sorted(answer.items())) for answer in question.choices]
    assert question_hash(question) == before
    question.choices = question.choices[::-1]
    assert question_hash(question) != before, "their order is what a coder reads"
    question.refresh_from_db()
    assert question_hash(question) == before
