"""Somebody leaves: the administration says what is still his, and where it is handed on."""

from __future__ import annotations

import pytest
from django.test import Client

from surveys.models import Edition, InfoRequest, Round, User
from surveys.seen import seen_word
from tests.builders import (
    Cast,
    make_city,
    make_edition,
    make_letter,
    make_organ,
    make_reply,
    make_round,
)
from tests.web.page import Page, visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def _letter(survey_round: Round, handler: User) -> InfoRequest:
    letter = make_letter(survey_round, make_organ(make_city()))
    InfoRequest.objects.filter(pk=letter.pk).update(handler=handler)
    return letter


@pytest.fixture
def held(cast: Cast, survey_round: Round) -> User:
    """Two letters without an answer, beside an answered one, one of a closed edition and one of
    somebody else."""
    for _number in range(2):
        _letter(survey_round, cast.coder)
    _letter(survey_round, cast.second_coder)
    _letter(make_round(make_edition("2019", frozen=True)), cast.coder)
    make_reply(survey_round, letters=[_letter(survey_round, cast.coder)])
    return cast.coder


def _page(client: Client, user: User) -> Page:
    return visit(client, f"/admin/surveys/user/{user.pk}/change/")


def _save(client: Client, user: User, **facts: str) -> Page:
    form = {"full_name": user.full_name, "role": user.role, "language": user.language}
    form |= {"seen": seen_word(user), "is_active": "on", **facts}
    if not form["is_active"]:
        del form["is_active"]
    client.post(f"/admin/surveys/user/{user.pk}/change/", form)
    return visit(client, "/admin/surveys/user/")


def test_an_account_says_how_many_letters_it_sees_to_and_leads_to_them(
    cast: Cast, edition: Edition, held: User
) -> None:
    """To who may change accounts and to who may only look."""
    for person in (cast.administrator, cast.manager):
        client = browser(person)
        [row] = [x for x in visit(client, "/admin/surveys/user/").rows if held.username in x]
        assert "2" in row
        listed = visit(client, _page(client, held).link(f"{edition.code}: 2"))
        assert len(listed.rows) == 2
    assert "none" in _page(browser(cast.administrator), cast.reviewer).text


@pytest.mark.parametrize("facts", [{"is_active": ""}, {"role": "analyst"}], ids=str)
def test_whoever_sees_to_letters_no_more_is_told_of_with_the_way_to_hand_them_on(
    cast: Cast, edition: Edition, held: User, facts: dict[str, str]
) -> None:
    client = browser(cast.administrator)
    page = _save(client, held, **facts)
    assert "still has letters without an answer" in page.text
    board = visit(client, page.link(f"{edition.code}: 2"))
    assert len(board.rows) == 2
    act = client.get(f"/editions/{edition.code}/board/?preset=open&handler={held.pk}")
    assert '<option value="hand" selected>' in act.content.decode()
    assert InfoRequest.objects.filter(handler=held).count() == 4, "they do not move by themselves"


def test_nothing_is_said_of_one_who_stays_or_has_none(cast: Cast, held: User) -> None:
    client = browser(cast.administrator)
    assert "still has letters" not in _save(client, held, full_name="新名").text
    assert "still has letters" not in _save(client, cast.reviewer, is_active="").text
