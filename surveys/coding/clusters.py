"""Letters of an edition that say the same in the same words, as far as one coder may see."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Min, QuerySet

from surveys.models import Answer, Citation, City, Code, Edition, Evidence, Organ, Question, User
from surveys.permissions import visible_answers, visible_evidence

_GROUP = "file__wording__group"


@dataclass(frozen=True)
class Coded:
    """What this person may know of a question of a city: an own code, with its `citation` in the
    letter, and an approved answer."""

    question: Question
    code: Code | None
    answer: Answer | None
    citation: Citation | None = None


@dataclass(frozen=True)
class Member:
    """A letter of a cluster, with what is coded of its city."""

    evidence: Evidence
    coded: list[Coded] = field(default_factory=list)


@dataclass(frozen=True)
class Cluster:
    """`first` is its first letter that this person may open; of `cells`, questions of its cities,
    `own` are coded by this person and `approved` have an approved answer."""

    first: Evidence
    cities: int
    kinds: list[str]
    cells: int
    own: int
    approved: int


def letters_compared(edition: Edition, person: User) -> QuerySet[Evidence]:
    """Documents of replies that stand, which this person may open and which were compared."""
    rows = visible_evidence(person).filter(edition=edition, reply__withdrawn=False)
    return rows.filter(file__wording__group__isnull=False)


def alike_to(letter: Evidence, person: User) -> QuerySet[Evidence]:
    """The letters of its edition in the same words, itself among them, by city."""
    group = Evidence.objects.filter(pk=letter.pk).values(_GROUP)
    rows = letters_compared(letter.edition, person).filter(**{f"{_GROUP}__in": group})
    return rows.select_related("city", "reply__organ", "file").order_by("city__adcode", "pk")


def clusters_of(edition: Edition, person: User) -> list[tuple[int, int, int]]:
    """Group, number of cities and key of the first letter of each cluster, the largest first;
    letters of one city alone are none."""
    groups = letters_compared(edition, person).order_by().values_list(_GROUP)
    counted = groups.annotate(cities=Count("city", distinct=True), first=Min("pk"))
    return list(counted.filter(cities__gt=1).order_by("-cities", "first"))


def clusters_shown(
    edition: Edition, person: User, rows: Sequence[tuple[int, int, int]]
) -> list[Cluster]:
    """What the list tells of some of them; the same few queries whatever their number."""
    groups = [group for group, _cities, _first in rows]
    inside = letters_compared(edition, person).filter(**{f"{_GROUP}__in": groups}).order_by()
    kinds, cities = defaultdict(set), defaultdict(set)
    for group, kind, city in inside.values_list(_GROUP, "reply__organ__kind", "city").distinct():
        kinds[group].add(kind)
        cities[group].add(city)
    found = Evidence.objects.select_related("city", "file__wording")
    first = found.in_bulk([key for _group, _cities, key in rows])
    asked = Question.objects.exclude(kind=Question.Kind.DERIVED).count()
    own = _by_city(edition.codes.filter(coder=person))
    approved = _by_city(_approved(edition, person))
    labels = dict(Organ.Kind.choices)
    return [
        Cluster(
            first[key],
            number,
            [str(labels[kind]) for kind in labels if kind in kinds[group]],
            number * asked,
            sum(own[city] for city in cities[group]),
            sum(approved[city] for city in cities[group]),
        )
        for group, number, key in rows
    ]


def members_of(edition: Edition, person: User, letters: Collection[Evidence]) -> list[Member]:
    """With what is coded of their cities, in the codebook's order."""
    cities = {letter.city_id for letter in letters}
    codes = edition.codes.filter(coder=person, city__in=cities).select_related("question")
    cited = Citation.objects.filter(code__coder=person, evidence__in=letters).order_by("-pk")
    citations = {(one.evidence_id, one.code_id): one for one in cited}
    answers = _approved(edition, person).filter(city__in=cities)
    answers = answers.select_related("question", "submission__code__coder")
    own = {(code.city_id, code.question_id): code for code in codes}
    decided = {(answer.city_id, answer.question_id): answer for answer in answers}
    questions = list(Question.objects.exclude(kind=Question.Kind.DERIVED))
    return [
        Member(
            letter,
            [
                Coded(
                    question, code, decided.get(cell), code and citations.get((letter.pk, code.pk))
                )
                for question in questions
                for cell in [(letter.city_id, question.pk)]
                for code in [own.get(cell)]
                if code or cell in decided
            ],
        )
        for letter in letters
    ]


def cities_of(letters: QuerySet[Evidence]) -> QuerySet[City]:
    return City.objects.filter(pk__in=letters.order_by().values("city"))


def _approved(edition: Edition, person: User) -> QuerySet[Answer]:
    return visible_answers(person).filter(edition=edition, state=Answer.State.APPROVED)


def _by_city(rows: QuerySet[Code] | QuerySet[Answer]) -> Counter[int]:
    return Counter(dict(rows.order_by().values_list("city").annotate(n=Count("pk"))))
