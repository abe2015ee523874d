"""What an organ may charge for a letter: by how many its applicant has sent it in the month."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.clock.fees import fee, scale_on
from surveys.models import InfoRequest
from surveys.models.request import Channel


@dataclass(frozen=True)
class Charge:
    """The letter is the `number`-th of its applicant to the organ in the calendar month, and
    costs `price` yuan; all `count` of the month cost `total`. `source` of the scale."""

    number: int
    price: int
    count: int
    total: int
    source: str


def charge_of(letter: InfoRequest) -> Charge | None:
    """None for a consultation, a letter without an applicant or not sent, and before the first
    scale, when nothing could be charged. Each letter is one item; two of one day count in the
    order in which they were written down."""
    day = letter.sent_on
    if letter.channel != Channel.DISCLOSURE or not letter.applicant or day is None:
        return None
    scale = scale_on(day)
    if scale is None:
        return None
    same = InfoRequest.objects.filter(
        channel=Channel.DISCLOSURE,
        applicant=letter.applicant,
        organ=letter.organ_id,
        sent_on__year=day.year,
        sent_on__month=day.month,
        round__edition=letter.round.edition_id,
    )
    keys = list(same.order_by("sent_on", "pk").values_list("pk", flat=True))
    number = keys.index(letter.pk) + 1
    return Charge(number, scale.price(number), len(keys), fee(len(keys), day), scale.source)
