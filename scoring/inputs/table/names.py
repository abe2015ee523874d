"""Indicators by the names that a heading may give them, with what stands around the name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scoring.inputs.table.qualifiers import Means, Qualifier, qualifiers
from scoring.models import Indicator
from surveys.models import City
from surveys.places.cities import CityNames
from surveys.sheets.headings import EDGES, MAX_HEADING, heading_split, key_of
from surveys.sheets.numbers import tidy

_CODE_FIRST = re.compile(r"\s*([a-z]\d\.\d\.\d)(?![\d.])(.*)", re.ASCII | re.DOTALL | re.IGNORECASE)
# What may stand before a name.
_BEFORE = re.compile(r"((?:19|20)\d\d\s*(?:年末|年度|年底|年)|全市|全域|市辖区|市区|城区|全省)\s*")


@dataclass(frozen=True)
class Named:
    """An indicator and what the same text says beside its name."""

    indicator: Indicator
    around: tuple[Qualifier, ...] = ()


@dataclass(frozen=True)
class Names:
    """What may stand in a sheet: cities and indicators by every name that is theirs alone."""

    cities: CityNames
    indicators: Mapping[str, Indicator]

    def city(self, text: str) -> City | None:
        return self.cities.find(text).city

    def indicator(self, text: str) -> Indicator | None:
        """By code, name, code and name, or these with unit, year or scope around them."""
        named = self.named(text)
        return named.indicator if named else None

    def named(self, text: str) -> Named | None:
        exact = self.indicators.get(key_of(text[:MAX_HEADING]))
        return Named(exact) if exact else self._coded(text) or self._around(text)

    def _coded(self, text: str) -> Named | None:
        match = _CODE_FIRST.fullmatch(tidy(text[:MAX_HEADING]))
        by_code = self.indicators.get(key_of(match[1])) if match else None
        if match is None or by_code is None:
            return None
        rest = match[2].strip(EDGES)
        named = self.named(rest) if rest else None
        if named is not None:
            return named if named.indicator is by_code else None
        heading = heading_split(rest)
        around = tuple(_of((heading.name,), by_code))
        if any(part.means == Means.UNKNOWN for part in around):
            return None
        return Named(by_code, (*around, *_of(heading.brackets, by_code)))

    def _around(self, text: str) -> Named | None:
        """The name as the longest beginning; what follows without a bracket or a comma must
        be understood, or the text is no heading of that indicator."""
        heading = heading_split(text)
        before: list[str] = []
        name = heading.name
        while match := _BEFORE.match(name):
            before.append(match[1])
            name = name[match.end() :].strip(EDGES)
        for end in range(len(name), 1, -1):
            indicator = self.indicators.get(key_of(name[:end]))
            if indicator is not None:
                break
        else:
            return None
        tail = name[end:]
        own = {key_of(part) for part in heading_split(indicator.name_zh).brackets}
        own |= {key_of(part) for part in heading_split(indicator.name_en).brackets}
        around = tuple(_of((*before, tail), indicator))
        if any(part.means == Means.UNKNOWN for part in around) and tail[:1] not in ",，;；:：":
            return None
        said = [part for part in heading.brackets if key_of(part) not in own]
        return Named(indicator, (*around, *_of(said, indicator)))


def names_of(cities: Iterable[City], indicators: Iterable[Indicator]) -> Names:
    """Short and English names count only where no other city or indicator has them."""
    by_name: dict[str, dict[str, Indicator]] = {}
    for indicator in indicators:
        own = (indicator.name_zh, indicator.name_en)
        texts = {key_of(indicator.code), *map(key_of, own)}
        texts |= {key_of(heading_split(name).name) for name in own}
        for text in texts - {""}:
            by_name.setdefault(text, {})[indicator.code] = indicator
    return Names(
        cities=CityNames(cities),
        indicators={k: next(iter(v.values())) for k, v in by_name.items() if len(v) == 1},
    )


def _of(texts: Iterable[str], indicator: Indicator) -> list[Qualifier]:
    return [found for text in texts if text.strip(EDGES) for found in qualifiers(text, indicator)]
