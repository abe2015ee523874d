"""Reads across models: what the index takes from the survey side, and the reviewer's queue."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from surveys.coding.codebook import Value, rule_parse, score_value
from surveys.models import Answer, City, Edition, Question, Reply, ReviewPriority, User
from surveys.permissions import with_own_code
from surveys.rounds.lateness import SILENT_QUESTION, uncounted_cities


@dataclass(frozen=True)
class DecidedValue:
    """What a city's answer to a question counts as; never missing."""

    city_id: int
    question: str
    value: float


def decided_values(
    edition: Edition, *, approved_only: bool, silent: Collection[int] = ()
) -> Iterator[DecidedValue]:
    """Every answer that counts on the basis, derived questions and silence included.

    Provisional: answers in review and approved; a returned one, or one that its coder took
    back, counts nowhere until it is sent again. Silence becomes a value only when all rounds
    of the edition are closed. What was answered about a reply from a late letter counts as
    little as the letter: see `surveys.rounds.lateness`. What was answered about cities that are
    `silent` by the method counts as little: see `surveys.rounds.first_letters`.
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
    for city_id in uncounted | frozenset(silent):
        values.get(SILENT_QUESTION, {}).pop(city_id, None)
    _add_silence(edition, values, late.silent | frozenset(silent))
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
    so do those whose replies do not count, `late` ones, whatever was answered from them."""
    rounds = list(edition.rounds.values_list("closed_on", flat=True))
    if not rounds or any(closed_on is None for closed_on in rounds):
        return
    answered = set(
        edition.answers.filter(question__code=SILENT_QUESTION).values_list("city_id", flat=True)
    )
    replied = set(Reply.objects.of(edition).standing().values_list("city_id", flat=True))
    silent = set(City.objects.values_list("pk", flat=True)) - answered - replied
    values.setdefault(SILENT_QUESTION, {}).update(dict.fromkeys(silent | set(late), 0.0))


def review_queue(edition: Edition, reviewer: User) -> QuerySet[Answer]:
    """Answers that wait for a verdict of this reviewer, who did not code them; oldest first.

    One that its coder took back for changing waits for nobody until it is sent again.
    """
    return (
        with_own_code(reviewer, edition.answers.in_review())
        .filter(own_code=False)
        .select_related("city", "question", "submission__code__coder")
        .order_by("submission__sent_at", "pk")
    )


def effect_queue(edition: Edition, reviewer: User) -> QuerySet[Answer]:
    """The same answers by the places that their cities would move, the most first; those whose
    effect is not known are not among them."""
    same = {name: OuterRef(name) for name in ("edition", "city", "question")}
    effects = ReviewPriority.objects.filter(**same).order_by()
    weighed = review_queue(edition, reviewer).annotate(
        places=Subquery(effects.values("rank_change")[:1]),
        moved=Subquery(effects.values("cities_moved")[:1]),
    )
    known = weighed.filter(places__isnull=False)
    return known.order_by("-places", "-moved", "city__adcode", "question__position")
