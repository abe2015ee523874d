"""Areas that can have days of their own: which adcodes name one, by scope."""

from __future__ import annotations

from surveys.clock.calendar import Scope
from surveys.models import City

# How tables of statistics write the nation; kept as none.
NATION = "100000"


def areas_known() -> dict[Scope, frozenset[str]]:
    """The adcodes that a day of each scope may name."""
    rows = City.objects.values_list("adcode", "province_adcode")
    return {
        Scope.NATION: frozenset({""}),
        Scope.PROVINCE: frozenset(province for _city, province in rows),
        Scope.CITY: frozenset(city for city, _province in rows),
    }
