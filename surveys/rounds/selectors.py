"""Reads across models: where a round stands, what a city sent."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from surveys.forms.days import Near
from surveys.models import City, Edition, Reply, User
from surveys.models.querysets import BY_STATE, COUNTED, LATE, ReplyQuerySet
from surveys.permissions import visible_evidence
from surveys.rounds.unanswered import Unanswered, unanswered_count


@dataclass(frozen=True)
class RoundProgress:
    """Counts of one edition for its work page."""

    cities: int
    replied_cities: int
    late_replies: int
    answers_in_review: int
    answers_taken_back: int
    answers_returned: int
    answers_approved: int
    unanswered: Unanswered


def round_progress(edition: Edition) -> RoundProgress:
    """Where the edition stands: four queries, whatever its size.

    A city with late replies alone has not replied, unless its round counts them.
    """
    counts = edition.answers.aggregate(**BY_STATE)
    replies = (
        Reply.objects.of(edition)
        .standing()
        .aggregate(
            cities=Count("request__organ__city", filter=COUNTED, distinct=True),
            late=Count("pk", filter=LATE),
        )
    )
    return RoundProgress(
        cities=City.objects.count(),
        replied_cities=replies["cities"],
        late_replies=replies["late"],
        answers_in_review=counts["in_review"],
        answers_taken_back=counts["taken_back"],
        answers_returned=counts["returned"],
        answers_approved=counts["approved"],
        unanswered=unanswered_count(edition),
    )


def days_of(edition: Edition, today: datetime.date) -> Near:
    """Where a day of the edition's work without a year lies: after its first round opened, and
    not in the future."""
    first = edition.rounds.order_by("number").values_list("opens_on", flat=True).first()
    return Near(since=first, until=today)


def replies_of(edition: Edition, city: City, person: User) -> ReplyQuerySet:
    """What the city sent in this edition, withdrawn ones too, each with the documents that
    this person may open."""
    documents = visible_evidence(person).select_related("file").order_by("pk")
    rows: ReplyQuerySet = Reply.objects.of(edition)
    return (
        rows.filter(request__organ__city=city)
        .select_related("request__organ", "request__round", "outcome", "logged_by")
        .prefetch_related(Prefetch("evidence", queryset=documents))
    )


def reply_twins(reply: Reply) -> list[Reply]:
    """Earlier standing replies that look like the same letter: same day from the same organ
    on the same channel, or a document with the same bytes in the same city and edition."""
    request = reply.request
    same_day = Q(
        request__organ=request.organ,
        request__channel=request.channel,
        received_on=reply.received_on,
    )
    files = reply.evidence.values("file")
    same_file = Q(evidence__file__in=files, request__organ__city=request.organ.city)
    rows = Reply.objects.of(request.round.edition).standing().filter(same_day | same_file)
    rows = rows.filter(pk__lt=reply.pk).select_related("request__organ", "request__round")
    return list(rows.distinct().order_by("-pk"))
