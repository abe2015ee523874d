"""Which row is the header, and what each column of a sheet stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.models import Indicator
from surveys.models import City
from surveys.sheets.cells import HEADER_ROWS, Row
from surveys.sheets.numbers import tidy

_ADCODE = frozenset(
    {"adcode", "citycode", "code", "行政区划代码", "区划代码", "行政代码", "城市代码", "代码"}
)
_CITY = frozenset(
    {
        *("city", "cityname", "name", "城市", "城市名称", "城市名", "市", "地级市", "名称"),
        *("地区", "行政区", "行政区划", "行政区名称"),
    }
)
_INDICATOR = frozenset(
    {"indicator", "indicatorcode", "indicatorname", "指标", "指标代码", "指标编码", "指标名称"}
)
_VALUE = frozenset({"value", "数值", "值", "指标值", "数据"})
_SOURCE = frozenset({"source", "datasource", "来源", "数据来源", "资料来源"})
_YEAR = frozenset(
    {"referenceyear", "year", "年份", "年度", "参考年份", "基准年", "基准年份", "数据年份"}
)
# Columns that describe the row; in the wide form every other heading must be an indicator.
_DESCRIPTIVE = frozenset(
    {
        *("序号", "编号", "no", "no.", "#", "省", "省份", "省区", "province", "省代码"),
        *("区域", "region", "级别", "行政级别", "level", "拼音", "pinyin"),
        *("备注", "说明", "注", "note", "notes", "remark", "remarks", "单位", "unit", "units"),
    }
)
_BLANKS = re.compile(r"[\s_]+")
_QUOTES = re.compile("[\u201c\u201d\u2018\u2019\u300c\u300d\"']")
_BRACKETED_END = re.compile(r"\([^()]*\)$")
_CODE_FIRST = re.compile(r"([a-z]\d\.\d\.\d)[-:.、]?(.*)", re.ASCII)


def key_of(text: str) -> str:
    """The form in which names are compared: no blanks, quotes, case or full width."""
    return _QUOTES.sub("", _BLANKS.sub("", tidy(text))).casefold()


@dataclass(frozen=True)
class Names:
    """What may stand in a sheet: cities and indicators by every name that is theirs alone."""

    cities: Mapping[str, City]
    indicators: Mapping[str, Indicator]

    def city(self, text: str) -> City | None:
        return self.cities.get(key_of(text))

    def indicator(self, text: str) -> Indicator | None:
        """By code, name, code and name, or name with the unit in brackets behind it."""
        key = key_of(text)
        found = self.indicators.get(key) or self.indicators.get(_BRACKETED_END.sub("", key))
        if found is not None:
            return found
        match = _CODE_FIRST.fullmatch(key)
        if match is None:
            return None
        by_code = self.indicators.get(match[1])
        rest = match[2]
        by_name = self.indicators.get(rest) or self.indicators.get(_BRACKETED_END.sub("", rest))
        return by_code if by_code is by_name else None


def names_of(cities: Iterable[City], indicators: Iterable[Indicator]) -> Names:
    """Short and English names count only where no other city or indicator has them."""
    by_city: dict[str, list[City]] = {}
    for city in cities:
        for name in {city.adcode, key_of(city.name), key_of(city.short_name)}:
            by_city.setdefault(name, []).append(city)
    by_name: dict[str, list[Indicator]] = {}
    for indicator in indicators:
        for text in {key_of(indicator.code), key_of(indicator.name_zh), key_of(indicator.name_en)}:
            by_name.setdefault(text, []).append(indicator)
    return Names(
        cities={name: found[0] for name, found in by_city.items() if len(found) == 1},
        indicators={name: found[0] for name, found in by_name.items() if len(found) == 1},
    )


@dataclass(frozen=True)
class Layout:
    """The header row and its columns; `indicators` is empty in the long form, `indicator`
    and `value` are None in the wide one."""

    header: Row
    adcode: int | None
    city: int | None
    indicator: int | None = None
    value: int | None = None
    source: int | None = None
    year: int | None = None
    indicators: Mapping[int, Indicator] | None = None
    unknown: tuple[int, ...] = ()
    ignored: tuple[int, ...] = ()
    repeated: Mapping[int, int] | None = None

    def heading(self, column: int) -> str:
        cell = self.header.cells.get(column)
        return cell.text if cell else ""


def layout_find(rows: Sequence[Row], names: Names, *, strict: bool = False) -> Layout | None:
    """The layout of the first row among the first ten that names a city and values.

    Where there is none, one with a city and unknown columns, so that each can be named;
    unless `strict`.
    """
    head = [row for row in rows if row.number <= HEADER_ROWS]
    for known in (True,) if strict else (True, False):
        for row in head:
            layout = _layout(row, names, known=known)
            if layout is not None:
                return layout
    return None


_ROLES: tuple[tuple[str, frozenset[str]], ...] = (
    ("adcode", _ADCODE),
    ("city", _CITY),
    ("indicator", _INDICATOR),
    ("value", _VALUE),
    ("source", _SOURCE),
    ("year", _YEAR),
)


def _layout(row: Row, names: Names, *, known: bool) -> Layout | None:
    roles: dict[str, int] = {}
    indicators: dict[int, Indicator] = {}
    rest: list[int] = []
    repeated: dict[int, int] = {}
    first_of: dict[object, int] = {}
    for column, cell in sorted(row.cells.items()):
        meaning = _meaning(cell.text, names)
        if meaning is None:
            rest.append(column)
            continue
        first = first_of.setdefault(meaning if isinstance(meaning, str) else meaning.code, column)
        if first != column:
            repeated[column] = first
        elif isinstance(meaning, str):
            roles[meaning] = column
        else:
            indicators[column] = meaning
    if not roles.keys() & {"adcode", "city"}:
        return None
    # Nobody can tell which of two columns of one indicator is meant: neither is taken.
    for later, first in list(repeated.items()):
        if indicators.pop(first, None) is not None:
            repeated[first] = later
    if {"indicator", "value"} <= roles.keys():
        return _long(row, roles, (*indicators, *rest), repeated)
    wide = _wide(row, roles, indicators, rest, repeated)
    return wide if indicators or repeated or (wide.unknown and not known) else None


def _meaning(text: str, names: Names) -> str | Indicator | None:
    key = key_of(text)
    for role, headings in _ROLES:
        if key in headings:
            return role
    return names.indicator(text)


def _long(
    row: Row, roles: Mapping[str, int], others: Iterable[int], repeated: Mapping[int, int]
) -> Layout:
    return Layout(
        header=row,
        adcode=roles.get("adcode"),
        city=roles.get("city"),
        indicator=roles["indicator"],
        value=roles["value"],
        source=roles.get("source"),
        year=roles.get("year"),
        ignored=tuple(sorted(others)),
        repeated=repeated,
    )


def _wide(
    row: Row,
    roles: Mapping[str, int],
    indicators: Mapping[int, Indicator],
    rest: Iterable[int],
    repeated: Mapping[int, int],
) -> Layout:
    stray = [roles[name] for name in ("indicator", "value") if name in roles]
    known = [column for column in rest if key_of(row.cells[column].text) in _DESCRIPTIVE]
    return Layout(
        header=row,
        adcode=roles.get("adcode"),
        city=roles.get("city"),
        source=roles.get("source"),
        year=roles.get("year"),
        indicators=indicators,
        unknown=tuple(sorted({*rest, *stray} - {*known})),
        ignored=tuple(known),
        repeated=repeated,
    )
