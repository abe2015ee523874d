"""Provinces as a list offers them."""

from __future__ import annotations

from surveys.models import City
from surveys.places.names import province_label


def provinces() -> list[tuple[str, str]]:
    """Provinces in the order of their adcodes, in the reader's language; for a choice."""
    rows = City.objects.order_by("province_adcode").values_list("province", flat=True).distinct()
    return [(province, province_label(province)) for province in dict.fromkeys(rows)]
