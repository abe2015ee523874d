"""The indicator tree, base variables, default method and published ranks, from files."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import transaction

from scoring.index.method.method import Method, method_to_json, method_to_text
from scoring.models import Indicator, MethodVersion, Node, PublishedRank, Variable
from scoring.models.method import DEFAULT_METHOD
from scoring.models.tree import SCORED_FIELDS
from scoring.reference.rows import (
    UNITS,
    Known,
    derivation_check,
    node_check,
    node_rows,
    unit_of,
    use_check,
    uses_of,
)
from surveys.models import City, Edition, Question
from surveys.reference.row import BadCell, BadFile, Cells, FileRow, Row, line_of
from surveys.reference.services import Report, table_load
from surveys.reference_state import reference_changed

INDICATORS, PUBLISHED = "indicators.csv", "published_2023.csv"
# Third-level indicators per domain, as the report's tables 1 to 4 print them.
DOMAIN_SIZES = {"R": 24, "G": 19, "C": 11, "M": 18}


@transaction.atomic
def tree_load(*, rows: Sequence[Row]) -> list[Report]:
    """Nodes and indicators; ValueError unless the domains hold 24, 19, 11 and 18 indicators,
    in the file and, after it is loaded, in the database."""
    sizes = dict(Counter(row.get("domain_code", "") for row in rows))
    if sizes != DOMAIN_SIZES:
        raise ValueError(f"indicators.csv: {DOMAIN_SIZES} per domain expected, {sizes} found")
    levels = node_rows(rows)
    reports = [_level_load(level, nodes) for level, nodes in enumerate(levels)]
    named = {node["code"]: node for nodes in levels for node in nodes}
    codes = {node.code: node.pk for node in Node.objects.all()}
    facts = partial(_indicator, nodes=codes, named=named)
    reports.append(
        table_load(model=Indicator, file=INDICATORS, unique=("code",), rows=rows, facts=facts)
    )
    if not any(report.refused for report in reports):
        _stored_check({row["code"] for row in rows}, set(named))
    return reports


def _level_load(level: int, nodes: list[FileRow]) -> Report:
    above = {node.code: node.pk for node in Node.objects.filter(level=level - 1)}
    facts = partial(_node, level=level, above=above)
    report = table_load(model=Node, file=INDICATORS, unique=("code",), rows=nodes, facts=facts)
    report.table = f"node level {level}"
    return report


def _stored_check(codes: set[str], nodes: set[str]) -> None:
    """Rows that the file lacks are never deleted, since values hang on them; so a changed code
    would leave a 73rd indicator behind that every run reads and nobody can take out."""
    stored = dict(Indicator.objects.values_list("code", "domain__code"))
    strangers = sorted({*stored, *Node.objects.values_list("code", flat=True)} - codes - nodes)
    if strangers:
        raise ValueError(
            f"indicators.csv: {', '.join(strangers)} is stored but not in the file, and values "
            "may hang on it: give its row the old code again; a tree of other indicators needs "
            "a new data folder"
        )
    sizes = dict(Counter(stored.values()))
    if sizes != DOMAIN_SIZES:
        raise ValueError(f"indicators.csv: {DOMAIN_SIZES} per domain expected, {sizes} stored")


def derivations_check(*, rows: Sequence[Row]) -> Report:
    """Refusals alone: a derivation that is neither a stored question, a land-use class nor a
    formula over stored variables whose units fit. Once all of them are loaded."""
    known = Known(
        questions={question.code: _scale(question) for question in Question.objects.all()},
        units=dict(Variable.objects.values_list("code", "stored_unit")),
    )
    report = Report("derivation")
    for position, row in enumerate(rows):
        try:
            derivation_check(Cells(row, Indicator, position), known)
        except BadCell as error:
            report.refused.append(f"{INDICATORS} line {line_of(row, position)}, {error}")
        else:
            report.unchanged += 1
    return report


def uses_check(*, file: str, column: str, rows: Sequence[Row]) -> Report:
    """Refusals alone: a question or variable whose `column` names other indicators than those
    whose derivation names it. Once all of them are loaded."""
    derivations = dict(Indicator.objects.values_list("code", "derivation"))
    uses = uses_of(derivations)
    report = Report(f"{column} of {file}")
    for position, row in enumerate(rows):
        try:
            use_check(Cells(row, Indicator, position), column, derivations, uses)
        except BadFile as error:
            raise BadFile(f"{file}: {error}") from None
        except BadCell as error:
            report.refused.append(f"{file} line {line_of(row, position)}, {error}")
        else:
            report.unchanged += 1
    return report


def _scale(question: Question) -> str:
    """The lowest and the highest grade, as the unit of an indicator has them; else empty."""
    grades = question.grades
    return f"{grades[0]}-{grades[-1]}" if grades else ""


@transaction.atomic
def variables_load(*, rows: Sequence[Row]) -> Report:
    return table_load(
        model=Variable, file="variables.csv", unique=("code",), rows=rows, facts=_variable
    )


@transaction.atomic
def published_load(*, edition: Edition, rows: Sequence[Row]) -> Report:
    """Printed ranks of every city; ValueError unless there is one row for each stored city and
    each column is a permutation of 1 to n."""
    cities = {city.adcode: city for city in City.objects.all()}
    report = Report("publishedrank")
    printed = _published_rows(rows, cities, report)
    if report.refused:
        return report
    if len(rows) != len(cities):
        raise ValueError(f"{PUBLISHED}: {len(cities)} rows expected, {len(rows)} found")
    for column in SCORED_FIELDS:
        if sorted(ranks[column] for ranks in printed.values()) != list(range(1, len(rows) + 1)):
            raise ValueError(f"{PUBLISHED}: {column} is not a permutation of 1 to {len(rows)}")
    stored = {row.city_id: row for row in PublishedRank.objects.filter(edition=edition)}
    for city_id, ranks in printed.items():
        _published_put(edition, city_id, stored.get(city_id), ranks, report)
    if report.added or report.changed:
        reference_changed()
    return report


def _published_rows(
    rows: Sequence[Row], cities: Mapping[str, City], report: Report
) -> dict[int, dict[str, int]]:
    """Ranks by city; what cannot be read goes to the report's refusals."""
    printed: dict[int, dict[str, int]] = {}
    named = {city.name: adcode for adcode, city in cities.items()}
    for position, row in enumerate(rows):
        cells = Cells(row, PublishedRank, position)
        try:
            adcode = cells.raw("adcode")
            if adcode not in cities:
                raise BadCell("adcode", adcode, "a city of cities.csv expected")
            if cities[adcode].pk in printed:
                raise BadCell("adcode", adcode, "occurs twice")
            name = cells.raw("name")
            if named.get(name, adcode) != adcode:
                # A city that was renamed since keeps the name that was printed.
                raise BadCell("name", name, f"the name of {named[name]}, in the row of {adcode}")
            ranks = {name: cells.whole(name, 1, len(cities)) for name in SCORED_FIELDS}
            printed[cities[adcode].pk] = ranks
        except BadFile as error:
            raise BadFile(f"{PUBLISHED}: {error}") from None
        except BadCell as error:
            report.refused.append(f"{PUBLISHED} line {line_of(row, position)}, {error}")
    return printed


