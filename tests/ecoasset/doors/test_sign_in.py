from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from ecoasset.demo.services.accounts import accounts_ensure
from surveys.people.services.demo_sign_ins import sign_ins_read
from surveys.people.services.user import user_set_password
from tests.builders import (
    PASSWORD,
    Cast,
    make_answer,
    make_city,
    make_edition,
    make_question,
    make_user,
)

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str, password: str, **extra: str) -> int:
    data = {"username": username, "password": password, **extra}
    return client.post("/sign-in/", data).status_code


@pytest.mark.parametrize("role", ["coder", "reviewer", "manager", "outsider", "administrator"])
def test_every_role_enters_through_the_same_door(client: Client, cast: Cast, role: str) -> None:
    assert sign_in(client, getattr(cast, role).username, PASSWORD) == 302
    assert client.get("/").status_code == 200


def test_a_stranger_is_sent_to_the_door_and_comes_back(client: Client, cast: Cast) -> None:
    answer = client.get("/editions/")
    assert answer["Location"] == "/sign-in/?next=/editions/"
    data = {"username": "coder", "password": PASSWORD, "next": "/editions/"}
    assert client.post("/sign-in/", data)["Location"] == "/editions/"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "\\\\x"])
def test_next_leads_nowhere_else(client: Client, cast: Cast, target: str) -> None:
    data = {"username": "coder", "password": PASSWORD, "next": target}
    assert client.post("/sign-in/", data)["Location"] == "/"


@pytest.mark.parametrize("target", ["/sign-in/", "/sign-in/?next=/sign-in/"])
def test_next_leads_never_back_to_the_door(client: Client, cast: Cast, target: str) -> None:
    data = {"username": "coder", "password": PASSWORD, "next": target}
    for _signed_in in (False, True):
        answer = client.post("/sign-in/", data)
        assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/sign-in/", {"next": target})["Location"] == "/"


def test_a_closed_account_does_not_enter(client: Client) -> None:
    make_user(username="gone", is_active=False)
    assert sign_in(client, "gone", PASSWORD) == 200


@pytest.fixture
def demo_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_demo_accounts_are_named_without_their_passwords(client: Client, demo_folder: None) -> None:
    assert "Demo accounts" not in english(client)
    accounts_ensure()
    page = english(client)
    assert "demo-reviewer" in page
    # Two coders, and not the others whom no start shows.
    assert re.findall(r"demo-assistant-\d", page) == ["demo-assistant-1", "demo-assistant-2"]
    assert not any(password in page for password in sign_ins_read().values())


def test_a_demo_account_whose_password_changed_is_not_named(
    client: Client, demo_folder: None
) -> None:
    """The page says that the passwords were printed: of this one that is no longer true."""
    people = accounts_ensure()
    user_set_password(actor=None, user=people["demo-reviewer"], password=PASSWORD)
    page = english(client)
    assert "demo-reviewer" not in page
    assert "demo-manager" in page


@pytest.mark.parametrize("place", ["real", "production"])
def test_strangers_learn_no_demo_account_where_data_are_real(
    client: Client, settings: Settings, demo_folder: None, place: str
) -> None:
    people = accounts_ensure()
    make_edition(ranks_only=True)  # printed ranks are public
    make_edition(synthetic=True)
    assert people["demo-reviewer"].username in english(client)
    settings.PRODUCTION = place == "production"
    if place == "real":
        make_edition()
    assert "demo-" not in english(client)


def test_no_demo_account_enters_a_production(
    client: Client, cast: Cast, settings: Settings, demo_folder: None
) -> None:
    """Neither by its password nor by a session from before; an ordinary one does."""
    accounts_ensure()
    password = sign_ins_read()["demo-manager"]
    assert sign_in(client, "demo-manager", password) == 302
    assert client.get("/").status_code == 200
    settings.PRODUCTION = True
    assert client.get("/").status_code == 302
    assert sign_in(client, "demo-manager", password) == 200
    assert sign_in(client, "manager", PASSWORD) == 302


def english(client: Client) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.get("/sign-in/").content.decode()


def test_signing_out_needs_a_post(client: Client, cast: Cast) -> None:
    sign_in(client, "coder", PASSWORD)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/").status_code == 302


def test_a_fragment_asked_for_after_the_session_ended_is_401(client: Client) -> None:
    headers = {"HX-Request": "true"}
    assert client.get("/sign-in/", headers=headers).status_code == 401


def test_the_password_is_changed_through_the_trail(client: Client, cast: Cast) -> None:
    client.force_login(cast.coder)
    typed = {"old_password": PASSWORD, "new_password1": "x", "new_password2": "x"}
    assert client.post("/password/", typed).status_code == 422
    new = "quite-another-secret-9"
    typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/password/", typed).status_code == 302
    assert client.get("/").status_code == 200  # this session stays
    entry = cast.coder.trail.get()
    assert entry.action == "user.set_password"
    assert new not in str(entry.changes)
    cast.coder.refresh_from_db()
    assert cast.coder.check_password(new)


def test_what_was_still_to_be_said_is_not_said_to_the_next_person(
    client: Client, cast: Cast
) -> None:
    """A form's answer that nobody looked at waits in the browser."""
    client.force_login(cast.reviewer)
    data = {"username": "nobody", "language": "en", "next": "/"}
    answer = make_answer(make_edition(), make_city("甲市"), make_question(), cast.coder)
    sent = {"verdict": "returned", "reason": "不符", "revision": answer.revision, **data}
    client.post(f"/answers/{answer.pk}/decide/", sent)
    assert "甲市" in str(client.cookies["messages"].value) or client.cookies["messages"].value
    client.post("/sign-out/")
    assert "甲市" not in client.get("/sign-in/").content.decode()
