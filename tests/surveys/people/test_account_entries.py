"""Whatever way an account, a password or a lock changes, the history says so, and no secret."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from surveys.history.services import personal_digest
from surveys.models import TrailEntry, User
from surveys.people.services.user import user_change, user_unlock
from surveys.seen import seen_word
from tests.builders import PASSWORD, Cast
from tests.web.people import browser

pytestmark = pytest.mark.django_db

SECRET = "an-odd-secret-of-7"


def _own_page(cast: Cast) -> None:
    typed = {"old_password": PASSWORD, "new_password1": SECRET, "new_password2": SECRET}
    assert browser(cast.coder).post("/password/", typed).status_code == 302


def _admin_form(cast: Cast) -> None:
    typed = {"full_name": "", "role": "assistant", "language": "zh-hans", "is_active": "on"}
    typed |= {"new_password": SECRET, "seen": seen_word(cast.coder)}
    address = f"/admin/surveys/user/{cast.coder.pk}/change/"
    client = browser(cast.administrator, language="zh-hans")
    assert client.post(address, typed).status_code == 302


def _set_password(cast: Cast) -> None:
    call_command("set_password", cast.coder.username)


def _shell(cast: Cast) -> None:
    cast.coder.set_password(SECRET)
    cast.coder.save()


@pytest.mark.parametrize("change", [_own_page, _admin_form, _set_password, _shell])
def test_a_new_password_leaves_one_entry(cast: Cast, change: Callable[[Cast], None]) -> None:
    change(cast)
    entry = TrailEntry.objects.get()
    assert (entry.action, entry.subject_id) == ("user.set_password", str(cast.coder.pk))
    assert entry.changes == {}
    assert not User.objects.get(pk=cast.coder.pk).check_password(PASSWORD)
    assert User.objects.get(pk=cast.manager.pk).check_password(PASSWORD)


def test_djangos_own_command_does_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: SECRET)
    call_command("changepassword", cast.coder.username)
    entry = TrailEntry.objects.get()
    assert (entry.action, entry.actor, entry.changes) == ("user.set_password", None, {})


def test_a_hash_that_is_renewed_is_no_new_password(cast: Cast, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    assert User.objects.get(pk=cast.coder.pk).check_password(PASSWORD)
    assert User.objects.get(pk=cast.coder.pk).password.startswith("scrypt")
    assert not TrailEntry.objects.exists()


@pytest.mark.parametrize("password", [SECRET, None])
def test_createsuperuser_leaves_digests(
    db: None, password: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if password:
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    call_command("createsuperuser", username="zhangsan", interactive=False, verbosity=0)
    entry = TrailEntry.objects.get()
    assert (entry.action, entry.actor) == ("user.create", None)
    assert entry.changes["username"] == [None, personal_digest("zhangsan")]
    assert entry.changes["role"] == [None, "administrator"]
    text = json.dumps(entry.changes) + entry.subject
    assert "zhangsan" not in text
    assert SECRET not in text


def test_nothing_is_stored_where_the_entry_fails(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**kwargs: object) -> None:
        raise RuntimeError("no trail")

    monkeypatch.setattr("surveys.people.services.account_entry.trail_write", fail)
    cast.coder.set_password(SECRET)
    with pytest.raises(RuntimeError):
        cast.coder.save()
    with pytest.raises(RuntimeError):
        User.objects.create_superuser("root", SECRET)
    assert User.objects.get(pk=cast.coder.pk).check_password(PASSWORD)
    assert not User.objects.filter(username="root").exists()


def _fail_to_sign_in(client: Client, *names: str) -> None:
    for name in names:
        client.post("/sign-in/", {"username": name, "password": "wrong"})


def test_unlocking_leaves_an_entry_with_its_author(cast: Cast, client: Client) -> None:
    _fail_to_sign_in(client, "coder", "manager")
    data = {"action": "unlock", "_selected_action": [cast.coder.pk, cast.reviewer.pk]}
    browser(cast.administrator).post("/admin/surveys/user/", data)
    entry = TrailEntry.objects.get()
    assert (entry.action, entry.actor) == ("user.unlock", cast.administrator)
    assert entry.subject_id == str(cast.coder.pk), "what was not locked leaves none"


@pytest.mark.parametrize(
    ("command", "arguments", "unlocked"),
    [
        ("axes_reset", (), ["coder", "manager"]),
        ("axes_reset_username", ("coder",), ["coder"]),
        ("axes_reset_ip", ("127.0.0.1",), ["coder", "manager"]),
        ("axes_reset_ip", ("10.0.0.1",), []),
        ("axes_reset_ip_username", ("127.0.0.1", "manager"), ["manager"]),
    ],
)
def test_commands_that_unlock_do_too(
    cast: Cast,
    client: Client,
    command: str,
    arguments: tuple[str, ...],
    unlocked: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    _fail_to_sign_in(client, "coder", "manager")
    call_command(command, *arguments)
    keys = [str(User.objects.get(username=name).pk) for name in unlocked]
    entries = TrailEntry.objects.filter(action="user.unlock").order_by("pk")
    assert [entry.subject_id for entry in entries] == keys
    found = f"{len(unlocked)} attempts removed." if unlocked else "No attempts found."
    assert capsys.readouterr().out.strip() == found
    assert user_unlock(actor=None) == 2 - len(unlocked)


def test_what_stays_as_it_was_leaves_no_entry(cast: Cast) -> None:
    client = browser(cast.coder, language="en")
    client.post("/language/", {"language": "en"})
    user_change(actor=cast.administrator, user=cast.coder, role="assistant", is_active=True)
    assert not TrailEntry.objects.exists()
    client.post("/language/", {"language": "zh-hans"})
    assert TrailEntry.objects.get().changes == {"language": ["en", "zh-hans"]}


def test_an_administrator_needs_no_table_of_djangos(db: None) -> None:
    user = User.objects.create_superuser("root", "a long password")
    assert (user.role, user.check_password("a long password")) == ("administrator", True)
