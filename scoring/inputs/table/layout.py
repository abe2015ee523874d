"""Which row is the header, and what each column of a sheet stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from scoring.inputs.table.columns import Column, column_read, years_of
from scoring.inputs.table.names import Names
from scoring.inputs.table.qualifiers import TitleUnit, title_unit, year_of
from surveys.sheets.cells import HEADER_ROWS, Area, Cell, Row, filled
from surveys.sheets.head import Head, head_read
from surveys.sheets.headings import heading_split, key_of

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
_UNIT = frozenset({"单位", "计量单位", "unit", "units"})
# Columns that describe the row; in the wide form every other heading must be an indicator.
_DESCRIPTIVE = frozenset(
    {
        *("序号", "编号", "no", "no.", "#", "省", "省份", "省区", "province", "省代码"),
        *("区域", "region", "级别", "行政级别", "level", "拼音", "pinyin"),
        *("备注", "说明", "注", "note", "notes", "remark", "remarks"),
    }
)


@dataclass(frozen=True)
class Roles:
    """The columns that say something of a whole row, and in the long form of its value."""

    adcode: int | None = None
    city: int | None = None
    indicator: int | None = None
    value: int | None = None
    source: int | None = None
    year: int | None = None
    unit: int | None = None

    @property
    def keys(self) -> list[int]:
        return [column for column in (self.adcode, self.city) if column is not None]

    @property
    def is_long(self) -> bool:
        return self.indicator is not None and self.value is not None


@dataclass(frozen=True)
class Layout:
    """The header and its columns; `columns` is None in the long form."""

    head: Head
    roles: Roles
    columns: Mapping[int, Column] | None = None
    unknown: tuple[int, ...] = ()
    ignored: tuple[int, ...] = ()
    repeated: Mapping[int, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)

    @property
    def header(self) -> Row:
        return self.head.row

    @property
    def title_unit(self) -> TitleUnit | None:
        """What stands above the whole table, nearest to it."""
        found = [unit for unit in map(title_unit, self.head.titles) if unit is not None]
        return found[-1] if found else None

    @property
    def title_year(self) -> int | None:
        return next(iter(years_of(self.head.titles)), None)

    def heading(self, column: int) -> str:
        """All lines of it, from the top down."""
        lines = [line.text for line in self.head.lines.get(column, ())]
        cell = self.header.cells.get(column)
        return " ".join(lines) if lines else cell.text if cell else ""


def layout_find(
    rows: Sequence[Row], names: Names, merged: Sequence[Area] = (), *, strict: bool = False
) -> Layout | None:
    """The layout of the first row among the first ten that names a city and values.

    Where there is none, one with a city and unknown columns, so that each can be named;
    unless `strict`.
    """
    for known in (True,) if strict else (True, False):
        for row in rows:
            if row.number > HEADER_ROWS:
                break
            layout = _layout(rows, merged, row, names)
            if layout is not None and (_has_values(layout) or (layout.unknown and not known)):
                return layout
    return None


def body_rows(layout: Layout, rows: Sequence[Row]) -> Iterator[Row]:
    """Those below the header, without the header said again behind the end of a page."""
    for row in filled(rows, layout.head.last + 1):
        if not (header_again(layout, row) and _is_same(layout, row)):
            yield row


def merged_values(layout: Layout, areas: Sequence[Area], rows: Sequence[Row]) -> tuple[Area, ...]:
    """Merged cells below the header, but for a remark over the width that stands alone, and
    those in columns that are not read: a province beside its cities."""
    alone = {row.number: next(iter(row.cells)) for row in rows if len(row.cells) == 1}
    keys = layout.roles.keys
    return tuple(
        area
        for area in areas
        if area.last_row > layout.head.last
        and not set(range(area.first_column, area.last_column + 1)) <= set(layout.ignored)
        and not (
            area.first_row == area.last_row
            and alone.get(area.first_row) == area.first_column
            and any(area.first_column <= key <= area.last_column for key in keys)
        )
    )


def header_again(layout: Layout, row: Row) -> Cell | None:
    """The cell by which a row heads its columns: a word for the city's or the adcode's, which
    no city is called."""
    cells = [row.cells[column] for column in layout.roles.keys if column in row.cells]
    return next((cell for cell in cells if _role(cell.text) in ("adcode", "city")), None)


def _is_same(layout: Layout, row: Row) -> bool:
    header = layout.header.cells
    return all(
        column in header and key_of(cell.text) == key_of(header[column].text)
        for column, cell in row.cells.items()
    )


def _has_values(layout: Layout) -> bool:
    wide = layout.columns or layout.repeated or len(layout.years) > 1
    return bool(wide) or layout.columns is None


_ROLES: tuple[tuple[str, frozenset[str]], ...] = (
    ("adcode", _ADCODE),
    ("city", _CITY),
    ("indicator", _INDICATOR),
    ("value", _VALUE),
    ("source", _SOURCE),
    ("year", _YEAR),
    ("unit", _UNIT),
)


def _layout(rows: Sequence[Row], merged: Sequence[Area], row: Row, names: Names) -> Layout | None:
    roles, twice = _roles(row)
    if not roles.keys:
        return None
    head = head_read(rows, merged, row, roles.keys)
    if not roles.is_long:
        return _wide(head, replace(roles, indicator=None, value=None), twice, names)
    held = {column for column in vars(roles).values() if column is not None}
    ignored = sorted((set(head.lines) | set(row.cells)) - held - set(twice))
    return Layout(head, roles, ignored=tuple(ignored), repeated=twice)


def _roles(row: Row) -> tuple[Roles, dict[int, int]]:
    """Columns by what they say of a row, and the later ones of two that say the same."""
    roles: dict[str, int] = {}
    twice: dict[int, int] = {}
    for column, cell in sorted(row.cells.items()):
        role = _role(cell.text)
        if role is not None and roles.setdefault(role, column) != column:
            twice[column] = roles[role]
    return Roles(**roles), twice


def _role(text: str) -> str | None:
    for key in (key_of(text), key_of(heading_split(text).name)):
        for role, headings in _ROLES:
            if key in headings:
                return role
    return None


def _wide(head: Head, roles: Roles, twice: Mapping[int, int], names: Names) -> Layout:
    columns: dict[int, Column] = {}
    years: dict[int, int] = {}
    unknown: list[int] = []
    ignored: list[int] = []
    held = {*vars(roles).values(), *twice}
    for column in sorted((set(head.lines) | set(head.row.cells)) - held):
        texts = [line.text for line in head.lines.get(column, ())]
        found = column_read(texts, names)
        year = year_of(texts[-1]) if texts else None
        if found is not None:
            columns[column] = found
        elif year is not None:
            years[column] = year
        else:
            described = key_of(heading_split(" ".join(texts)).name) in _DESCRIPTIVE
            (ignored if described else unknown).append(column)
    # Nobody can tell which of two columns of one indicator is meant: neither is taken.
    repeated = {**twice, **_repeated(columns)}
    return Layout(
        head,
        roles,
        columns={column: found for column, found in columns.items() if column not in repeated},
        unknown=tuple(unknown),
        ignored=tuple(ignored),
        repeated=repeated,
        years=years,
    )


def _repeated(columns: Mapping[int, Column]) -> dict[int, int]:
    """Columns of one indicator and year, each with another one of it; not those that are
    refused for themselves."""
    repeated: dict[int, int] = {}
    first_of: dict[tuple[str, int | None], int] = {}
    for column, found in columns.items():
        if found.problem is not None:
            continue
        first = first_of.setdefault((found.indicator.code, found.year), column)
        if first != column:
            repeated[column] = first
            repeated.setdefault(first, column)
    return repeated
