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


def area_names() -> dict[str, str]:
    """What the area of each adcode is called."""
    rows = City.objects.values_list("adcode", "name", "province_adcode", "province")
    provinces = {code: name for _adcode, _name, code, name in rows}
    return {**provinces, **{adcode: name for adcode, name, _code, _province in rows}}


def is_called(name: str, typed: str) -> bool:
    """Whether a person may mean the area by this; its name may be cut (西藏 for 西藏自治区)."""
    word = "".join(typed.split())
    return len(word) > 1 and (name.startswith(word) or word.startswith(name))
