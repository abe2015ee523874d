"""Loading reference rows: what was added, changed, left alone, refused and why."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction

from surveys.models import City, Outcome, Question

Row = Mapping[str, str]
M = TypeVar("M", bound=models.Model)


@dataclass
class Report:
    """Counts of one table; `refused` holds the line of the file and the reason."""

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


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def table_load(
    *, model: type[M], key: str, rows: Iterable[Row], facts: Callable[[Row], dict[str, Any]]
) -> Report:
    """Bring a table in line with the rows, by its key; idempotent.

    A row that `facts` cannot read (KeyError, ValueError) is refused with its line; rows
    of the table that the file lacks are left alone, since other rows may point to them.
    """
    report = Report(model._meta.model_name or "")
    stored = {getattr(item, key): item for item in model._default_manager.all()}
    seen: set[str] = set()
    for line, row in enumerate(rows, start=2):
        try:
            wanted = facts(row)
        except (KeyError, ValueError, models.ObjectDoesNotExist) as error:
            report.refused.append(f"line {line}: {error}")
            continue
        name = wanted[key]
        if name in seen:
            report.refused.append(f"line {line}: {key} {name} occurs twice")
            continue
        seen.add(name)
        _put(model, stored.get(name), wanted, report)
    return report


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
def cities_load(*, rows: list[dict[str, str]], expected: int | None = None) -> Report:
    """The city registry; ValueError unless the file holds `expected` different adcodes."""
    adcodes = {row["adcode"] for row in rows}
    if expected is not None and len(adcodes) != expected:
        raise ValueError(f"cities: {expected} unique adcodes expected, {len(adcodes)} found")
    return table_load(model=City, key="adcode", rows=rows, facts=_city)


@transaction.atomic
def questions_load(*, rows: list[dict[str, str]]) -> Report:
    numbered = [{**row, "position": str(i)} for i, row in enumerate(rows)]
    return table_load(model=Question, key="code", rows=numbered, facts=_question)


@transaction.atomic
def outcomes_load(*, rows: list[dict[str, str]]) -> Report:
    numbered = [{**row, "position": str(i)} for i, row in enumerate(rows)]
    return table_load(model=Outcome, key="code", rows=numbered, facts=_outcome)


def _flag(row: Row, name: str) -> bool:
    words = {"是": True, "否": False, "yes": True, "no": False, "1": True, "0": False}
    if row[name] not in words:
        raise ValueError(f"{name}: yes or no expected, not {row[name]!r}")
    return words[row[name]]


def _city(row: Row) -> dict[str, Any]:
    adcode = row["adcode"]
    if not (len(adcode) == 6 and adcode.isdigit()):
        raise ValueError(f"adcode: six digits expected, not {adcode!r}")
    return {
        "adcode": adcode,
        **{
            name: row[name]
            for name in (
                "name",
                "short_name",
                "pinyin",
                "pinyin_full",
                "initials",
                "initials_full",
                "province",
                "province_adcode",
                "region",
                "level",
            )
        },
        "is_capital": _flag(row, "is_capital"),
        "in_yangtze_belt": _flag(row, "in_yangtze_belt"),
        "in_yellow_provinces": _flag(row, "in_yellow_prov"),
        **{name: float(row[name]) for name in ("seat_lon", "seat_lat", "label_lon", "label_lat")},
    }


def _question(row: Row) -> dict[str, Any]:
    return {
        "code": row["code"],
        **{
            name: row[name]
            for name in ("name_zh", "name_en", "source", "rule", "guidance_zh", "guidance_en")
        },
        "kind": Question.Kind(row["kind"]).value,
        "minimum": int(row["min"]) if row["min"] else None,
        "maximum": int(row["max"]) if row["max"] else None,
        "counts_as_one": " ".join(row["counts_as_one"].split(";")),
        "position": int(row["position"]),
    }


def _outcome(row: Row) -> dict[str, Any]:
    return {
        **{
            name: row[name]
            for name in ("code", "channel", "group_zh", "group_en", "name_zh", "name_en")
        },
        "source": row["article"],
        "effective": _flag(row, "effective"),
        "position": int(row["position"]),
    }
