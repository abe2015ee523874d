"""Who has how much to do: people and provinces as rows of the board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from scoring.board.letters import days
from scoring.board.scene import Scene
from surveys.models import Answer, City, Code, InfoRequest, Reply, User
from surveys.models.querysets import EFFECTIVE
from surveys.models.request import AWAITED
from surveys.places.names import province_label

NOBODY = 0


@dataclass(frozen=True)
class WorkRow:
    """`key` is a person's, 0 for nobody, or a province's name; `counts` by column. Of one who has
    `left` the account is closed."""

    key: int | str
    name: str
    counts: Counter[str] = field(default_factory=Counter)
    left: bool = False


def people_rows(_scene: Scene) -> QuerySet[User]:
    return User.objects.order_by("full_name", "username")


def people_loaded(scene: Scene, found: Iterable[User], _parts: Collection[str]) -> list[WorkRow]:
    """Those with anything to do or done in the edition; first what nobody sees to."""
    counts = _counts(scene, by={"letters": "handler", "replies": "logged_by", "codes": "coder"})
    rows = [
        WorkRow(person.pk, str(person), counts[person.pk], left=not person.is_active)
        for person in found
    ]
    nobody = WorkRow(NOBODY, "", counts[None])
    return [row for row in (nobody, *rows) if row.counts.total()]


def province_rows(_scene: Scene) -> QuerySet[City]:
    return City.objects.order_by("province_adcode")


def provinces_loaded(scene: Scene, found: Iterable[City], _parts: Collection[str]) -> list[WorkRow]:
    """In the order of the registry."""
    cities = Counter(city.province for city in found)
    ways = {"letters": "organ__city__province", "replies": "city__province"}
    counts, effective = _counts(scene, by={**ways, "codes": "city__province"}), _effective(scene)
    return [
        WorkRow(
            province,
            province_label(province),
            counts[province]
            + Counter(
                cities=number,
                effective=effective[province],
                lacking=number - effective[province],
            ),
        )
        for province, number in cities.items()
    ]


def _effective(scene: Scene) -> Counter[str]:
    """By province how many cities have an effective reply."""
    replies = Reply.objects.of(scene.edition).standing().filter(EFFECTIVE).order_by()
    rows = replies.values_list("city__province").annotate(Count("city", distinct=True))
    return Counter(dict(rows))


class _Counts(dict[Any, Counter[str]]):
    def __missing__(self, key: Any) -> Counter[str]:
        return Counter()


def _counts(scene: Scene, by: dict[str, str]) -> _Counts:
    """Of letters, replies, sent readings and answers in review, in four queries."""
    edition, open_ones = scene.edition, Count("pk", filter=AWAITED)
    letters = InfoRequest.objects.filter(round__edition=edition)
    late = Count("pk", filter=days.late_by_law(scene))
    owed = Count("pk", filter=~Q(owed=""))
    answer = {"coder": "submission__code__coder"}.get(by["codes"], by["codes"])
    tables: tuple[tuple[QuerySet[Any], str, dict[str, Count]], ...] = (
        (letters, by["letters"], {"open": open_ones, "overdue": late, "owed": owed}),
        (Reply.objects.of(edition).standing(), by["replies"], {"logged": Count("pk")}),
        (
            edition.codes.filter(state=Code.State.SUBMITTED),
            by["codes"],
            {"coded": Count("pk")},
        ),
        (
            edition.answers.filter(state=Answer.State.IN_REVIEW),
            answer,
            {"in_review": Count("pk")},
        ),
    )
    found = _Counts()
    for rows, way, counted in tables:
        for key, *numbers in rows.order_by().values_list(way).annotate(**counted):
            told = dict(zip(counted, numbers, strict=True))
            found[key] = found[key] + Counter(told)
    return found
