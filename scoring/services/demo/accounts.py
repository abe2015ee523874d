from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from surveys.models import User
from surveys.models.user import Role
from surveys.services.user import user_create

# The names that the fixtures use for coders, and one account for every other role.
ACCOUNTS: tuple[tuple[str, str, str], ...] = (
    ("demo-assistant-1", Role.ASSISTANT, "演示助理一"),
    ("demo-assistant-2", Role.ASSISTANT, "演示助理二"),
    ("demo-assistant-3", Role.ASSISTANT, "演示助理三"),
    ("demo-assistant-4", Role.ASSISTANT, "演示助理四"),
    ("demo-reviewer", Role.REVIEWER, "演示审核员"),
    ("demo-manager", Role.MANAGER, "演示项目经理"),
    ("demo-analyst", Role.ANALYST, "演示分析员"),
)
SHOWN = ("demo-assistant-1", "demo-reviewer", "demo-manager", "demo-analyst")


@dataclass(frozen=True)
class SignIn:
    role: str
    username: str
    password: str


def accounts_ensure() -> dict[str, User]:
    """The demo's people by user name; new ones get a random password, kept in a file."""
    there = set(User.objects.values_list("username", flat=True))
    missing = [account for account in ACCOUNTS if account[0] not in there]
    passwords = _passwords_read()
    passwords |= {username: secrets.token_urlsafe(9) for username, _role, _name in missing}
    if missing:
        # Before the accounts: whoever is interrupted here has passwords without accounts, which
        # the next start replaces, and never accounts whose password nobody has seen.
        _passwords_write(passwords)
    for username, role, name in missing:
        user_create(
            actor=None,
            username=username,
            password=passwords[username],
            role=role,
            full_name=name,
            is_demo=True,
        )
    return {user.username: user for user in User.objects.filter(is_demo=True)}


def sign_ins() -> list[dict[str, str]]:
    """One sign-in for each role of the demo; those whose password is still the first one."""
    passwords = _passwords_read()
    users = {user.username: user for user in User.objects.filter(username__in=SHOWN)}
    shown = []
    for username in SHOWN:
        user, password = users.get(username), passwords.get(username)
        if user is not None and password is not None:
            shown.append(asdict(SignIn(user.role, username, password)))
    return shown


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demo_sign_ins.json"


def _passwords_read() -> dict[str, str]:
    try:
        stored: dict[str, str] = json.loads(_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return stored


def _passwords_write(passwords: dict[str, str]) -> None:
    draft = _file().with_suffix(".new")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(passwords, stream)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(_file())
