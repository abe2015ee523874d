"""Where the round stands, in few queries: what the edition's page and the work lists show."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from surveys.models import City, Edition, Reply
from surveys.models.querysets import BY_STATE
from surveys.places.names import province_label
from surveys.rounds.unanswered import unanswered_by_province


@dataclass
class ProvinceProgress:
    """Counts of one province."""

    province: str
    cities: int
    replied: int = 0
    sent: int = 0
    in_review: int = 0
    returned: int = 0
    approved: int = 0

    @property
    def label(self) -> str:
        return province_label(self.province)


def progress_by_province(edition: Edition) -> list[ProvinceProgress]:
    """One row per province in the registry's order; four queries. Late replies do not count
    unless their round counts them."""
    rows = {
        row["province"]: ProvinceProgress(row["province"], row["cities"])
        for row in City.objects.order_by("province_adcode")
        .values("province", "province_adcode")
        .annotate(cities=Count("pk"))
    }
    replied = (
        Reply.objects.of(edition)
        .standing()
        .counted()
        .order_by()
        .values_list("city__province")
        .annotate(count=Count("city", distinct=True))
    )
    for province, count in replied:
        rows[province].replied = count
    for province, count in unanswered_by_province(edition).items():
        rows[province].sent = count
    states = edition.answers.order_by().values("city__province").annotate(**BY_STATE)
    for row in states:
        found = rows[row["city__province"]]
        found.in_review, found.returned = row["in_review"], row["returned"]
        found.approved = row["approved"]
    return list(rows.values())
