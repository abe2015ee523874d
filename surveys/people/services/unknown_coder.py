"""Who stands for a coder whom nobody noted.

A reading belongs to a coder, and whoever brings it in is not that coder.
"""

from __future__ import annotations

from django.db import transaction

from surveys.history.services import trail_write
from surveys.models import User
from surveys.models.user import Role

# With signs that no user name has, so that nobody is called so.
UNKNOWN_CODER = "(coder-unknown)"
_SHOWN = "编码员不详 · coder unknown"


@transaction.atomic
def unknown_coder_get() -> User:
    """The account, made where it is not there yet; nobody can sign in with it."""
    user = User.objects.filter(username=UNKNOWN_CODER).first()
    if user is not None:
        return user
    user = User(username=UNKNOWN_CODER, full_name=_SHOWN, role=Role.ASSISTANT, is_active=False)
    user.set_unusable_password()
    user.entry_is_written = True
    user.save(force_insert=True)
    new = {"username": user.username, "role": user.role, "is_active": False}
    trail_write(actor=None, action="user.create", subject=user, edition=None, new=new)
    return user
