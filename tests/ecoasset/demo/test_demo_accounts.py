from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from ecoasset.demo.services import accounts
from ecoasset.demo.services.choice import LeftOut, demo_decline, demo_left_out, demo_want
from scoring.deletion.services import edition_delete_synthetic
from surveys.errors import Refused
from surveys.models import TrailEntry, User
from surveys.models.user import Role
from surveys.people.services.demo_sign_ins import sign_ins_file, sign_ins_read
from surveys.people.services.user import user_change, user_set_password
from tests.builders import make_edition, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


def test_one_sign_in_for_each_role_that_works() -> None:
    accounts.accounts_ensure()
    shown = accounts.sign_ins()
    assert [sign_in["username"] for sign_in in shown] == list(accounts.SHOWN)
    for sign_in in shown:
        user = User.objects.get(username=sign_in["username"])
        assert user.check_password(sign_in["password"])
        assert user.is_demo


def test_who_works_in_the_demo() -> None:
    accounts.accounts_ensure()
    people = User.objects.filter(is_demo=True).order_by("username")
    assert [(user.username, user.role, user.full_name) for user in people] == [
        ("demo-analyst", "analyst", "演示分析员"),
        ("demo-assistant-1", "assistant", "演示助理一"),
        ("demo-assistant-2", "assistant", "演示助理二"),
        ("demo-assistant-3", "assistant", "演示助理三"),
        ("demo-assistant-4", "assistant", "演示助理四"),
        ("demo-manager", "manager", "演示项目经理"),
        ("demo-reviewer", "reviewer", "演示审核员"),
    ]
    assert all(user.is_active for user in people)


