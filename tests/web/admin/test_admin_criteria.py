"""Letters, replies and answers in the administration: several criteria at once, and the way on."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from surveys.admin_pages import criteria
from surveys.models import Answer, Edition, Question, Reply
from surveys.models.user import Role
from surveys.permissions import ROLE_ACTIONS, Action
from tests.builders import (
    AFTER_CUTOFF,
    TODAY,
    Cast,
    make_answer,
    make_cast,
    make_city,
    make_edition,
    make_organ,
    make_question,
    make_reply,
    make_round,
)
from tests.letters import letter_of
from tests.web.page import read
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.engines]


@dataclass(frozen=True)
class Made:
    cast: Cast
    question: Question
    letters: dict[str, Reply]


@pytest.fixture(scope="module")
def made_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Made]:
    with django_db_blocker.unblock(), transaction.atomic():
        cast, question = make_cast(), make_question()
        yield Made(cast, question, _letters(cast, make_edition("2025-test"), question))
        transaction.set_rollback(True)


@pytest.fixture
def made(db: None, made_once: Made) -> Made:
    return copy.deepcopy(made_once)


@pytest.fixture
def cast(made: Made) -> Cast:
    return made.cast


@pytest.fixture
def question(made: Made) -> Question:
    return made.question


@pytest.fixture
def letters(made: Made) -> dict[str, Reply]:
    """By name: in the east, in the west by another office, late, withdrawn, of another edition."""
    return made.letters


def _letters(cast: Cast, edition: Edition, question: Question) -> dict[str, Reply]:
    east = make_city("甲市", pinyin="jia", adcode="990100")
    west = make_city("乙市", pinyin="yi", adcode="990200", region="西部", province="另省")
    survey_round, other = make_round(edition), make_round(make_edition("2020-other", year=2020))
    office, bureau = make_organ(east), make_organ(west, kind="forestry", name="乙市林业局")
    day = datetime.timedelta(days=1)
    made = {
        "east": make_reply(survey_round, organ=office, number="甲1"),
        "west": make_reply(survey_round, organ=bureau, received_on=TODAY + day),
        "late": make_reply(survey_round, make_city("丙市"), received_on=AFTER_CUTOFF),
        "withdrawn": make_reply(survey_round, make_city("丁市"), withdrawn=True),
        "other": make_reply(other, organ=make_organ(east, name="甲市另一机关")),
    }
    second = make_question("second")
    make_answer(edition, east, question, cast.coder)
    make_answer(edition, west, question, cast.second_coder, state=Answer.State.APPROVED)
    make_answer(edition, west, second, cast.coder)
    return made


def listed(client: Client, model: str, query: str) -> list[Any]:
    return list(client.get(f"/admin/surveys/{model}/?{query}").context["cl"].result_list)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"east", "west", "late", "withdrawn", "other"}),
        ("edition=2020-other", {"other"}),
        ("organ=forestry", {"west"}),
        ("city=jia", {"east", "other"}),
        ("city=9901&edition=2020-other", {"other"}),
        ("region=西部", {"west"}),
        ("province=另省&region=东部", set()),
        (f"since={TODAY + datetime.timedelta(days=1)}&withdrawn=0", {"west", "late"}),
        (f"until={TODAY}&withdrawn=0", {"east", "other"}),
        ("late=1", {"late"}),
        ("late=0&withdrawn=0", {"east", "west", "other"}),
        ("withdrawn=1", {"withdrawn"}),
        ("channel=disclosure", set()),
        ("q=甲1", {"east"}),
    ],
)
@pytest.mark.parametrize("few", [0, 20])
def test_replies(
    cast: Cast,
    letters: dict[str, Reply],
    query: str,
    found: set[str],
    few: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same whether the cities are found by their index or by walking back."""
    monkeypatch.setattr(criteria, "FEW_CITIES", few)
    rows = listed(browser(cast.manager), "reply", query)
    assert {name for name, reply in letters.items() if reply in rows} == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("edition=2020-other", {"other"}),
        ("organ=forestry&channel=consultation", {"west"}),
        ("region=东部&city=jia", {"east", "other"}),
        ("status=withdrawn", set()),
        ("since=2999-01-01", set()),
    ],
)
@pytest.mark.parametrize("few", [0, 20])
def test_requests(
    cast: Cast,
    letters: dict[str, Reply],
    query: str,
    found: set[str],
    few: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(criteria, "FEW_CITIES", few)
    rows = listed(browser(cast.manager), "inforequest", query)
    assert {name for name, reply in letters.items() if letter_of(reply) in rows} == found


@pytest.mark.usefixtures("letters")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=in_review", 2),
        ("state=in_review&city=yi", 1),
        ("region=西部&state=approved", 1),
        ("edition=2020-other", 0),
        ("province=另省", 2),
    ],
)
@pytest.mark.parametrize("few", [0, 20])
def test_answers(
    cast: Cast, query: str, found: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(criteria, "FEW_CITIES", few)
    assert len(listed(browser(cast.manager), "answer", query)) == found


@pytest.mark.usefixtures("letters")
def test_answers_by_question_and_coder(cast: Cast, question: Question) -> None:
    client = browser(cast.manager)
    assert len(listed(client, "answer", f"question={question.pk}")) == 2
    assert len(listed(client, "answer", f"question={question.pk}&coder={cast.coder.pk}")) == 1


def test_every_row_leads_to_our_pages(cast: Cast, letters: dict[str, Reply]) -> None:
    client = browser(cast.manager)
    place = "/editions/{}/cities/990100/".format(letters["east"].round.edition.code)
    wanted = {
        "reply": {place, f"{place}code/", f"/replies/{letters['east'].pk}/"},
        "inforequest": {place, f"{place}reply/"},
        "answer": {place, f"/answers/{Answer.objects.get(city__adcode='990100').pk}/"},
    }
    for model, links in wanted.items():
        page = client.get(f"/admin/surveys/{model}/").content.decode()
        assert links <= {link.address for link in read(page).links}
        assert {client.get(link).status_code for link in links} == {200}


def test_an_officials_particulars_are_for_those_who_log(
    cast: Cast, letters: dict[str, Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = letters["east"]
    type(reply).objects.filter(pk=reply.pk).update(contact="张三 13800000000")
    client, address = browser(cast.manager), f"/admin/surveys/reply/{reply.pk}/change/"
    assert "13800000000" in client.get(address).content.decode()
    manager = ROLE_ACTIONS[Role.MANAGER] - {Action.LOG_REPLY}
    monkeypatch.setitem(ROLE_ACTIONS, Role.MANAGER, manager)
    assert "13800000000" not in client.get(address).content.decode()
    monkeypatch.setitem(ROLE_ACTIONS, Role.MANAGER, manager - {Action.SEE_ANSWERS})
    assert client.get(address).status_code == 403
