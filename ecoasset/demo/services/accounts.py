from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.models import Edition, User
from surveys.models.user import Role
from surveys.people.services.demo_sign_ins import sign_ins_read, sign_ins_write
from surveys.people.services.user import user_change, user_create, user_set_password

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
# One for each role, and a second coder: two people code one letter without each other's answers.
SHOWN = (
    *("demo-assistant-1", "demo-assistant-2"),
    *("demo-reviewer", "demo-manager", "demo-analyst"),
)


@dataclass(frozen=True)
class SignIn:
    role: str
    username: str
    password: str


def accounts_ensure() -> dict[str, User]:
    """The demo's people by user name; new ones get a random password, kept in a file.

    Refused where one would have to be made and the installation is no place for it.
    """
    there = set(User.objects.values_list("username", flat=True))
    missing = [account for account in ACCOUNTS if account[0] not in there]
    if missing:
        _refuse_real_data()
        passwords = sign_ins_read()
        passwords |= {username: _new_password() for username, _role, _name in missing}
        # Before the accounts: whoever is interrupted here has passwords without accounts, which
        # the next start replaces, and never accounts whose password nobody has seen.
        sign_ins_write(passwords)
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
    """Sign-ins for each role of the demo, of those that work; the file forgets the others."""
    if settings.PRODUCTION:
        return []
    passwords = sign_ins_read()
    users = User.objects.filter(is_demo=True, is_active=True, username__in=passwords)
    true = {user.username: user for user in users if user.check_password(passwords[user.username])}
    if true.keys() != passwords.keys():
        sign_ins_write({username: passwords[username] for username in true})
    return [
        asdict(SignIn(true[username].role, username, passwords[username]))
        for username in SHOWN
        if username in true
    ]


@transaction.atomic
def accounts_disable() -> list[str]:
    """Close every demo account, forget the passwords; the names of those that were open.

    They are kept: the history and the synthetic editions name them.
    """
    users = list(User.objects.filter(is_demo=True, is_active=True).order_by("username"))
    for user in users:
        user_change(actor=None, user=user, is_active=False)
    sign_ins_write({})
    return [user.username for user in users]


@transaction.atomic
def accounts_enable() -> list[str]:
    """Open them again, each with a new random password; refused beside real editions.

    All or none: an account that is open always has a password that somebody can read.
    """
    _refuse_real_data()
    users = list(User.objects.filter(is_demo=True, is_active=False).order_by("username"))
    passwords = sign_ins_read()
    for user in users:
        password = _new_password()
        user_set_password(actor=None, user=user, password=password)
        user_change(actor=None, user=user, is_active=True)
        passwords[user.username] = password
    sign_ins_write(passwords)
    return [user.username for user in users]


def _refuse_real_data() -> None:
    """Raise Refused where strangers could meet real data with a demo account."""
    if settings.PRODUCTION:
        raise Refused(_("Demo accounts are not made with a production setting."))
    if Edition.objects.real().exists():
        raise Refused(_("Demo accounts are not made where there are real editions."))


def _new_password() -> str:
    return secrets.token_urlsafe(9)
