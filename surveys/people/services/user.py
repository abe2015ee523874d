from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from axes.models import AccessAttempt
from axes.utils import reset
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.history.services import trail_write
from surveys.models import User
from surveys.people.passwords import first_password
from surveys.people.pasted import NewAccount
from surveys.people.services.demo_sign_ins import sign_in_forget


def user_create(
    *,
    actor: User | None,
    username: str,
    password: str,
    role: str,
    full_name: str = "",
    is_demo: bool = False,
    must_change_password: bool = False,
) -> User:
    """A new account; the trail keeps digests of the names."""
    user = User(
        username=User.normalize_username(username),
        full_name=full_name,
        role=role,
        is_demo=is_demo,
        must_change_password=must_change_password,
    )
    # Hashing takes a tenth of a second and must not hold the database's write lock.
    user.set_password(password)
    _insert(actor, user)
    return user


@transaction.atomic
def _insert(actor: User | None, user: User) -> None:
    user.entry_is_written = True
    user.save(force_insert=True)
    names = ("username", "full_name", "role", "is_demo")
    trail_write(
        actor=actor,
        action="user.create",
        subject=user,
        edition=None,
        new={name: getattr(user, name) for name in names},
    )


@dataclass(frozen=True)
class FirstSignIn:
    """What is told once: the password of an account that was just made."""

    full_name: str
    username: str
    role: str
    password: str


def users_create(*, actor: User, accounts: Sequence[NewAccount]) -> list[FirstSignIn]:
    """All of them with a random first password each, or none where one cannot be made.

    Each has to change it at the first sign-in. Only its digest is stored: what is returned
    here is said nowhere else.
    """
    made: list[tuple[User, FirstSignIn]] = []
    for account in accounts:
        password = first_password()
        facts = {"username": account.username, "full_name": account.full_name}
        user = User(**facts, role=account.role, must_change_password=True)
        user.set_password(password)
        made.append((user, FirstSignIn(**facts, role=account.role, password=password)))
    with transaction.atomic():
        for user, _told in made:
            try:
                with transaction.atomic():
                    _insert(actor, user)
            except IntegrityError as error:
                text = _("Somebody made the account %(username)s meanwhile: nothing is stored.")
                raise Refused(text % {"username": user.username}) from error
    return [told for _user, told in made]


@transaction.atomic
def user_change(*, actor: User | None, user: User, **fields: object) -> None:
    """Change role, name, language or activity of an account; what is as it was leaves no entry."""
    names = ("full_name", "role", "language", "is_active")
    before = {name: getattr(user, name) for name in names if name in fields}
    old = {name: value for name, value in before.items() if value != fields[name]}
    if not old:
        return
    for name in old:
        setattr(user, name, fields[name])
    user.save(update_fields=list(old))
    if user.is_demo and not user.is_active:
        sign_in_forget(user.username)
    trail_write(
        actor=actor,
        action="user.change",
        subject=user,
        edition=None,
        old=old,
        new={name: fields[name] for name in old},
    )


def user_set_password(*, actor: User | None, user: User, password: str) -> None:
    """A new password, one's own or for somebody who lost the old one, who then has to change
    it at the next sign-in; the trail says that, never what."""
    user.set_password(password)
    user.must_change_password = actor is not None and actor.pk != user.pk
    user.entry_is_written = True
    with transaction.atomic():
        user.save(update_fields=["password", "must_change_password"])
        trail_write(actor=actor, action="user.set_password", subject=user, edition=None)
    if user.is_demo:
        sign_in_forget(user.username)


@transaction.atomic
def user_unlock(
    *, actor: User | None, username: str | None = None, address: str | None = None
) -> int:
    """Forget failed sign-ins, of a name, an address, both or all; returns how many rows they were.

    Every account that could not enter, or was on the way to it, gets its entry.
    """
    given = {"username": username, "ip_address": address}
    named = {field: value for field, value in given.items() if value}
    names = AccessAttempt.objects.filter(**named).values_list("username", flat=True)
    for user in User.objects.filter(username__in=set(names)).order_by("pk"):
        trail_write(actor=actor, action="user.unlock", subject=user, edition=None)
    return int(reset(ip=address, username=username))
