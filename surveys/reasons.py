"""The reason that the history wants for whatever is taken back, closed or overridden."""

from __future__ import annotations

from unicodedata import category

from django.utils.translation import gettext as _

from surveys.errors import Refused

REASON_LENGTH = 300
# Blanks, and what sets the direction or the joining of letters: nobody reads them.
_UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Zs")


def says_nothing(text: str) -> bool:
    """Whether nobody sees anything of it."""
    return all(category(sign) in _UNSEEN for sign in text)


def require_reason(reason: str, *, missing: str = "") -> str:
    """The reason as it is kept, without blanks around it; Refused where there is none, with
    `missing` where that says more, or where it is longer than any other."""
    kept = reason.strip()
    if says_nothing(kept):
        raise Refused(missing or _("Give a reason."), field="reason")
    if len(kept) > REASON_LENGTH:
        text = _("%(count)d characters, but only %(limit)d fit: say it in fewer words.")
        raise Refused(text % {"count": len(kept), "limit": REASON_LENGTH}, field="reason")
    return kept
