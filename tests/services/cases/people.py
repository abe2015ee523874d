"""Accounts, sign-ins that failed, and the accounts of the demo."""

from __future__ import annotations

from collections.abc import Iterable

from axes.models import AccessAttempt
from django.db.models import Model

from ecoasset.demo.services import choice
from ecoasset.demo.services.accounts import (
    accounts_disable,
    accounts_enable,
    accounts_ensure,
    sign_ins,
)
from surveys.models import TrailEntry, User
from surveys.models.user import Role
from surveys.people.pasted import NewAccount
from surveys.people.services import demo_sign_ins
from surveys.people.services.account_entry import account_saved
from surveys.people.services.user import (
    user_change,
    user_create,
    user_set_password,
    user_unlock,
    users_create,
)
from tests.builders import PASSWORD
from tests.services.case import Case
from tests.services.results import Full
from tests.services.world import LOCKED


def _attempts(*usernames: str) -> Iterable[Model]:
    return AccessAttempt.objects.filter(username__in=usernames)


def _demo(*, is_active: bool) -> list[User]:
    return list(User.objects.filter(is_demo=True, is_active=is_active).order_by("username"))


def _user(world: Full) -> User:
    """As stored: a call that was rolled back leaves its mark on the object it was given."""
    return User.objects.get(pk=world.cast.second_coder.pk)


def _set_password(world: Full) -> None:
    user = _user(world)
    user.set_password("another-one")
    user.save()


CASES = (
    Case(
        user_create,
        lambda world: user_create(
            actor=None, username="newcomer", password=PASSWORD, role=Role.ASSISTANT
        ),
        added={User: 1, TrailEntry: 1},
    ),
    Case(
        users_create,
        lambda world: users_create(
            actor=world.cast.administrator,
            accounts=[NewAccount(f"人{n}", f"name-{n}", Role.ASSISTANT) for n in range(2)],
        ),
        added={User: 2, TrailEntry: 2},
    ),
    Case(
        user_change,
        lambda world: user_change(
            actor=world.cast.administrator, user=_user(world), role=Role.REVIEWER
        ),
        changed=lambda world: [world.cast.second_coder],
        added={TrailEntry: 1},
    ),
    Case(
        user_set_password,
        lambda world: user_set_password(actor=None, user=_user(world), password="another-one"),
        changed=lambda world: [world.cast.second_coder],
        added={TrailEntry: 1},
    ),
    Case(
        user_unlock,
        lambda world: user_unlock(actor=world.cast.administrator, username=LOCKED[1]),
        removed=lambda world: _attempts(LOCKED[1]),
        added={TrailEntry: 1},
        returns=lambda world: 1,
        how="of a name",
    ),
    Case(
        user_unlock,
        lambda world: user_unlock(actor=None),
        removed=lambda world: _attempts(*LOCKED),
        added={TrailEntry: len(LOCKED)},
        returns=lambda world: len(LOCKED),
        how="of all",
    ),
    # Saving an account calls it, whoever saves.
    Case(
        account_saved,
        lambda world: User.objects.create_user("visitor", PASSWORD, role=Role.ANALYST),
        added={User: 1, TrailEntry: 1},
        how="of a new account",
    ),
    Case(
        account_saved,
        _set_password,
        changed=lambda world: [world.cast.second_coder],
        added={TrailEntry: 1},
        how="of a new password",
    ),
    # One account is missing; each is made in a transaction of its own.
    Case(accounts_ensure, lambda world: accounts_ensure(), added={User: 1, TrailEntry: 1}),
    Case(
        accounts_disable,
        lambda world: accounts_disable(),
        changed=lambda world: _demo(is_active=True),
        added={TrailEntry: 6},
        returns=lambda world: [user.username for user in _demo(is_active=True)],
    ),
    Case(
        accounts_enable,
        lambda world: accounts_enable(),
        changed=lambda world: _demo(is_active=False),
        added={TrailEntry: 2},
        returns=lambda world: [user.username for user in _demo(is_active=False)],
    ),
    Case(sign_ins, lambda world: sign_ins()),
    # Files of the data folder, no rows.
    Case(demo_sign_ins.sign_ins_file, lambda world: demo_sign_ins.sign_ins_file()),
    Case(demo_sign_ins.sign_ins_read, lambda world: demo_sign_ins.sign_ins_read()),
    Case(
        demo_sign_ins.sign_ins_write,
        lambda world: demo_sign_ins.sign_ins_write(demo_sign_ins.sign_ins_read()),
    ),
    Case(
        demo_sign_ins.sign_in_forget,
        lambda world: demo_sign_ins.sign_in_forget("demo-reviewer"),
    ),
    Case(choice.demo_decline, lambda world: choice.demo_decline()),
    Case(choice.demo_want, lambda world: choice.demo_want()),
    Case(
        choice.demo_left_out,
        lambda world: choice.demo_left_out(["2024-world"]),
        returns=lambda world: choice.LeftOut.REMOVED,
    ),
)
