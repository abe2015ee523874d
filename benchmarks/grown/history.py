"""The history of the first edition: what its rows would have left behind, in time order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from surveys.history.about import about_of
from surveys.models import Answer, City, Evidence, ReviewDecision, TrailEntry, User

from .edition import FirstEdition, days


def history_write(first: FirstEdition) -> None:
    """An entry for every step of an answer and a reply; its times are spread over the round."""
    entries = [*_replies(first), *_answers(first)]
    for number, entry in enumerate(entries):
        entry.at = first.at(5) + days(60 * number / len(entries))
    field = TrailEntry._meta.get_field("at")
    field.auto_now_add = False
    TrailEntry.objects.bulk_create(entries, batch_size=2000)
    field.auto_now_add = True


def _replies(first: FirstEdition) -> Iterator[TrailEntry]:
    """Each reply with its document."""
    rows = Evidence.objects.select_related("file", "reply__city", "added_by")
    for document in rows.order_by("pk"):
        reply, person = document.reply, document.added_by
        assert reply is not None
        changes = {"received_on": [None, str(reply.received_on)], "outcome": [None, "full"]}
        city = reply.city
        yield _entry(first, person, "reply.register", reply, city, changes)
        added = {"name": [None, document.name], "sha256": [None, document.file.sha256]}
        yield _entry(first, person, "evidence.add", document, city, added)


def _answers(first: FirstEdition) -> Iterator[TrailEntry]:
    """City by city, as coders work."""
    reviewer = dict(ReviewDecision.objects.values_list("answer", "reviewer"))
    people = {user.pk: user for user in User.objects.all()}
    rows = Answer.objects.select_related("city", "question", "submission__code__coder")
    for answer in rows.order_by("city", "question"):
        coder, city = answer.submission.code.coder, answer.city
        value = {"choice": [None, answer.choice], "number": [None, answer.number]}
        code = answer.submission.code
        code.city, code.question = answer.city, answer.question
        yield _entry(first, coder, "code.save", code, city, {**value, "note": ["", "见来函"]})
        sent = {**value, "state": [None, "in_review"], "sending": [None, 1]}
        yield _entry(first, coder, "answer.submit", answer, city, sent)
        if answer.pk in reviewer:
            verdict, who = f"review.{answer.state}", people[reviewer[answer.pk]]
            decided = {"state": ["in_review", answer.state]}
            yield _entry(first, who, verdict, answer, city, decided)


def _entry(
    first: FirstEdition,
    actor: User | None,
    action: str,
    subject: Model,
    city: City,
    changes: dict[str, Any],
) -> TrailEntry:
    about = about_of(subject)
    return TrailEntry(
        edition=first.edition,
        actor=actor,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject=" · ".join(map(str, about.values()))[:300] if about else str(subject),
        about=about,
        city_adcode=city.adcode,
        changes=changes,
        reason="引文与答案不符" if action == "review.returned" else "",
    )
