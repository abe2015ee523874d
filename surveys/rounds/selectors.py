"""Reads across models: where a round stands, what a city sent."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q

from surveys.forms.days import Near
from surveys.models import City, Edition, InfoRequest, LetterOutcome, Reply, Round, User
from surveys.models.querysets import BY_STATE, COUNTED, LATE, ReplyQuerySet
from surveys.permissions import visible_evidence
from surveys.rounds.unanswered import Unanswered, unanswered_count

# What a list of replies says of the letters that each one answers.
OUTCOMES = Prefetch(
    "outcomes",
    queryset=LetterOutcome.objects.select_related("outcome", "request__organ").order_by("pk"),
)


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
            cities=Count("city", filter=COUNTED, distinct=True),
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
        rows.filter(city=city)
        .select_related("organ", "round", "logged_by")
        .prefetch_related(OUTCOMES, Prefetch("evidence", queryset=documents))
    )


def reply_twins(reply: Reply) -> list[Reply]:
    """Earlier standing replies that look like the same letter: same day from the same organ
    on the same channel, or a document with the same bytes in the same city and edition."""
    channels = reply.outcomes.values("outcome__channel")
    same_day = Q(
        organ=reply.organ,
        outcomes__outcome__channel__in=channels,
        received_on=reply.received_on,
    )
    files = reply.evidence.values("file")
    same_file = Q(evidence__file__in=files, city=reply.city)
    rows = Reply.objects.of(reply.round.edition).standing().filter(same_day | same_file)
    rows = rows.filter(pk__lt=reply.pk).select_related("organ", "round")
    return list(rows.distinct().order_by("-pk"))


def letters_of_city(rounds: Iterable[Round], city: City) -> list[InfoRequest]:
    """The letters of those rounds that went to organs of the city, unanswered ones first, then
    the last sent."""
    rows = InfoRequest.objects.filter(round__in=list(rounds), organ__city=city)
    rows = rows.exclude(sent_on__isnull=True)
    rows = rows.select_related("organ", "round", "outcome")
    found = rows.order_by(F("sent_on").desc(nulls_last=True), "pk")
    return sorted(found, key=lambda row: row.outcome_id is not None)
