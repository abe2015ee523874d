"""Loading reference rows: what was added, changed, left alone, refused and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.db import models, transaction

from surveys.models import Answer, CalendarDay, City, Code, Outcome, Question, Submission
from surveys.models.city import Level, Region
from surveys.models.request import Channel
from surveys.reference.question_row import question_facts
from surveys.reference.row import BadCell, BadFile, Cells, Row, line_of
from surveys.reference_state import reference_changed

M = TypeVar("M", bound=models.Model)
Facts = Callable[[Cells], dict[str, Any]]

LONGITUDES, LATITUDES = (70.0, 140.0), (0.0, 60.0)  # China with its seas


@dataclass
class Report:
    """Counts of one table; `refused` holds file, line, column, value and the reason."""

    table: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        head = (
            f"{self.table}: {self.added} added, {self.changed} changed, "
            f"{self.unchanged} unchanged, {len(self.refused)} refused"
        )
        return "\n".join([head, *(f"  refused {reason}" for reason in self.refused)])


def table_load(
    *, model: type[M], file: str, unique: tuple[str, ...], rows: Sequence[Row], facts: Facts
) -> Report:
    """Bring a table in line with the rows, by the first of its `unique` fields; idempotent.

    A row that `facts` cannot read, or that repeats a unique field, is refused with its line;
    rows of the table that the file lacks are left alone, since other rows may point to them.
    ValueError where a column is missing. The caller rolls back what was stored where rows
    are refused.
    """
    report = Report(model._meta.model_name or "")
    stored = list(model._default_manager.all())
    taken = {name: {getattr(item, name): item for item in stored} for name in unique}
    seen: dict[str, set[Any]] = {name: set() for name in unique}
    for position, row in enumerate(rows):
        try:
            wanted = facts(Cells(row, model, position))
            item = taken[unique[0]].get(wanted[unique[0]])
            _check_unique(wanted, item, seen, taken)
        except BadFile as error:
            raise BadFile(f"{file}: {error}") from None
        except BadCell as error:
            report.refused.append(f"{file} line {line_of(row, position)}, {error}")
            continue
        _put(model, item, wanted, report)
    if report.added or report.changed:
        reference_changed()
    return report


def _check_unique(
    wanted: dict[str, Any],
    item: models.Model | None,
    seen: dict[str, set[Any]],
    taken: dict[str, dict[Any, Any]],
) -> None:
    """Against the rows above, and against stored rows that have another key."""
    for name, values in seen.items():
        value = wanted[name]
        if value in values:
            raise BadCell(name, str(value), "occurs twice")
        other = taken[name].get(value)
        if other is not None and other != item:
            raise BadCell(name, str(value), "belongs to another stored row")
    for name, values in seen.items():
        values.add(wanted[name])


def _put(model: type[M], item: M | None, wanted: dict[str, Any], report: Report) -> None:
    if item is None:
        model._default_manager.create(**wanted)
        report.added += 1
        return
    changed = [name for name, value in wanted.items() if getattr(item, name) != value]
    if not changed:
        report.unchanged += 1
        return
    for name in changed:
        setattr(item, name, wanted[name])
    item.save(update_fields=changed)
    report.changed += 1


@transaction.atomic
def cities_load(*, rows: Sequence[Row], expected: int | None = None) -> Report:
    """The city registry; ValueError unless the file, and then the table, holds `expected`."""
    adcodes = {row.get("adcode", "") for row in rows}
    if expected is not None and len(adcodes) != expected:
        raise ValueError(f"cities.csv: {expected} unique adcodes expected, {len(adcodes)} found")
    report = table_load(
        model=City, file="cities.csv", unique=("adcode", "name"), rows=rows, facts=_city
    )
    strangers = sorted(set(City.objects.values_list("adcode", flat=True)) - adcodes)
    if expected is not None and strangers and not report.refused:
        raise ValueError(
            f"cities.csv: {', '.join(strangers)} is stored but not in the file, and replies and "
            "values may hang on it: give its row the old adcode again"
        )
    return report


@transaction.atomic
def questions_load(
    *, rows: Sequence[Row], kept: Mapping[str, Mapping[str, Any]] | None = None
) -> Report:
    """The codebook; a row that is in conflict with itself or with another one is refused.

    Those `kept` stay with these facts, whatever the file says of them; only their place is its.
    """
    kinds = {row.get("code", ""): row.get("kind", "") for row in rows}
    stored = {question.code: question for question in Question.objects.all()}
    facts = partial(_question, kinds=kinds, stored=stored, held=kept or {})
    return table_load(
        model=Question, file="questions.csv", unique=("code",), rows=rows, facts=facts
    )


@transaction.atomic
def outcomes_load(*, rows: Sequence[Row]) -> Report:
    return table_load(
        model=Outcome, file="outcomes.csv", unique=("code",), rows=rows, facts=_outcome
    )


@transaction.atomic
def days_load(*, rows: Sequence[Row]) -> Report:
    """The areas' own days; one that somebody set by hand since stays as it was set."""
    report = Report("calendarday")
    stored = {(day.adcode, str(day.date)): day for day in CalendarDay.objects.all()}
    areas = _area_names()
    seen: dict[tuple[str, str], str] = {}
    for position, row in enumerate(rows):
        try:
            wanted = _calendar_day(Cells(row, CalendarDay, position), areas, seen)
        except BadFile as error:
            raise BadFile(f"regional_days.csv: {error}") from None
        except BadCell as error:
            report.refused.append(f"regional_days.csv line {line_of(row, position)}, {error}")
            continue
        item = stored.get((wanted["adcode"], str(wanted["date"])))
        _put(CalendarDay, item, {} if item and item.set_at else wanted, report)
    if report.added or report.changed:
        reference_changed()
    return report


