from __future__ import annotations

from axes.models import AccessAttempt
from axes.utils import reset
from django.db import transaction

from surveys.history.services import trail_write
from surveys.models import User
from surveys.people.services.demo_sign_ins import sign_in_forget


def user_create(
    *,
    actor: User | None,
    username: str,
    password: str,
    role: str,
    full_name: str = "",
    is_demo: bool = False,
) -> User:
    """A new account; the trail keeps digests of the names."""
    facts = {"full_name": full_name, "role": role, "is_demo": is_demo}
    user = User(username=User.normalize_username(username), **facts)
    # Hashing takes a tenth of a second and must not hold the database's write lock.
    user.set_password(password)
    user.entry_is_written = True
    with transaction.atomic():
        user.save(force_insert=True)
        trail_write(
            actor=actor,
            action="user.create",
            subject=user,
            edition=None,
            new={"username": username, **facts},
        )
    return user


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
    """A new password for somebody who lost the old one; the trail says that, never what."""
    user.set_password(password)
    user.entry_is_written = True
    with transaction.atomic():
        user.save(update_fields=["password"])
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
