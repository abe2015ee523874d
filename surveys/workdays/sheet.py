"""A table of calendar days: one row a day, with the columns of the file of regional days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.translation import gettext_lazy as _

from surveys.clock.calendar import Day, DayKind, Scope
from surveys.clock.events import EARLIEST, LATEST
from surveys.files.document import Document
from surveys.limited.call import limited_call
from surveys.reasons import says_nothing
from surveys.sheets.cells import Cell
from surveys.sheets.faults import Problem, Refusal, Remark, SheetFault, Worded
from surveys.sheets.records import Field, Record, records_read
from surveys.sheets.typed_cells import date_read, text_reader
from surveys.workdays.areas import NATION, area_names, areas_known, is_called

Choice = TypeVar("Choice", bound=StrEnum)
SOURCE_LENGTH = 200


class DayFault(Worded):
    """What can be wrong with a row beside what can be with any table's."""

    SCOPE = "scope", _("Write nation, province or city.")
    KIND = "kind", _("Write off or work.")
    AREA = "area", _("No %(scope)s of ours has this adcode.")
    NAME = "name", _("This adcode is that of %(area)s.")
    NATION_HAS_NONE = "nation_has_none", _("A day of the nation has no adcode.")
    RANGE = "range", _("The day must lie between %(first)s and %(last)s.")
    TWICE = "twice", _("Row %(row)d names this day of the same area already.")
    BOTH = "both", _("The day cannot be off and worked at once: row %(row)d says %(kind)s.")


@dataclass(frozen=True)
class Read:
    """The days of a table; where anything is refused none of them may be stored."""

    days: tuple[Day, ...]
    refused: tuple[Refusal, ...]
    remarks: tuple[Remark, ...]


def days_read(document: Document, *, ask: Callable[..., Any] = limited_call) -> Read:
    """Every row judged; `Refused` where the file is no table, or holds no row."""
    found = records_read(document, FIELDS, ask=ask)
    judged = list(_judged(found.entries))
    days = tuple(finding for finding in judged if isinstance(finding, Day))
    refused = [finding for finding in judged if isinstance(finding, Refusal)]
    by_row = sorted((*found.refused, *refused), key=lambda refusal: refusal.row)
    return Read(days, tuple(by_row), found.remarks)


def _judged(records: Sequence[Record]) -> Iterator[Day | Refusal]:
    known, names = areas_known(), area_names()
    seen: dict[tuple[str, object], tuple[int, DayKind]] = {}
    for record in records:
        day = _day(record)
        strange = _area_problem(day, known)
        other = _other_name(day, record.values.get("name", ""), names)
        problem = strange or other or _repeated(day, record.row, seen)
        if other and not strange:
            yield record.refuse("name", other)
        elif strange:
            yield record.refuse("adcode" if "adcode" in record.values else "scope", strange)
        elif problem:
            yield record.refuse("kind" if problem.fault is DayFault.BOTH else "date", problem)
        else:
            yield day


def _day(record: Record) -> Day:
    adcode = record.values.get("adcode", "")
    scope = record.values["scope"]
    adcode = "" if scope is Scope.NATION and adcode == NATION else adcode
    facts = {name: record.values[name] for name in ("date", "kind", "source")}
    return Day(scope=scope, adcode=adcode, **facts)


def _area_problem(day: Day, known: dict[Scope, frozenset[str]]) -> Problem | None:
    if day.adcode in known[day.scope]:
        return None
    if day.scope is Scope.NATION:
        return Problem(DayFault.NATION_HAS_NONE)
    return Problem(DayFault.AREA, {"scope": day.scope.value})


def _other_name(day: Day, typed: str, names: dict[str, str]) -> Problem | None:
    """A name is not needed; one that is there must be that of the adcode."""
    name = names.get(day.adcode)
    if name is None or not typed or is_called(name, typed):
        return None
    return Problem(DayFault.NAME, {"area": name})


def _repeated(
    day: Day, row: int, seen: dict[tuple[str, object], tuple[int, DayKind]]
) -> Problem | None:
    first, kind = seen.setdefault((day.adcode, day.date), (row, day.kind))
    if first == row:
        return None
    if kind is day.kind:
        return Problem(DayFault.TWICE, {"row": first})
    return Problem(DayFault.BOTH, {"row": first, "kind": kind.value})


def _choice(codes: type[Choice], words: dict[str, Choice], fault: Worded) -> Callable[[Cell], Any]:
    known = {**{code.value: code for code in codes}, **words}

    def read(cell: Cell) -> Choice | Problem:
        return known.get(cell.text.strip().casefold()) or Problem(fault)

    return read


def _date(cell: Cell) -> object:
    found = date_read(cell)
    if isinstance(found, Problem) or EARLIEST <= found <= LATEST:
        return found
    return Problem(DayFault.RANGE, {"first": str(EARLIEST), "last": str(LATEST)})


def _source(cell: Cell) -> object:
    found = text_reader(SOURCE_LENGTH)(cell)
    nothing = isinstance(found, str) and bool(found) and says_nothing(found)
    return Problem(SheetFault.EMPTY) if nothing else found


_SCOPES = {"全国": Scope.NATION, "省": Scope.PROVINCE, "市": Scope.CITY}
_KINDS = {"休": DayKind.OFF, "放假": DayKind.OFF, "班": DayKind.WORK, "上班": DayKind.WORK}
FIELDS = (
    Field("scope", ("scope", "范围"), _choice(Scope, _SCOPES, DayFault.SCOPE)),
    Field("adcode", ("adcode", "行政区划代码"), text_reader(6), needed=False),
    Field("name", ("name", "名称"), text_reader(40), needed=False),
    Field("date", ("date", "日期"), _date),
    Field("kind", ("kind", "类型"), _choice(DayKind, _KINDS, DayFault.KIND)),
    Field("source", ("source", "来源"), _source),
)
