"""Rows of the indicator tree as `fixtures/reference/indicators.csv` holds them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.index.derivation.derive import derive
from scoring.index.derivation.formula import formula_names, parse_formula
from scoring.index.refusals import FormulaError
from scoring.models import Indicator
from scoring.models.tree import ROOT_CODE
from scoring.unit_words import SCALES, UNIT_WORDS
from surveys.reference.row import BadCell, Cells, FileRow, Row, line_of

# Classes of the land-use raster (CNLUCC, second level).
LAND_USES = frozenset(
    {"11", "12", *("21", "22", "23", "24"), *("31", "32", "33"), *("41", "42", "43", "44", "45")}
    | {"46", *("51", "52", "53"), *("61", "62", "63", "64", "65", "66", "67"), "99"}
)
# Those with a word in both languages, and the sign that is the same in all.
UNITS = frozenset({*UNIT_WORDS, "%"})
CODED = (Indicator.Source.SURVEY, Indicator.Source.POLICY_DOCUMENT)
_LAND_USE = re.compile(r"landuse:(?P<number>.*)")


@dataclass(frozen=True)
class Known:
    """What a derivation may name: questions of the codebook, each with its scale if it is a
    grade, and base variables with units."""

    questions: Mapping[str, str]
    units: Mapping[str, str]


def derivation_check(cells: Cells, known: Known) -> None:
    """BadCell unless the derivation is a land-use class, a question, or a formula over base
    variables whose units fit the indicator's."""
    text, source, unit = (cells.raw(name) for name in ("derivation", "source", "unit"))
    land_use = _LAND_USE.fullmatch(text)
    if land_use is not None or source == Indicator.Source.RASTER:
        if land_use is None or land_use["number"] not in LAND_USES:
            raise BadCell("derivation", text, "landuse: and a class of the raster expected")
        return
    try:
        names = formula_names(parse_formula(text))
    except FormulaError as error:
        raise BadCell("derivation", text, f"not a formula: {error}") from None
    if not names:
        raise BadCell("derivation", text, "a formula over base variables expected")
    coded = source in CODED
    unknown = sorted(names - (known.questions if coded else known.units).keys())
    if unknown:
        kind = "question" if coded else "base variable"
        raise BadCell("derivation", text, f"there is no {kind} {', '.join(unknown)}")
    if coded and text in names:
        _scale_check(cells, known.questions[text])
        return  # the answer itself, in the question's own unit
    _units_check(text, names, unit, known)


def unit_of(cells: Cells) -> str:
    """The unit of an indicator; that of a grade says its bounds. BadCell for any other."""
    unit = cells.raw("unit")
    if cells.raw("kind") != Indicator.Kind.ORDINAL:
        return cells.choice("unit", UNITS)
    if unit not in SCALES:
        raise BadCell("unit", unit, "the lowest and the highest grade expected, such as 0-4")
    return unit


def _scale_check(cells: Cells, scale: str) -> None:
    """A grade is an indicator of the same grades, and nothing else is."""
    kind, unit = cells.raw("kind"), cells.raw("unit")
    if bool(scale) != (kind == Indicator.Kind.ORDINAL):
        told = "a grade" if scale else "no grade"
        raise BadCell("kind", kind, f"{cells.raw('derivation')} is {told}")
    if scale and unit != scale:
        raise BadCell("unit", unit, f"{scale} expected, the grades of {cells.raw('derivation')}")


def _units_check(text: str, names: frozenset[str], unit: str, known: Known) -> None:
    try:
        derive(text, {name: np.ones(1) for name in names & known.units.keys()}, known.units, unit)
    except FormulaError as error:
        raise BadCell("derivation", text, str(error)) from None


def uses_of(derivations: Mapping[str, str]) -> dict[str, list[str]]:
    """By question or base variable the indicators whose derivation names it, in their order."""
    uses: dict[str, list[str]] = {}
    for code, text in derivations.items():
        try:
            names = formula_names(parse_formula(text))
        except FormulaError:
            continue  # a class of the raster, or refused already
        for name in names:
            uses.setdefault(name, []).append(code)
    return uses


def use_check(
    cells: Cells, column: str, derivations: Mapping[str, str], uses: Mapping[str, list[str]]
) -> None:
    """BadCell unless the codes in the column are those of the indicators that use the row's
    question or variable: `uses`, out of their `derivations`."""
    name, text = cells.raw("code"), cells.raw(column)
    told, used = text.split(), uses.get(name, [])
    for code in told:
        if code not in derivations:
            raise BadCell(column, text, f"there is no indicator {code} in indicators.csv")
        if told.count(code) > 1:
            raise BadCell(column, text, f"{code} occurs twice")
        if code not in used:
            reason = (
                f"{code} is computed from {derivations[code]}, not from {name}: take it out here, "
                "or change its derivation in indicators.csv"
            )
            raise BadCell(column, text, reason)
    lacking = [code for code in used if code not in told]
    if lacking:
        reason = f"{name} stands in the derivation of {' '.join(lacking)}: add it here"
        raise BadCell(column, text, reason)


def node_rows(rows: Sequence[Row]) -> list[list[FileRow]]:
    """Rows of the root, domains, first and second level, in tree order, each once; a node
    keeps the line that names it first."""
    root = FileRow(
        code=ROOT_CODE,
        parent="",
        name_zh="生态资产管理综合指数",
        name_en="Ecological asset management index",
    )
    levels: list[dict[str, FileRow]] = [{ROOT_CODE: root}, {}, {}, {}]
    for position, row in enumerate(rows):
        parent = ROOT_CODE
        for level, prefix in enumerate(("domain", "first", "second"), start=1):
            code = row.get(f"{prefix}_code", "")
            if code not in levels[level]:
                levels[level][code] = _node(row, prefix, parent, line_of(row, position))
            parent = code
    return [list(nodes.values()) for nodes in levels]


def _node(row: Row, prefix: str, parent: str, line: int) -> FileRow:
    node = FileRow(
        code=row.get(f"{prefix}_code", ""),
        parent=parent,
        name_zh=row.get(f"{prefix}_zh", ""),
        name_en=row.get(f"{prefix}_en", ""),
    )
    node.line = line
    return node


def node_check(cells: Cells, nodes: Mapping[str, Row]) -> None:
    """BadCell where the row says of its domain or groups what an earlier row said otherwise."""
    parent = ROOT_CODE
    for prefix in ("domain", "first", "second"):
        column = f"{prefix}_code"
        node = nodes.get(cells.raw(column))
        if node is None:
            raise BadCell(column, cells.raw(column), "a code of the tree expected")
        if node["parent"] != parent:
            raise BadCell(column, node["code"], f"stands below {node['parent']} further up")
        for name in ("zh", "en"):
            if cells.raw(f"{prefix}_{name}") != node[f"name_{name}"]:
                reason = f"{node['code']} is called {node[f'name_{name}']} further up"
                raise BadCell(f"{prefix}_{name}", cells.raw(f"{prefix}_{name}"), reason)
        parent = node["code"]
