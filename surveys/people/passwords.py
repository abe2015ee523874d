"""What a password must be, said before the first try, and passwords that are handed over."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import (
    MinimumLengthValidator,
    get_default_password_validators,
)
from django.utils.functional import lazy
from django.utils.translation import gettext as _

LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


def first_password() -> str:
    """Three groups of four, without signs that look alike on paper."""
    groups = ("".join(secrets.choice(LEGIBLE) for _n in range(4)) for _m in range(3))
    return "-".join(groups)


def _rules() -> str:
    """All that `AUTH_PASSWORD_VALIDATORS` check, in one sentence."""
    found = get_default_password_validators()
    least = next(one.min_length for one in found if isinstance(one, MinimumLengthValidator))
    text = _(
        "At least %(n)d characters; not only digits, no common password, and not like the user"
        " name or the name."
    )
    return text % {"n": least}


password_rules = lazy(_rules, str)
