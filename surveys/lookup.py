"""The rows that an address or a command names, and the one refusal where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import gettext as _

from surveys.errors import NotThere, Refused
from surveys.models import City, Edition

# What was read within an `editions_held`, empty before the first reading; None outside of any.
_held: ContextVar[list[Sequence[Edition]] | None] = ContextVar("editions", default=None)


@contextmanager
def editions_held() -> Iterator[None]:
    """Within it the editions are read once, for what only reads: a page asks for its own, for
    those of its frame, and a door for those that the address names."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def editions_read() -> Sequence[Edition]:
    """All in their order."""
    held = _held.get()
    if held:
        return held[0]
    found = list(Edition.objects.all())
    if held is not None:
        held.append(found)
    return found


def edition_of(code: str, *, computed: bool = False) -> Edition:
    """NotThere where no edition has this code; with `computed`, Refused for one that holds
    printed ranks only."""
    edition = _edition(code)
    if edition is None:
        raise NotThere(_("There is no edition %(code)s.") % {"code": code})
    if computed and edition.ranks_only:
        text = _("Edition %(code)s holds published ranks only; nothing is computed.")
        raise Refused(text % {"code": code})
    return edition


def _edition(code: str) -> Edition | None:
    if _held.get() is None:
        found: Edition | None = Edition.objects.filter(code=code).first()
        return found
    return next((edition for edition in editions_read() if edition.code == code), None)


def city_of(adcode: str) -> City:
    city = City.objects.filter(adcode=adcode).first()
    if city is None:
        raise NotThere(_("There is no city with the adcode %(adcode)s.") % {"adcode": adcode})
    return city
