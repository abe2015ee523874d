"""What the work lists can be narrowed and sorted by: every choice, with rows that stay out."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone, translation

from surveys.coding.filters import AnswerFilter, coders
from surveys.forms.provinces import provinces
from surveys.history.filters import TrailFilter, actors, editions, trail_actions
from surveys.history.services import trail_write
from surveys.models import Answer, Organ, Reply, TrailEntry, User
from surveys.rounds.filters import ReplyFilter
from tests.builders import (
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_organ,
    make_outcome,
    make_question,
    make_reply,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def asked(person: User | AnonymousUser) -> Any:
    request = RequestFactory().get("/")
    request.user = person
    return request


def choices(found: Any, name: str) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in found.form.fields[name].choices]


def test_provinces_stand_in_the_order_of_their_codes() -> None:
    for province, code in (("丙省", "930000"), ("甲省", "910000"), ("乙省", "920000")):
        for _ in range(2):
            make_city(province=province, province_adcode=code)
    assert provinces() == [("甲省", "甲省"), ("乙省", "乙省"), ("丙省", "丙省")]


@pytest.fixture
def replies(cast: Cast) -> list[Reply]:
    """Of three cities, organs, outcomes and days, none of them in the order of the others."""
    survey_round, made = make_round(), []
    for adcode, kind, days, outcome, person in (
        ("990002", Organ.Kind.FORESTRY, 1, "granted", cast.coder),
        ("990003", Organ.Kind.FINANCE, 0, "refused", cast.second_coder),
        ("990001", Organ.Kind.FORESTRY, 2, "granted", None),
    ):
        city = make_city(f"城{adcode[-1]}市", adcode=adcode)
        made.append(
            make_reply(
                survey_round,
                organ=make_organ(city, kind=kind),
                received_on=TODAY + days * DAY,
                outcome=make_outcome(code=outcome),
                logged_by=person,
            )
        )
    for reply, days in zip(made, (2, 1, 3), strict=True):
        at = timezone.now() + days * DAY
        Reply.objects.filter(pk=reply.pk).update(logged_at=at)
    return made


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ({}, [2, 0, 1]),
        ({"organ": "forestry"}, [2, 0]),
        ({"organ": "finance"}, [1]),
        ({"outcome": "granted"}, [2, 0]),
        ({"outcome": "refused"}, [1]),
        ({"mine": "1"}, [0]),
        ({"city": "城3"}, [1]),
        ({"city": "990001"}, [2]),
        ({"city": "城"}, [2, 0, 1]),
        ({"order": "received"}, [1, 0, 2]),
        ({"order": "-logged"}, [2, 0, 1]),
        ({"order": "city"}, [2, 0, 1]),
    ],
)
def test_replies(
    cast: Cast, replies: list[Reply], query: dict[str, str], places: list[int]
) -> None:
    found = ReplyFilter(query, queryset=Reply.objects.all(), request=asked(cast.coder))
    assert found.form.is_valid()
    assert [replies.index(row) for row in found.qs] == places


@pytest.mark.usefixtures("english", "replies")
def test_what_replies_can_be_narrowed_by(cast: Cast) -> None:
    found = ReplyFilter({}, queryset=Reply.objects.all(), request=asked(cast.coder))
    assert choices(found, "mine") == [("", "All"), ("1", "me")]
    assert choices(found, "order") == [
        ("", "last received first"),
        ("received", "first received first"),
        ("-logged", "last logged first"),
        ("city", "by city"),
    ]
    codes = ["granted", "refused"]
    assert sorted(choices(found, "outcome")) == [("", "All"), *((code, code) for code in codes)]
    assert choices(found, "organ") == [("", "All"), *Organ.Kind.choices]
    labels = {name: str(field.label) for name, field in found.form.fields.items()}
    assert labels == {
        "city": "City",
        "organ": "Organ",
        "outcome": "Outcome",
        "mine": "Logged by",
        "order": "Order",
    }


@pytest.fixture
def answers(cast: Cast) -> list[Answer]:
    edition = make_edition()
    one, other = make_question("one", position=1), make_question("other", position=2)
    make_question("from_others", kind="derived", rule="one>=2", position=3)
    east, west = (
        make_city(f"{name}市", province=f"{name}省", province_adcode=code)
        for name, code in (("东", "920000"), ("西", "910000"))
    )
    make_code(edition, west, other, cast.manager)
    return [
        make_answer(edition, east, one, cast.coder),
        make_answer(edition, east, other, cast.second_coder),
        make_answer(edition, west, one, cast.second_coder),
    ]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ({}, [0, 1, 2]),
        ({"province": "东省"}, [0, 1]),
        ({"province": "西省"}, [2]),
        ({"city": "西"}, [2]),
        ({"question": "one"}, [0, 2]),
        ({"question": "other"}, [1]),
        ({"coder": "coder"}, [0]),
        ({"coder": "second-coder"}, [1, 2]),
    ],
)
def test_answers_that_wait(
    cast: Cast, answers: list[Answer], query: dict[str, str], places: list[int]
) -> None:
    keys = {"coder": cast.coder.pk, "second-coder": cast.second_coder.pk}
    keys |= {answer.question.code: answer.question.pk for answer in answers}
    data = {name: keys.get(value, value) for name, value in query.items()}
    rows = Answer.objects.order_by("pk")
    found = AnswerFilter(data, queryset=rows, request=asked(cast.reviewer))
    assert found.form.is_valid()
    assert [answers.index(row) for row in found.qs] == places


@pytest.mark.usefixtures("english", "answers")
def test_what_answers_can_be_narrowed_by(cast: Cast) -> None:
    found = AnswerFilter({}, queryset=Answer.objects.all(), request=asked(cast.reviewer))
    assert choices(found, "province") == [("", "All"), ("西省", "西省"), ("东省", "东省")]
    assert [label for _key, label in choices(found, "question")] == ["All", "one", "other"]
    names = [label for _key, label in choices(found, "coder")]
    assert names == ["All", "coder", "manager", "second-coder"]
    labels = {name: str(field.label) for name, field in found.form.fields.items()}
    assert labels == {
        "province": "Province",
        "question": "Question",
        "coder": "Coder",
        "city": "City",
    }


def test_a_demo_account_meets_what_belongs_to_synthetic_editions(
    cast: Cast, answers: list[Answer]
) -> None:
    demo = make_user("manager", "demo", is_demo=True)
    shown = make_edition("2025-shown", synthetic=True)
    make_answer(shown, make_city(), make_question("one"), cast.coder)
    assert set(coders(asked(demo))) == {cast.coder}
    assert set(coders(asked(cast.reviewer))) == {cast.coder, cast.second_coder, cast.manager}
    assert set(coders(None)) == {cast.coder, cast.second_coder, cast.manager}
    assert list(editions(asked(demo))) == [shown]
    assert editions(asked(cast.manager)).count() == 2
    assert list(actors(asked(demo))) == [demo]
    assert actors(asked(cast.manager)).count() == User.objects.count()


@pytest.fixture
def entries(cast: Cast) -> list[TrailEntry]:
    city = make_city("甲市")
    first, second = make_edition("2024-a"), make_edition("2025-b")
    answer = make_answer(first, city, make_question(), cast.coder)
    rows = (
        ("review.approved", answer, first, cast.reviewer),
        ("edition.open", second, second, cast.manager),
        ("edition.freeze", second, second, cast.reviewer),
    )
    return [
        trail_write(actor=person, action=action, subject=subject, edition=edition, city=place)
        for (action, subject, edition, person), place in zip(rows, (city, None, None), strict=True)
    ]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ({}, [0, 1, 2]),
        ({"edition": "2024-a"}, [0]),
        ({"edition": "2025-b"}, [1, 2]),
        ({"city": "甲市"}, [0]),
        ({"actor": "reviewer"}, [0, 2]),
        ({"actor": "manager"}, [1]),
        ({"action": "edition.open"}, [1]),
        ({"since": 0}, [0, 1, 2]),
        ({"since": 1}, []),
        ({"until": 0}, [0, 1, 2]),
        ({"until": -1}, []),
    ],
)
def test_the_history(
    cast: Cast, entries: list[TrailEntry], query: dict[str, Any], places: list[int]
) -> None:
    data = dict(query)
    if "actor" in data:
        data["actor"] = getattr(cast, data["actor"]).pk
    for name in data.keys() & {"since", "until"}:
        data[name] = (timezone.localdate(entries[0].at) + data[name] * DAY).isoformat()
    rows = TrailEntry.objects.filter(pk__in=[entry.pk for entry in entries]).order_by("pk")
    found = TrailFilter(data, queryset=rows, request=asked(cast.manager))
    assert found.form.is_valid()
    assert [entries.index(row) for row in found.qs] == places


@pytest.mark.usefixtures("entries")
def test_what_the_history_can_be_narrowed_by(cast: Cast) -> None:
    with translation.override("en"):
        assert trail_actions() == [
            ("edition.freeze", "Edition frozen"),
            ("edition.open", "Edition opened"),
            ("review.approved", "Answer approved"),
        ]
        found = TrailFilter({}, queryset=TrailEntry.objects.all(), request=asked(cast.manager))
        labels = {name: str(field.label) for name, field in found.form.fields.items()}
    assert labels == {
        "edition": "Edition",
        "city": "City",
        "actor": "Person",
        "action": "Action",
        "since": "From",
        "until": "To",
        "of": "To what",
    }
    assert [label for _value, label in choices(found, "edition")][1:] == ["2025-b", "2024-a"]
