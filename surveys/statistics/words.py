"""What the numbers of a round are called, and what each is a share of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models import Organ
from surveys.models.city import Level, Region
from surveys.models.request import ApplicantType, Channel
from surveys.models.request_event import Call, Route
from surveys.places.names import province_label
from surveys.statistics.measures.facts import UNKNOWN
from surveys.statistics.measures.rates import CALLS

Words = str | Promise


@dataclass(frozen=True)
class Told:
    """`whole` is the denominator in words."""

    words: Words
    whole: Words


_CITIES = _("cities written to")
_ORGANS = _("organs written to")
_SENT = _("letters sent")
_REQUESTS = _("disclosure requests sent")
_TRIED = _("letters sent or turned away")
_JUDGED = _("answered letters with a due day")
GROUPS: tuple[tuple[Words, Mapping[str, Told]], ...] = (
    (
        _("Replies"),
        {
            "all_cities_written_to": Told(_("Cities written to"), _("all cities")),
            "all_cities_effective": Told(_("Cities with an effective reply"), _("all cities")),
            "cities_answered": Told(_("Cities with any reply"), _CITIES),
            "cities_effective": Told(_("Cities with an effective reply to a letter"), _CITIES),
            "organs_answered": Told(_("Organs with any reply"), _ORGANS),
            "organs_effective": Told(_("Organs with an effective reply"), _ORGANS),
            "letters_answered": Told(_("Letters answered"), _SENT),
            "letters_effective": Told(_("Letters answered effectively"), _SENT),
            "letters_silent": Told(_("Letters without an answer at the cut-off"), _SENT),
        },
    ),
    (
        _("Acknowledgements, which are no answers"),
        {
            "letters_acknowledged": Told(_("Receipt confirmed"), _SENT),
            "letters_acknowledged_alone": Told(_("Receipt confirmed and nothing else"), _SENT),
        },
    ),
    (
        _("On time or late"),
        {
            "replies_on_time": Told(_("Answered on time"), _JUDGED),
            "replies_between_days": Told(_("Between the two due days"), _JUDGED),
            "replies_late": Told(_("Answered late"), _JUDGED),
            "letters_extended": Told(_("Period extended"), _REQUESTS),
        },
    ),
    (
        _("Obstacles at intake"),
        {
            "letters_refused_intake": Told(_("Refused at intake"), _TRIED),
            "letters_no_channel": Told(_("No channel found"), _TRIED),
            "letters_correction_asked": Told(_("Correction asked for"), _REQUESTS),
            "letters_fee_asked": Told(_("Fee asked for"), _REQUESTS),
            "letters_withdrawn": Told(_("Withdrawn by us"), _SENT),
            **{f"calls_{call}": Told(Call(call).label, _TRIED) for call in CALLS},
        },
    ),
)
DIMENSIONS: Mapping[str, Words] = {
    "channel": _("Channel"),
    "route": pgettext_lazy("of a letter", "Route"),
    "wave": _("Wave"),
    "region": _("Region"),
    "province": _("Province"),
    "level": _("Level"),
    "organ_kind": _("Kind of organ"),
    "applicant_type": _("Kind of applicant"),
}
_CHOICES: Mapping[str, Mapping[str, Words]] = {
    "channel": dict(Channel.choices),
    "route": dict(Route.choices),
    "region": dict(Region.choices),
    "level": dict(Level.choices),
    "organ_kind": dict(Organ.Kind.choices),
    "applicant_type": dict(ApplicantType.choices),
}


def value_words(dimension: str, value: str | int) -> str:
    """One value of a dimension as its page and its file call it."""
    if value == UNKNOWN:
        return str(_("not noted"))
    if dimension == "province":
        return province_label(str(value))
    return str(_CHOICES.get(dimension, {}).get(str(value), value))
