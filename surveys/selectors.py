"""Reads across models: what the index takes from the survey side, and the work lists."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from surveys.codebook import Value, rule_parse, score_value
from surveys.lateness import SILENT_QUESTION, uncounted_cities
from surveys.models import Answer, City, Edition, Question, Reply, User
from surveys.permissions import visible_evidence, with_own_code
from surveys.querysets import BY_STATE, COUNTED, LATE, ReplyQuerySet


def edition_by_code(code: str, *, computed: bool = False) -> Edition:
    """The edition of that code; ValueError with the known codes where there is none.

    `computed` refuses an edition that holds printed ranks only.
    """
    edition = Edition.objects.filter(code=code).first()
    if edition is None:
        known = ", ".join(Edition.objects.values_list("code", flat=True)) or "-"
        text = _("There is no edition %(code)s. Known: %(known)s")
        raise ValueError(text % {"code": code, "known": known})
    if computed and edition.ranks_only:
        text = _("Edition %(code)s holds published ranks only; nothing is computed.")
        raise ValueError(text % {"code": code})
    return edition


@dataclass(frozen=True)
class DecidedValue:
    """What a city's answer to a question counts as; never missing."""

    city_id: int
    question: str
    value: float


def decided_values(edition: Edition, *, approved_only: bool) -> Iterator[DecidedValue]:
    """Every answer that counts on the basis, derived questions and silence included.

    Provisional: answers in review and approved; a returned one, or one that its coder took
    back, counts nowhere until it is sent again. Silence becomes a value only when all rounds
    of the edition are closed. What was answered about a reply from a late letter counts as
    little as the letter: see `surveys.lateness`.
    """
    questions = {question.pk: question for question in Question.objects.all()}
    counting = edition.answers.approved() if approved_only else edition.answers.standing()
    rows = counting.values_list("city_id", "question_id", "choice", "number")
    values: dict[str, dict[int, float]] = {question.code: {} for question in questions.values()}
    for city_id, question_id, choice, number in rows.iterator(chunk_size=5000):
        question = questions[question_id]
        value = score_value(question, Value(choice=choice, number=number))
        if value is not None:
            values[question.code][city_id] = value
    uncounted, late = uncounted_cities(edition)
    for city_id in uncounted:
        values.get(SILENT_QUESTION, {}).pop(city_id, None)
    _add_silence(edition, values, late.silent)
    for question in questions.values():
        if question.kind == Question.Kind.DERIVED:
            rule = rule_parse(question.rule)
            values[question.code] = {
                city_id: float(value >= rule.least)
                for city_id, value in values.get(rule.question, {}).items()
            }
    for code, by_city in values.items():
        for city_id, value in by_city.items():
            yield DecidedValue(city_id, code, value)


def _add_silence(
    edition: Edition, values: dict[str, dict[int, float]], late: Collection[int]
) -> None:
    """Cities without any reply or answer count as silent (0) when every round is closed, and
    so do those with `late` replies alone, whatever was answered from them."""
    rounds = list(edition.rounds.values_list("closed_on", flat=True))
    if not rounds or any(closed_on is None for closed_on in rounds):
        return
    answered = set(
        edition.answers.filter(question__code=SILENT_QUESTION).values_list("city_id", flat=True)
    )
    replied = set(
        Reply.objects.of(edition).standing().values_list("request__organ__city_id", flat=True)
    )
    silent = set(City.objects.values_list("pk", flat=True)) - answered - replied
    values.setdefault(SILENT_QUESTION, {}).update(dict.fromkeys(silent | set(late), 0.0))


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


def round_progress(edition: Edition) -> RoundProgress:
    """Where the edition stands: three queries, whatever its size.

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
    )


def review_queue(edition: Edition, reviewer: User) -> QuerySet[Answer]:
    """Answers that wait for a verdict of this reviewer, who did not code them; oldest first.

    One that its coder took back for changing waits for nobody until it is sent again.
    """
    return (
        with_own_code(reviewer, edition.answers.in_review())
        .filter(own_code=False)
        .select_related("city", "question", "submission__code__coder")
        .order_by("updated_at", "pk")
    )


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
