"""Words for the units of the reference data; the stored unit stays what formulas are checked by."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNIT_WORDS: dict[str, Promise] = {
    "10k persons": _("10k persons"),
    "10k visits": _("10k visits"),
    "10k yuan": _("10k yuan"),
    "10kt CO2": _("10kt CO2"),
    "1e8 m3": _("1e8 m3"),
    "1e8 yuan": _("1e8 yuan"),
    "GWh": _("GWh"),
    "bases": _("bases"),
    "cases": _("cases"),
    "count": _("count"),
    "firms": _("firms"),
    "index": _("index"),
    "items": _("items"),
    "kWh/person": _("kWh/person"),
    "kg/person": _("kg/person"),
    "km2": _("km2"),
    "occurrences": _("occurrences"),
    "persons": _("persons"),
    "products": _("products"),
    "projects": _("projects"),
    "t": _("t"),
    "yes/no": _("yes/no"),
    "yuan/person": _("yuan/person"),
    "zones": _("zones"),
}
# Grades from the lowest to the highest; 0-1 is a share.
SCALES = frozenset(f"{low}-{high}" for low in range(10) for high in range(low + 1, 10)) - {"0-1"}


def unit_label(unit: str) -> str:
    """The unit in the reader's language; signs such as % and 0-4 are the same in all."""
    return str(UNIT_WORDS.get(unit, unit))
