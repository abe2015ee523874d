"""The city that a cell names: by adcode or name, as tables of statistics write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from surveys.places.former_names import DISSOLVED, RENAMED
from surveys.places.names import PROVINCES, province_stem
from surveys.sheets.faults import Problem, Worded
from surveys.sheets.headings import key_of

if TYPE_CHECKING:
    from surveys.models import City

# Zeros that a spreadsheet or a longer code of statistics puts behind an adcode, and the sign
# before one that is to stay a text.
_CODE = re.compile(r"=?(\d{6})(?:\.0+|0{6})?")
_PROVINCE_CODE = re.compile(r"\d{2}0000")
# Marks of a footnote behind a name: signs, figures in circles, above the line or in brackets.
_MARKS = re.compile(
    r"(?:[*†‡§#\u2460-\u24ff\u2776-\u2793¹²³\u2070-\u2079]|注\d{0,2}|\((?:注?\d{1,2})\))+$"
)
_SQUARE = str.maketrans("[]【】〔〕", "()()()")
_WHOLE = re.compile(r"\((?:全市|全域|全辖区|全州|全地区)\)$")
_BETWEEN = "/-–—·,;|"


class PlaceFault(Worded):
    """Why a text names no city of ours."""

    UNKNOWN_CITY = (
        "unknown_city",
        _("Unknown city. Write its six-digit adcode or its full name."),
    )
    PROVINCE = (
        "province",
        _("This is a province, not a city. Delete the row, or write the city's full name."),
    )
    DISSOLVED_CITY = (
        "dissolved_city",
        _("This city does not exist any more (its area belongs to %(now)s). Delete the row."),
    )


@dataclass(frozen=True)
class Found:
    """What a text says of a city. `doubtful`: the province has the same short name; `former`:
    a name of the past; `problem`: why it stands for no city, where more is known than that."""

    city: City | None = None
    doubtful: bool = False
    former: bool = False
    problem: Problem | None = None

    @property
    def is_province(self) -> bool:
        return self.problem is not None and self.problem.fault == PlaceFault.PROVINCE


_NOBODY = Found(problem=Problem(PlaceFault.UNKNOWN_CITY))
_PROVINCE = Found(problem=Problem(PlaceFault.PROVINCE))


class CityNames:
    """Cities by every name that is theirs alone."""

    def __init__(self, cities: Iterable[City]) -> None:
        self._cities: dict[str, City] = {}
        self._former: dict[str, City] = {}
        names: dict[str, dict[str, City]] = {}
        for city in cities:
            self._cities[city.adcode] = city
            for name in {key_of(city.name), key_of(city.short_name)}:
                names.setdefault(name, {})[city.adcode] = city
            for name in RENAMED.get(city.adcode, ()):
                self._former[key_of(name)] = city
        for name, found in names.items():
            if len(found) == 1:
                self._cities[name] = next(iter(found.values()))
        self._provinces = _province_names()

    def __len__(self) -> int:
        return len({city.pk for city in self._cities.values()})

    def all(self) -> list[City]:
        return list({city.pk: city for city in self._cities.values()}.values())

    def find(self, text: str) -> Found:
        """Exact names first; then without marks, and with the province before the name."""
        key = key_of(text.translate(_SQUARE))
        code = _CODE.fullmatch(key)
        if code is not None:
            return self._by_code(code[1])
        found = self._named(key)
        if found is _NOBODY:
            plain = _WHOLE.sub("", _MARKS.sub("", key))
            found = self._named(plain)
            if found is _NOBODY:
                found = self._behind_province(plain)
        return found

    def _by_code(self, code: str) -> Found:
        city = self._cities.get(code)
        if city is not None:
            return Found(city)
        return _PROVINCE if _PROVINCE_CODE.fullmatch(code) else _NOBODY

    def _named(self, key: str) -> Found:
        city = self._cities.get(key)
        province = self._provinces.get(key)
        if city is not None:
            doubtful = province is not None and key_of(city.province) != key_of(city.name)
            return Found(city, doubtful=doubtful and key != key_of(city.name))
        if key in self._former:
            return Found(self._former[key], former=True)
        if key in DISSOLVED:
            return Found(problem=Problem(PlaceFault.DISSOLVED_CITY, {"now": DISSOLVED[key]}))
        return _NOBODY if province is None else _PROVINCE

    def _behind_province(self, key: str) -> Found:
        """河北省石家庄市, 内蒙古/呼和浩特: only where the city lies in that province."""
        for name, province in self._provinces.items():
            if key.startswith(name) and key != name:
                found = self._named(key[len(name) :].strip(_BETWEEN))
                if found.city is not None and key_of(found.city.province) == province:
                    return Found(found.city, former=found.former)
        return _NOBODY


def _province_names() -> Mapping[str, str]:
    """Full and short names to the full one; longer names first."""
    names = {key_of(name): key_of(name) for name in PROVINCES}
    names |= {key_of(province_stem(name)): key_of(name) for name in PROVINCES}
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))
