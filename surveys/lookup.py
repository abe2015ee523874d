"""The rows that an address or a command names, and the one refusal where there is none."""

from __future__ import annotations

from django.utils.translation import gettext as _

from surveys.errors import NotThere, Refused
from surveys.models import City, Edition


def edition_of(code: str, *, computed: bool = False) -> Edition:
    """NotThere where no edition has this code; with `computed`, Refused for one that holds
    printed ranks only."""
    edition = Edition.objects.filter(code=code).first()
    if edition is None:
        raise NotThere(_("There is no edition %(code)s.") % {"code": code})
    if computed and edition.ranks_only:
        text = _("Edition %(code)s holds published ranks only; nothing is computed.")
        raise Refused(text % {"code": code})
    return edition


def city_of(adcode: str) -> City:
    city = City.objects.filter(adcode=adcode).first()
    if city is None:
        raise NotThere(_("There is no city with the adcode %(adcode)s.") % {"adcode": adcode})
    return city
