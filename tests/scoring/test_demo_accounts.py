from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from scoring.services.demo import accounts
from surveys.models import User

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
    stored = json.loads(accounts._file().read_text("utf-8"))
    assert set(stored) == {name for name, _role, _full in accounts.ACCOUNTS}
    for user in User.objects.all():
        assert user.check_password(stored[user.username])


def test_a_second_start_changes_no_password(tmp_path: Path) -> None:
    accounts.accounts_ensure()
    before = accounts._file().read_bytes()
    accounts.accounts_ensure()
    assert accounts._file().read_bytes() == before
    assert accounts._file().stat().st_mode & 0o777 == 0o600
