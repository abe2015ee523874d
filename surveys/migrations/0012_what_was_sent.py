"""What was sent becomes rows: from the codes, and from the history what was typed over since.

Of a code each sending that the history names is told again, by taking back what was saved after
it; one from before the history, such as a loaded edition's, as the code stood then. Where the
history does not tell, the code stands for it as it is now. Nothing tells of a question as it
stood: its hash is of today. Backwards the rows go; the history still holds what they said.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import OuterRef, Subquery

AT_ONCE = 500
SUBMIT, WITHDRAW, SAVE = "answer.submit", "answer.withdraw", "code.save"
FACTS = ("code", "kind", "source", "choices", "minimum", "maximum", "counts_as_one", "rule")
WORDS = ("name_zh", "name_en", "guidance_zh", "guidance_en")
Facts = dict[str, Any]


@dataclass(frozen=True)
class Sending:
    """The code's facts when it was sent, in the history's shape."""

    facts: Facts
    at: datetime.datetime


@dataclass(frozen=True)
class Steps:
    """What was sent and taken back, by cell and coder; the answers by cell."""

    taken: dict[tuple[int, int | None], list[Any]]
    answers: dict[tuple[int, int, int], Any]

    def of(self, code: Any) -> list[Any]:
        answer = self.answers.get((code.edition_id, code.city_id, code.question_id))
        return self.taken.get((answer.pk, code.coder_id), []) if answer else []

    def answer_on(self, code: Any) -> Any:
        """The answer that rests on this code, where one does."""
        answer = self.answers.get((code.edition_id, code.city_id, code.question_id))
        return answer if answer and answer.code_id == code.pk else None


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    codes = apps.get_model("surveys", "Code").objects.select_related("question").order_by("pk")
    steps = _steps(apps)
    files = dict(apps.get_model("surveys", "Evidence").objects.values_list("pk", "file__sha256"))
    last = 0
    while batch := list(codes.filter(pk__gt=last)[:AT_ONCE]):
        last = batch[-1].pk
        _store(apps, batch, _sendings(apps, batch, steps), files)
    submissions = apps.get_model("surveys", "Submission").objects
    newest = submissions.filter(code=OuterRef("code")).order_by("-sequence").values("pk")
    answers = apps.get_model("surveys", "Answer").objects
    answers.update(submission=Subquery(newest[:1]))
    answers.filter(state="in_review", code__state="draft").update(state="taken_back")


def empty(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    submissions = apps.get_model("surveys", "Submission").objects
    answers = apps.get_model("surveys", "Answer").objects
    newest = submissions.filter(code=OuterRef("pk")).order_by("-sequence").values("sent_at")
    apps.get_model("surveys", "Code").objects.update(submitted_at=Subquery(newest[:1]))
    own = submissions.filter(pk=OuterRef("submission")).values("code")
    answers.update(code=Subquery(own[:1]))
    answers.filter(state="taken_back").update(state="in_review")
    answers.update(submission=None)
    for name in ("SubmissionCitation", "SubmissionSearch", "Submission"):
        apps.get_model("surveys", name).objects.all()._raw_delete(editor.connection.alias)


def _steps(apps: StateApps) -> Steps:
    taken = defaultdict(list)
    entries = apps.get_model("surveys", "TrailEntry").objects.order_by("pk")
    of_answers = entries.filter(action__in=(SUBMIT, WITHDRAW), subject_type="surveys.answer")
    for entry in of_answers.iterator(chunk_size=AT_ONCE):
        taken[int(entry.subject_id), entry.actor_id].append(entry)
    answers = apps.get_model("surveys", "Answer").objects.order_by()
    cells = {
        (answer.edition_id, answer.city_id, answer.question_id): answer
        for answer in answers.iterator(chunk_size=AT_ONCE)
    }
    return Steps(dict(taken), cells)


def _sendings(apps: StateApps, codes: list[Any], steps: Steps) -> Iterator[tuple[Any, Sending]]:
    """Each code of the batch with each of its sendings, oldest first."""
    facts, saved = _present(apps, codes), defaultdict(list)
    keys = [str(code.pk) for code in codes]
    entries = apps.get_model("surveys", "TrailEntry").objects.order_by("pk")
    for entry in entries.filter(action=SAVE, subject_type="surveys.code", subject_id__in=keys):
        saved[int(entry.subject_id)].append(entry)
    for code in codes:
        answer, now = steps.answer_on(code), facts[code.pk]
        found = _told(code, now, [*saved[code.pk], *steps.of(code)])
        if not found and (answer or code.submitted_at or code.state == "submitted"):
            found = [_untold(code, now, saved[code.pk])]
        for sending in found:
            whole = _with_value(sending, now, answer)
            if whole is not None:
                yield code, whole


def _present(apps: StateApps, codes: list[Any]) -> dict[int, Facts]:
    facts = {
        code.pk: {
            "choice": code.choice,
            "number": code.number,
            "detail": code.detail,
            "note": code.note,
            "citations": [],
            "searches": [],
        }
        for code in codes
    }
    cited = apps.get_model("surveys", "Citation").objects.filter(code__in=codes).order_by("pk")
    for row in cited:
        facts[row.code_id]["citations"].append([row.evidence_id, row.page, row.quotation])
    looked = apps.get_model("surveys", "SearchRecord").objects.filter(code__in=codes)
    for row in looked.order_by("pk"):
        parts = [row.place, row.words, row.searched_on.isoformat()]
        facts[row.code_id]["searches"].append(parts)
    return facts


def _told(code: Any, facts: Facts, entries: list[Any]) -> list[Sending]:
    """The sendings that the history names; one that was taken back before any was named came
    from before the history, and not later than that."""
    found: list[Sending] = []
    unnamed: Sending | None = None
    for entry in sorted(entries, key=lambda entry: entry.pk, reverse=True):
        if entry.action == SAVE:
            facts = _before(facts, entry)
        elif entry.action == SUBMIT:
            newest = code.submitted_at if not found else None
            found.append(Sending(facts, newest or entry.at))
            unnamed = None
        else:
            unnamed = Sending(facts, min(code.submitted_at or entry.at, entry.at))
    return [*([unnamed] if unnamed else []), *reversed(found)]


def _untold(code: Any, facts: Facts, saved: list[Any]) -> Sending:
    """Sent once without an entry: a draft over it was typed since."""
    if code.state == "draft":
        for entry in reversed(saved):
            if code.submitted_at is None or entry.at > code.submitted_at:
                facts = _before(facts, entry)
    return Sending(facts, code.submitted_at or code.saved_at)


def _before(facts: Facts, entry: Any) -> Facts:
    return {**facts, **{name: old for name, (old, _new) in entry.changes.items() if name in facts}}


def _with_value(sending: Sending, now: Facts, answer: Any) -> Sending | None:
    """A sending always had a value: else the code as it is now stands for it, or its answer."""
    if _has_value(sending.facts):
        return sending
    if _has_value(now):
        return Sending(now, sending.at)
    if answer is None:
        return None
    return Sending({**now, "choice": answer.choice, "number": answer.number}, sending.at)


def _has_value(facts: Facts) -> bool:
    return bool(facts["choice"]) != (facts["number"] is not None)


def _store(
    apps: StateApps,
    codes: list[Any],
    sendings: Iterator[tuple[Any, Sending]],
    files: dict[int, str],
) -> None:
    model = apps.get_model("surveys", "Submission")
    counted: defaultdict[int, int] = defaultdict(int)
    rows, proofs = [], []
    for code, sending in sendings:
        counted[code.pk] += 1
        facts = sending.facts
        row = model(
            edition_id=code.edition_id,
            code=code,
            sequence=counted[code.pk],
            choice=facts["choice"] or "",
            number=facts["number"],
            detail=facts["detail"] or "",
            note=facts["note"] or "",
            question_hash=_question_hash(code.question),
            sent_at=sending.at,
        )
        rows.append(row)
        proofs.append(facts)
    model.objects.bulk_create(rows, batch_size=AT_ONCE)
    _store_proof(apps, list(zip(rows, proofs, strict=True)), files)


def _store_proof(apps: StateApps, sent: list[tuple[Any, Facts]], files: dict[int, str]) -> None:
    citation = apps.get_model("surveys", "SubmissionCitation")
    citation.objects.bulk_create(
        (
            citation(submission=row, evidence_id=key, page=page, quotation=words, sha256=files[key])
            for row, facts in sent
            for key, page, words in facts["citations"] or []
            if key in files and words
        ),
        batch_size=AT_ONCE,
    )
    search = apps.get_model("surveys", "SubmissionSearch")
    search.objects.bulk_create(
        (
            search(
                submission=row,
                place=place,
                words=words,
                searched_on=datetime.date.fromisoformat(day),
            )
            for row, facts in sent
            for place, words, day in facts["searches"] or []
        ),
        batch_size=AT_ONCE,
    )


def _question_hash(question: Any) -> str:
    """As `surveys.coding.codebook.question_hash` has it."""
    facts = [[name, getattr(question, name)] for name in (*FACTS, *WORDS)]
    kept = [fact for fact in facts if fact[1] not in (None, "", [])]
    return hashlib.sha256(json.dumps(kept, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0011_submissions"),
    ]

    operations = [
        migrations.RunPython(fill, empty),
    ]
