"""A board as its address asks for it: preset, columns, filters, order, and the rows themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet
from django.http import QueryDict
from django.urls import reverse

from scoring.board.column import BoardColumn
from scoring.board.kinds import Kind
from scoring.board.places import BoardFilter
from scoring.board.preset import Preset
from scoring.board.presets import preset_named, presets_of
from scoring.board.scene import Scene
from surveys.permissions import can
from surveys.sheets.columns import Shown

# What an address says beside its filters.
OWN = ("preset", "columns", "order", "basis")
CHUNK = 1000


@dataclass(frozen=True)
class Heading:
    """`next` is the order that a click asks for, empty where there is none."""

    label: str
    next: str
    order: str
    is_number: bool


class Board:
    """Reads as little as what is asked of it needs; what an address gets wrong is left out,
    but a filter that cannot be shows no row, so that nobody acts on more than is seen."""

    def __init__(self, scene: Scene, query: QueryDict) -> None:
        self.scene = scene
        self.query = query
        self.preset: Preset = preset_named(query.get("preset", ""), scene)
        self.kind: Kind = self.preset.of

    @cached_property
    def all_columns(self) -> list[BoardColumn[Any]]:
        """Those of the kind that the person may see; the first heads each row."""
        person = self.scene.person
        columns = self.kind.columns(self.scene)
        return [one for one in columns if one.needs is None or can(person, one.needs)]

    @cached_property
    def columns(self) -> list[BoardColumn[Any]]:
        """As chosen, the heading one first."""
        known = {column.name: column for column in self.all_columns}
        head = self.all_columns[0]
        asked = self.query.get("columns", "").split(",")
        names = [name for name in dict.fromkeys(asked) if name in known] or self.preset.columns
        return [head, *(known[name] for name in names if name in known and name != head.name)]

    @property
    def order(self) -> str:
        """The name of a column, with a minus for the other way round; empty for the usual."""
        asked = self.query.get("order", "") or self.preset.order
        column = self._column(asked)
        return asked if column and (column.order or self.kind.whole) else ""

    def _column(self, asked: str) -> BoardColumn[Any] | None:
        name = asked.removeprefix("-")
        return next((one for one in self.all_columns if one.name == name), None)

    @cached_property
    def filter(self) -> BoardFilter:
        data = self.query.copy()
        for name, value in self.preset.given.items():
            data.setdefault(name, value)
        rows = self.kind.rows(self.scene).filter(self.preset.rows(self.scene))
        return self.kind.filters(data, queryset=rows, scene=self.scene)

    @property
    def filtered(self) -> bool:
        return any(self.query.get(name) for name in self.filter.filters)

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """Stored rows, narrowed, in order where the database does it."""
        if not self.filter.is_valid():
            return self.filter.queryset.none()
        rows: QuerySet[Any] = self.filter.qs
        column = self._column(self.order)
        if column is None or not column.order:
            return rows
        back = self.order.startswith("-")
        fields = [
            F(name).desc(nulls_last=True) if back else F(name).asc(nulls_last=True)
            for name in column.order
        ]
        return rows.order_by(*fields, "pk")

    def load(self, rows: Iterable[Any]) -> list[Any]:
        """What the columns read, of those rows; of a kind that is shown whole, in its order."""
        parts = {column.part for column in self.columns if column.part}
        column = self._column(self.order)
        by_value = self.kind.whole and column is not None and not column.order
        if by_value and column is not None and column.part:
            parts.add(column.part)
        found = self.kind.load(self.scene, rows, parts)
        if not by_value or column is None:
            return found
        back = self.order.startswith("-")
        there = [row for row in found if not column.place(row)[0]]
        missing = [row for row in found if column.place(row)[0]]
        return sorted(there, key=column.place, reverse=back) + missing

    def every(self) -> Iterator[Any]:
        """All rows, a chunk at a time; for files."""
        if self.kind.whole:
            yield from self.load(self.rows)
            return
        keys = list(self.rows.values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            some = keys[start : start + CHUNK]
            stored = {row.pk: row for row in self.rows.filter(pk__in=some)}
            yield from self.load(stored[key] for key in some if key in stored)

    def named(self, row: Any) -> Shown | tuple[Shown, ...]:
        """The cell that names a row, leading where the preset says, narrowed as the list is."""
        shown = self.columns[0].shown(row)
        if not isinstance(shown, Shown):
            return shown
        if self.preset.opens:
            place = [self.scene.edition.code, row.city.adcode]
            return replace(shown, href=reverse(self.preset.opens, args=place))
        return replace(shown, href=f"{shown.href}?{self._carried}") if self._carried else shown

    @cached_property
    def _carried(self) -> str:
        read = self.kind.carried
        return urlencode(read(self.filter)) if read and self.filter.is_valid() else ""

    def headings(self) -> Iterator[Heading]:
        now = self.order
        for column in self.columns:
            name = column.name
            sortable = bool(column.order) or self.kind.whole
            ways = (f"-{name}", name) if column.most_first else (name, f"-{name}")
            following = ways[1] if now == ways[0] else ways[0]
            order = {name: "ascending", f"-{name}": "descending"}.get(now, "")
            yield Heading(str(column.words), following if sortable else "", order, column.is_number)

    def choice(self) -> list[tuple[BoardColumn[Any], int]]:
        """Every column but the heading one with its place, 0 for those that are not shown."""
        places = {column.name: number for number, column in enumerate(self.columns)}
        rest = self.all_columns[1:]
        shown = sorted((one for one in rest if one.name in places), key=lambda x: places[x.name])
        hidden = [one for one in rest if one.name not in places]
        return [(one, places.get(one.name, 0)) for one in (*shown, *hidden)]

    def beside_filters(self) -> list[tuple[str, str]]:
        """What a form of filters leaves as it is."""
        kept = [(name, self.query.get(name, "")) for name in OWN[1:]]
        return [("preset", self.preset.name), *((name, value) for name, value in kept if value)]

    def beside_columns(self) -> list[tuple[str, str]]:
        """What the choice of columns leaves as it is."""
        rows = [(name, value) for name in self.query if (value := self.query.get(name, ""))]
        left = ("columns", "page", "preset")
        return [("preset", self.preset.name), *(row for row in rows if row[0] not in left)]

    def criteria(self) -> Iterator[tuple[str, str]]:
        """The filters in force in words, those that the preset gives among them."""
        form = self.filter.form
        for name, value in form.cleaned_data.items() if form.is_valid() else ():
            if value in (None, ""):
                continue
            choices = getattr(form.fields[name], "choices", None)
            words = dict(choices) if choices is not None and isinstance(value, str) else {}
            yield str(form.fields[name].label), str(words.get(value, value))

    def kept_query(self) -> str:
        """What a kept view has to say of it, in one spelling."""
        names = (*OWN, *self.filter.filters)
        kept = QueryDict(mutable=True)
        kept["preset"] = self.preset.name
        for name in names[1:]:
            if value := self.query.get(name, ""):
                kept[name] = value
        return kept.urlencode()


def counts_of(scene: Scene, presets: Sequence[Preset]) -> dict[str, int]:
    """How many rows stand in each of these lists, as they are without further filters: one query
    for all of a kind, and one for each that has filters of its own."""
    found: dict[str, int] = {}
    plain = [one for one in presets if not one.given]
    for kind in dict.fromkeys(one.kind for one in plain):
        same = [one for one in plain if one.kind == kind]
        counted = {one.name: Count("pk", filter=one.rows(scene)) for one in same}
        found |= same[0].of.rows(scene).order_by().aggregate(**counted)
    for one in presets:
        if one.given:
            query = QueryDict(mutable=True)
            query["preset"] = one.name
            found[one.name] = Board(scene, query).rows.order_by().count()
    return found


@dataclass(frozen=True)
class Entry:
    """A preset of the menu; `count` is there for what a day is about."""

    words: str
    query: str
    here: bool
    count: int | None


@dataclass(frozen=True)
class Group:
    words: str
    entries: list[Entry]


def menu_of(board: Board, counts: Mapping[str, int]) -> list[Group]:
    """The presets of the person by the words of their kind, in the order of the table; the letters,
    which alone fill a line, come after the others."""
    found: dict[str, list[Entry]] = {}
    for preset in sorted(presets_of(board.scene), key=lambda one: one.of.acts):
        here, query = preset == board.preset, urlencode({"preset": preset.name})
        entry = Entry(str(preset.words), query, here, counts.get(preset.name))
        found.setdefault(str(preset.of.words), []).append(entry)
    return [Group(words, entries) for words, entries in found.items()]
