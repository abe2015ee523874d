"""Accounts."""

from __future__ import annotations

from scoring.services.demo.accounts import accounts_ensure, sign_ins
from surveys.models import TrailEntry, User
from surveys.models.user import Role
from surveys.services.user import user_change, user_create, user_set_password
from tests.builders import PASSWORD
from tests.services.case import Case

CASES = (
    Case(
        user_create,
        lambda world: user_create(
            actor=None, username="newcomer", password=PASSWORD, role=Role.ASSISTANT
        ),
        added={User: 1, TrailEntry: 1},
    ),
    Case(
        user_change,
        lambda world: user_change(
            actor=world.cast.administrator, user=world.cast.second_coder, role=Role.REVIEWER
        ),
        changed=lambda world: [world.cast.second_coder],
        added={TrailEntry: 1},
    ),
    Case(
        user_set_password,
        lambda world: user_set_password(
            actor=None, user=world.cast.second_coder, password="another-one"
        ),
        changed=lambda world: [world.cast.second_coder],
        added={TrailEntry: 1},
    ),
    # One account is missing; each is made in a transaction of its own.
    Case(accounts_ensure, lambda world: accounts_ensure(), added={User: 1, TrailEntry: 1}),
    Case(sign_ins, lambda world: sign_ins()),
)
