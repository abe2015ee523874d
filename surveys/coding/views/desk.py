"""What all cards of one city's coding screen share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from surveys.evidence.views.documents import Document, citable, first_to_read
from surveys.forms.dates import DateField
from surveys.forms.days import Near
from surveys.models import City, Edition, Reply, User
from surveys.rounds.selectors import days_of, replies_of


@dataclass(frozen=True)
class Desk:
    """What all cards of one city's screen share; `evidence` may be cited by this coder, `near`
    is where a search on a day without a year was."""

    edition: Edition
    city: City
    person: User
    evidence: list[Document]
    near: Near

    @cached_property
    def opened(self) -> Document | None:
        """What the page shows first, and a new quotation is from."""
        return first_to_read(self.evidence) or next(iter(self.evidence), None)

    @cached_property
    def replies(self) -> list[Reply]:
        return list(replies_of(self.edition, self.city, self.person))

    @cached_property
    def day(self) -> SafeString:
        """Attributes of a field for the day of a search."""
        field = DateField()
        field.look_near(self.near)
        return flatatt({**field.widget.attrs, "placeholder": _("Day: 0315, 2024-3-15")})

    @property
    def closed(self) -> bool:
        return self.edition.frozen or self.edition.ranks_only

    @property
    def key(self) -> str:
        """Under which a browser keeps what this coder types here."""
        return f"{self.edition.code}-{self.city.adcode}-{self.person.pk}"


def desk_of(edition: Edition, city: City, person: User) -> Desk:
    near = days_of(edition, timezone.localdate())
    return Desk(edition, city, person, citable(edition, city, person), near)