def _published_put(
    edition: Edition,
    city_id: int,
    item: PublishedRank | None,
    ranks: dict[str, int],
    report: Report,
) -> None:
    if item is None:
        PublishedRank.objects.create(edition=edition, city_id=city_id, **ranks)
        report.added += 1
    elif any(getattr(item, column) != rank for column, rank in ranks.items()):
        PublishedRank.objects.filter(pk=item.pk).update(**ranks)
        report.changed += 1
    else:
        report.unchanged += 1


@transaction.atomic
def method_load(*, method: Method, name: str = DEFAULT_METHOD, note: str = "") -> MethodVersion:
    """The stored version of these parameters; a new one only where no equal one exists."""
    sha256 = hashlib.sha256(method_to_text(method).encode()).hexdigest()
    found = MethodVersion.objects.filter(sha256=sha256).first()
    if found is not None:
        return found
    last = MethodVersion.objects.filter(name=name).order_by("-number").first()
    return MethodVersion.objects.create(
        name=name,
        number=last.number + 1 if last else 1,
        parameters=method_to_json(method),
        sha256=sha256,
        note=note,
    )


def _node(cells: Cells, level: int, above: dict[str, int]) -> dict[str, Any]:
    parent = cells.raw("parent")
    if level and parent not in above:
        raise BadCell("parent", parent, "a node one level up expected")
    return {
        "code": cells.code("code", r"[A-Z][A-Z0-9.]*", "a code such as R1.1"),
        "parent_id": above[parent] if level else None,
        "level": level,
        "position": 100 * level + cells.position,
        **cells.texts("name_zh", "name_en"),
    }


def _indicator(cells: Cells, nodes: dict[str, int], named: Mapping[str, Row]) -> dict[str, Any]:
    node_check(cells, named)
    for column in ("second_code", "domain_code"):
        if cells.raw(column) not in nodes:
            raise BadCell(column, cells.raw(column), "its node was refused")
    return {
        "code": cells.code("code", r"[A-Z][0-9]+(\.[0-9]+)*", "a code such as R1.1.1"),
        **cells.texts("name_zh", "name_en", "derivation"),
        "direction_note": cells.text("direction_note", empty=True),
        "unit": unit_of(cells),
        "parent_id": nodes[cells.raw("second_code")],
        "domain_id": nodes[cells.raw("domain_code")],
        "kind": cells.choice("kind", Indicator.Kind.values),
        "source": cells.choice("source", Indicator.Source.values),
        "direction": int(cells.choice("direction", ("-1", "1"))),
        "reference_year": cells.whole("reference_year", 1949, 2100),
        "position": cells.position,
    }


def _variable(cells: Cells) -> dict[str, Any]:
    return {
        "code": cells.code("code", r"[a-z][a-z0-9_]*", "a lowercase name"),
        **cells.texts("name_zh", "name_en"),
        "note": cells.text("note", empty=True),
        "stored_unit": cells.choice("stored_unit", UNITS),
        "position": cells.position,
    }
