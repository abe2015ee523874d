"""The old password cannot be guessed from an open session either."""

from __future__ import annotations

import pytest
from axes.utils import reset
from django.conf import settings
from django.test import Client

from tests.builders import PASSWORD, Cast

pytestmark = pytest.mark.django_db
LIMIT = settings.AXES_FAILURE_LIMIT
NEW = "quite-another-secret-9"


def change(client: Client, old: str, again: str = NEW) -> int:
    """The status; of a form that has to wait, how long."""
    typed = {"old_password": old, "new_password1": NEW, "new_password2": again}
    answer = client.post("/password/", typed)
    return int(answer.headers.get("Retry-After", answer.status_code))


def test_guesses_wait_as_at_the_door(client: Client, cast: Cast) -> None:
    """Even the right one, and in another session; another account does not."""
    client.force_login(cast.coder)
    assert [change(client, "wrong") for _ in range(LIMIT)] == [422] * LIMIT
    other = Client()
    other.force_login(cast.coder)
    for session in (client, other):
        assert change(session, PASSWORD) in (899, 900)
    held = client.post("/password/", {"old_password": PASSWORD})
    assert held.status_code == 429
    assert "15" in held.content.decode()
    cast.coder.refresh_from_db()
    assert cast.coder.check_password(PASSWORD)
    client.force_login(cast.reviewer)
    assert change(client, PASSWORD) == 302


def test_the_right_one_forgets_the_wrong_ones(client: Client, cast: Cast) -> None:
    client.force_login(cast.coder)
    for _round in range(3):
        assert [change(client, "wrong") for _ in range(LIMIT - 1)] == [422] * (LIMIT - 1)
        assert change(client, PASSWORD, again="typed otherwise") == 422
    assert change(client, PASSWORD) == 302


def test_it_keeps_nobody_from_the_door_and_is_unlocked_like_it(client: Client, cast: Cast) -> None:
    client.force_login(cast.coder)
    for _ in range(LIMIT + 1):
        change(client, "wrong")
    door = {"username": cast.coder.username, "password": PASSWORD}
    assert Client().post("/sign-in/", door).status_code == 302
    assert change(client, PASSWORD) > 800
    reset(username=cast.coder.username)
    assert change(client, PASSWORD) == 302


def test_an_empty_form_is_refused_as_one(client: Client, cast: Cast) -> None:
    client.force_login(cast.coder)
    assert client.post("/password/").status_code == 422
