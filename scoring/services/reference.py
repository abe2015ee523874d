"""The indicator tree, base variables, default method and published ranks, from files."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from django.db import transaction

from scoring.index.method.method import Method, method_to_json, method_to_text
from scoring.models import Indicator, MethodVersion, Node, PublishedRank, Variable
from scoring.models.method import DEFAULT_METHOD
from scoring.models.tree import ROOT_CODE, SCORED_FIELDS
from surveys.models import City, Edition
from surveys.services.reference import Report, Row, table_load

# Third-level indicators per domain, as the report's tables 1 to 4 print them.
DOMAIN_SIZES = {"R": 24, "G": 19, "C": 11, "M": 18}


@transaction.atomic
def tree_load(*, rows: list[dict[str, str]]) -> list[Report]:
    """Nodes and indicators; ValueError unless the domains hold 24, 19, 11 and 18 indicators."""
    sizes = {code: sum(row["domain_code"] == code for row in rows) for code in DOMAIN_SIZES}
    if sizes != DOMAIN_SIZES:
        raise ValueError(f"indicators: {DOMAIN_SIZES} per domain expected, {sizes} found")
    reports = []
    for level, nodes in enumerate(_nodes(rows)):
        above = {node.code: node.pk for node in Node.objects.all()} if level else {}
        report = table_load(model=Node, key="code", rows=nodes, facts=partial(_node, above=above))
        report.table = f"node level {level}"
        reports.append(report)
    codes = {node.code: node.pk for node in Node.objects.all()}
    numbered = [{**row, "position": str(i)} for i, row in enumerate(rows)]
    indicator = partial(_indicator, nodes=codes)
    reports.append(table_load(model=Indicator, key="code", rows=numbered, facts=indicator))
    return reports


@transaction.atomic
def variables_load(*, rows: list[dict[str, str]]) -> Report:
    numbered = [{**row, "position": str(i)} for i, row in enumerate(rows)]
    names = ("code", "name_zh", "name_en", "stored_unit", "note")
    return table_load(
        model=Variable,
        key="code",
        rows=numbered,
        facts=lambda row: {**{n: row[n] for n in names}, "position": int(row["position"])},
    )


@transaction.atomic
def published_load(*, edition: Edition, rows: list[dict[str, str]]) -> Report:
    """Printed ranks; ValueError unless each column is a permutation of 1 to n."""
    for column in SCORED_FIELDS:
        ranks = sorted(int(row[column]) for row in rows)
        if ranks != list(range(1, len(rows) + 1)):
            raise ValueError(f"published ranks: {column} is not a permutation of 1 to {len(rows)}")
    report = Report("publishedrank")
    cities = dict(City.objects.values_list("adcode", "pk"))
    stored = {row.city_id: row for row in PublishedRank.objects.filter(edition=edition)}
    for line, row in enumerate(rows, start=2):
        city_id = cities.get(row["adcode"])
        if city_id is None:
            report.refused.append(f"line {line}: unknown adcode {row['adcode']}")
            continue
        _published_put(edition, city_id, stored.get(city_id), row, report)
    return report


def _published_put(
    edition: Edition, city_id: int, item: PublishedRank | None, row: Row, report: Report
) -> None:
    ranks = {column: int(row[column]) for column in SCORED_FIELDS}
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


def _nodes(rows: list[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Rows of the root, domains, first and second level, in tree order, each once."""
    root = {
        "code": ROOT_CODE,
        "parent": "",
        "name_zh": "生态资产管理综合指数",
        "name_en": "Ecological asset management index",
    }
    levels: list[dict[str, dict[str, str]]] = [{ROOT_CODE: root}, {}, {}, {}]
    for row in rows:
        parent = ROOT_CODE
        for level, prefix in enumerate(("domain", "first", "second"), start=1):
            code = row[f"{prefix}_code"]
            levels[level].setdefault(
                code,
                {
                    "code": code,
                    "parent": parent,
                    "name_zh": row[f"{prefix}_zh"],
                    "name_en": row[f"{prefix}_en"],
                },
            )
            parent = code
    return [
        [
            {**row, "level": str(level), "position": str(100 * level + i)}
            for i, row in enumerate(nodes.values())
        ]
        for level, nodes in enumerate(levels)
    ]


def _node(row: Row, above: dict[str, int]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "parent_id": above[row["parent"]] if row["parent"] else None,
        "level": int(row["level"]),
        "position": int(row["position"]),
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
    }


def _indicator(row: Row, nodes: dict[str, int]) -> dict[str, Any]:
    texts = ("code", "name_zh", "name_en", "unit", "derivation", "direction_note")
    return {
        **{name: row[name] for name in texts},
        "parent_id": nodes[row["second_code"]],
        "domain_id": nodes[row["domain_code"]],
        "kind": Indicator.Kind(row["kind"]).value,
        "source": Indicator.Source(row["source"]).value,
        "direction": int(row["direction"]),
        "reference_year": int(row["reference_year"]),
        "position": int(row["position"]),
    }