def test_an_interruption_leaves_no_account_without_a_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Wherever it comes, the next start shows sign-ins that work."""
    create, made = accounts.user_create, iter(range(3))

    def interrupted(**fields: object) -> User:
        if next(made, None) is None:
            raise KeyboardInterrupt
        return create(**fields)  # type: ignore[arg-type]

    monkeypatch.setattr(accounts, "user_create", interrupted)
    with pytest.raises(KeyboardInterrupt):
        accounts.accounts_ensure()
    assert User.objects.count() == 3
    monkeypatch.setattr(accounts, "user_create", create)
    accounts.accounts_ensure()
    stored = sign_ins_read()
    assert set(stored) == {name for name, _role, _full in accounts.ACCOUNTS}
    for user in User.objects.all():
        assert user.check_password(stored[user.username])


def test_passwords_are_of_nine_random_bytes() -> None:
    accounts.accounts_ensure()
    passwords = [row["password"] for row in accounts.sign_ins()]
    assert {len(base64.urlsafe_b64decode(word)) for word in passwords} == {9}
    assert len(set(passwords)) == len(passwords)


def test_a_second_start_changes_no_password(tmp_path: Path) -> None:
    accounts.accounts_ensure()
    before = sign_ins_file().read_bytes()
    accounts.accounts_ensure()
    accounts.sign_ins()
    assert sign_ins_file().read_bytes() == before
    assert sign_ins_file().stat().st_mode & 0o777 == 0o600


def test_a_changed_password_is_neither_shown_nor_kept() -> None:
    """Whoever changed it, and by which door; the others stay."""
    people = accounts.accounts_ensure()
    first = sign_ins_read()
    user_set_password(actor=None, user=people["demo-manager"], password="a-new-one-of-77")
    people["demo-reviewer"].set_password("past-the-services")
    people["demo-reviewer"].save()
    assert set(first) - set(sign_ins_read()) == {"demo-manager"}
    shown = {sign_in["username"] for sign_in in accounts.sign_ins()}
    assert shown == {"demo-assistant-1", "demo-assistant-2", "demo-analyst"}
    kept = sign_ins_file().read_text("utf-8")
    assert first["demo-manager"] not in kept
    assert first["demo-reviewer"] not in kept
    assert first["demo-assistant-4"] in kept


def test_one_command_closes_them_for_good() -> None:
    """And leaves everybody else alone."""
    accounts.accounts_ensure()
    somebody = make_user(Role.MANAGER, "manager")
    said = _command("--disable")
    assert len(said["changed"]) == len(accounts.ACCOUNTS)
    assert said["sign_ins"] == []
    assert not sign_ins_file().exists()
    assert not User.objects.filter(is_demo=True, is_active=True).exists()
    accounts.accounts_ensure()
    assert not User.objects.filter(is_demo=True, is_active=True).exists()
    somebody.refresh_from_db()
    assert somebody.is_active
    closed = TrailEntry.objects.filter(action="user.change", changes__is_active=[True, False])
    assert closed.count() == len(accounts.ACCOUNTS)


def test_an_account_that_is_closed_alone_is_named_no_longer() -> None:
    """Its password is forgotten; another change of an open one leaves every one of them."""
    accounts.accounts_ensure()
    first = sign_ins_read()
    people = {user.username: user for user in User.objects.all()}
    user_change(actor=None, user=people["demo-manager"], language="en")
    assert sign_ins_read() == first
    user_change(actor=None, user=people["demo-manager"], is_active=False)
    assert set(first) - set(sign_ins_read()) == {"demo-manager"}
    assert first["demo-manager"] not in sign_ins_file().read_text("utf-8")


def test_opened_again_they_have_new_passwords() -> None:
    accounts.accounts_ensure()
    first = sign_ins_read()
    _command("--disable")
    shown = _command("--enable")["sign_ins"]
    assert [sign_in["username"] for sign_in in shown] == list(accounts.SHOWN)
    assert not set(first.values()) & set(sign_ins_read().values())


@pytest.mark.parametrize("place", ["real", "production"])
def test_none_is_made_where_data_are_real(settings: Settings, place: str) -> None:
    make_edition(ranks_only=True)
    settings.PRODUCTION = place == "production"
    if place == "real":
        make_edition()
    with pytest.raises(Refused):
        accounts.accounts_ensure()
    with pytest.raises(CommandError):
        call_command("load_demo")
    with pytest.raises(CommandError):
        call_command("demo_accounts", "--enable")
    assert not User.objects.filter(is_demo=True).exists()
    assert not sign_ins_file().exists()


CODES = ("2023-demo", "2024-demo")


def test_a_start_loads_the_demo_until_it_is_declined_and_again_when_asked(
    settings: Settings,
) -> None:
    assert demo_left_out(CODES) is None
    demo_decline()
    assert demo_left_out(CODES) == LeftOut.DECLINED
    assert (Path(settings.DATA_DIR) / "no_demo").stat().st_mode & 0o777 == 0o600
    assert json.loads(_start())["left_out"] == "declined"
    assert not User.objects.exists()
    demo_want()
    assert demo_left_out(CODES) is None


def test_a_start_brings_no_closed_account_and_no_deleted_edition_back() -> None:
    manager = make_user(Role.MANAGER)
    make_user(username="gone", is_active=False)
    edition_delete_synthetic(actor=manager, edition=make_edition("2022-other", synthetic=True))
    assert demo_left_out(CODES) is None, "neither is the demo's"
    edition_delete_synthetic(actor=manager, edition=make_edition("2024-demo", synthetic=True))
    assert demo_left_out(CODES) == LeftOut.REMOVED
    assert json.loads(_start())["left_out"] == "removed"


def test_a_start_beside_real_editions_makes_nothing(settings: Settings) -> None:
    make_edition(synthetic=True)
    make_edition(ranks_only=True)
    assert demo_left_out(CODES) is None
    make_edition()
    assert json.loads(_start()) == {"editions": [], "sign_ins": [], "left_out": "real"}
    settings.PRODUCTION = True
    assert json.loads(_start())["left_out"] == "production"
    assert not User.objects.exists()


def _start() -> str:
    output = io.StringIO()
    call_command("load_demo", "--unless-removed", stdout=output)
    return output.getvalue()


def _command(option: str) -> dict[str, list[Any]]:
    output = io.StringIO()
    call_command("demo_accounts", option, stdout=output)
    said: dict[str, list[Any]] = json.loads(output.getvalue())
    return said