def _area_names() -> dict[str, dict[str, str]]:
    """Names of provinces and cities by adcode, for each scope that a file of areas may have."""
    cities = City.objects.all()
    return {
        CalendarDay.Scope.PROVINCE: {city.province_adcode: city.province for city in cities},
        CalendarDay.Scope.CITY: {city.adcode: city.name for city in cities},
    }


def _calendar_day(
    cells: Cells, areas: Mapping[str, Mapping[str, str]], seen: dict[tuple[str, str], str]
) -> dict[str, Any]:
    scope = cells.choice("scope", areas)
    adcode, name = cells.raw("adcode"), cells.raw("name")
    if areas[scope].get(adcode) != name:
        raise BadCell("adcode", adcode, f"not the {scope} {name}")
    kind = cells.choice("kind", CalendarDay.Kind.values)
    on = cells.day("date")
    first = seen.setdefault((adcode, str(on)), kind)
    if first != kind:
        raise BadCell("kind", kind, "the day cannot be off and worked at once")
    return {"scope": scope, "adcode": adcode, "date": on, "kind": kind, **cells.texts("source")}


def _city(cells: Cells) -> dict[str, Any]:
    pinyin = ("pinyin", "pinyin_full", "initials", "initials_full")
    return {
        "adcode": cells.code("adcode", r"[0-9]{6}", "six digits"),
        **cells.texts("name", "short_name", "province", *pinyin),
        "province_adcode": cells.code("province_adcode", r"[0-9]{6}", "six digits"),
        "region": cells.choice("region", Region.values),
        "level": cells.choice("level", Level.values),
        "is_capital": cells.flag("is_capital"),
        "in_yangtze_belt": cells.flag("in_yangtze_belt"),
        "in_yellow_provinces": cells.flag("in_yellow_prov"),
        **{name: cells.real(name, *LONGITUDES) for name in ("seat_lon", "label_lon")},
        **{name: cells.real(name, *LATITUDES) for name in ("seat_lat", "label_lat")},
    }


def _question(
    cells: Cells,
    kinds: Mapping[str, str],
    stored: Mapping[str, Question],
    held: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """BadCell too where stored answers would be answers of the question no longer."""
    facts = question_facts(cells, kinds)
    facts |= {**held.get(facts["code"], {}), "position": facts["position"]}
    before = stored.get(facts["code"])
    if before is None:
        return facts
    if before.kind != facts["kind"] and _is_answered(before):
        reason = f"stored answers are of the kind {before.kind}: another kind needs another code"
        raise BadCell("kind", facts["kind"], reason)
    kept = {answer["value"] for answer in facts["choices"]}
    for value in before.words:
        if value not in kept and _is_answered(before, value):
            reason = f"{value} is missing, and stored answers hold it: keep it with its words"
            raise BadCell("choices_zh", cells.raw("choices_zh"), reason)
    return facts


def _is_answered(question: Question, value: str = "") -> bool:
    """Whether a code or an answer is stored, with this value where one is given, or was sent
    once: what was sent keeps its words."""
    wanted: dict[str, Any] = {}
    if value.isdecimal():
        wanted["number"] = float(value)
    elif value:
        wanted["choice"] = value
    return (
        Code.objects.filter(question=question, **wanted).exists()
        or Answer.objects.filter(question=question, **wanted).exists()
        or Submission.objects.filter(code__question=question, **wanted).exists()
    )


def _outcome(cells: Cells) -> dict[str, Any]:
    return {
        "code": cells.code("code", r"[a-z][a-z0-9_]*", "a lowercase name"),
        "channel": cells.choice("channel", Channel.values),
        **cells.texts("name_zh", "name_en"),
        **cells.texts("group_zh", "group_en", empty=True),
        "source": cells.text("article", field="source", empty=True),
        "effective": cells.flag("effective"),
        "position": cells.position,
    }
