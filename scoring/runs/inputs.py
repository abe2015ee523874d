"""What the index of an edition is computed from: one matrix per basis, read in one go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.findings import Finding
from scoring.index.method.method import Method, method_from_json
from scoring.index.tree.tree import Branch, Leaf, Tree, build_tree
from scoring.models import (
    Basis,
    EditionMethod,
    Indicator,
    IndicatorValue,
    MethodVersion,
    Node,
    ScoreRun,
)
from scoring.models.method import DEFAULT_METHOD
from scoring.runs.block import OtherInputs
from scoring.runs.derivation import coded_columns
from surveys.coding.selectors import decided_values
from surveys.models import City, Edition
from surveys.rounds.first_letters import later_only_cities
from surveys.rounds.lateness import LateReplies, late_replies


@dataclass(frozen=True)
class CityKeys:
    """The rows of every matrix, by adcode; `groups` are labels for filling rules."""

    ids: tuple[int, ...]
    adcodes: tuple[str, ...]
    groups: Mapping[str, IntArray]


@dataclass(frozen=True)
class Inputs:
    """One consistent reading: matrices float64[n, 72] by basis, with NaN as missing.

    `answers` are what the decided answers count as, float64[n] by question, by basis. Both count
    replies as the method does; `other` are the columns that differ the other way, by basis.
    """

    version: int
    cities: CityKeys
    tree: Tree
    method_version: MethodVersion
    method: Method
    raw: Mapping[str, FloatArray]
    answers: Mapping[str, Mapping[str, FloatArray]]
    findings: Mapping[str, tuple[Finding, ...]]
    late: LateReplies
    other: Mapping[str, OtherInputs]


class UnsettledInputs(RuntimeError):
    """The edition changed during every attempt to read it; a later attempt will do."""


ATTEMPTS = 20


def inputs_read(edition_id: int) -> Inputs:
    """The inputs at one version: read again until the version is the same before and after.

    No lock is held; reading a busy edition twice costs less than one waiting writer.
    """
    for _attempt in range(ATTEMPTS):
        edition = Edition.objects.get(pk=edition_id)
        inputs = _read(edition)
        version = Edition.objects.values_list("inputs_version", flat=True).get(pk=edition_id)
        if version == edition.inputs_version:
            return inputs
    raise UnsettledInputs(f"edition {edition_id} kept changing while it was read")


def method_of(edition: Edition) -> MethodVersion:
    """The edition's chosen method version, else the newest default one.

    A frozen edition keeps the method of its newest run: what was published does not change
    with the default.
    """
    chosen = EditionMethod.objects.select_related("version").filter(edition=edition).first()
    if chosen is not None:
        return chosen.version
    if edition.frozen:
        kept = ScoreRun.objects.filter(edition=edition).order_by("-inputs_version", "-pk")
        run = kept.select_related("method").only("method").first()
        if run is not None:
            return run.method
    return MethodVersion.objects.filter(name=DEFAULT_METHOD).order_by("-number")[0]


def tree_read() -> Tree:
    """The indicator tree as stored; columns in the order of `Indicator.position`."""
    nodes = Node.objects.values_list("code", "parent__code")
    leaves = Indicator.objects.values_list("code", "parent__code", "direction")
    return build_tree(
        [Leaf(code, parent, direction) for code, parent, direction in leaves],
        [Branch(code, parent) for code, parent in nodes],
    )


def cities_read() -> CityKeys:
    rows = list(City.objects.values_list("pk", "adcode", "province_adcode", "region", "level"))
    columns = list(zip(*rows, strict=True))
    return CityKeys(
        ids=tuple(columns[0]),
        adcodes=tuple(columns[1]),
        groups={
            name: np.unique(np.array(labels), return_inverse=True)[1].astype(np.int64)
            for name, labels in zip(("province", "region", "level"), columns[2:], strict=True)
        },
    )


def _read(edition: Edition) -> Inputs:
    version = method_of(edition)
    method = method_from_json(version.parameters)
    cities, tree = cities_read(), tree_read()
    later = later_only_cities(edition)
    own, others = (later, frozenset[int]()) if method.replies == "first" else (frozenset(), later)
    raw: dict[str, FloatArray] = {}
    second: dict[str, FloatArray] = {}
    answers: dict[str, dict[str, FloatArray]] = {}
    findings: dict[str, tuple[Finding, ...]] = {}
    for basis in Basis:
        decided = answers[basis.value] = _answers(edition, basis, cities, own)
        columns, noticed = coded_columns(decided, len(cities.ids))
        raw[basis.value] = _coded_matrix(columns, cities, tree.leaf_codes)
        findings[basis.value] = tuple(noticed)
        if later:
            columns, _ = coded_columns(_answers(edition, basis, cities, others), len(cities.ids))
            second[basis.value] = _coded_matrix(columns, cities, tree.leaf_codes)
    _fill_values(edition, cities, tree.leaf_codes, [raw, second] if later else [raw])
    return Inputs(
        version=edition.inputs_version,
        cities=cities,
        tree=tree,
        method_version=version,
        method=method,
        raw=raw,
        answers=answers,
        findings=findings,
        late=late_replies(edition),
        other={name: _differing(raw[name], matrix) for name, matrix in second.items()},
    )


def _differing(raw: FloatArray, other: FloatArray) -> OtherInputs:
    same = (raw == other) | (np.isnan(raw) & np.isnan(other))
    columns = np.flatnonzero(~same.all(axis=0))
    return OtherInputs(columns, other[:, columns])


def _answers(
    edition: Edition, basis: Basis, cities: CityKeys, silent: Collection[int]
) -> dict[str, FloatArray]:
    """float64[n] by question, NaN where nothing is decided on this basis; `silent` cities count
    as without a reply."""
    row_of = {city_id: row for row, city_id in enumerate(cities.ids)}
    answers: dict[str, FloatArray] = {}
    approved = basis == Basis.APPROVED
    for decided in decided_values(edition, approved_only=approved, silent=silent):
        column = answers.get(decided.question)
        if column is None:
            column = answers[decided.question] = np.full(len(cities.ids), np.nan)
        column[row_of[decided.city_id]] = decided.value
    return answers


def _coded_matrix(
    columns: Mapping[str, FloatArray], cities: CityKeys, codes: tuple[str, ...]
) -> FloatArray:
    """NaN everywhere but in the coded columns."""
    matrix = np.full((len(cities.ids), len(codes)), np.nan)
    for code, values in columns.items():
        matrix[:, codes.index(code)] = values
    return matrix


def _fill_values(
    edition: Edition,
    cities: CityKeys,
    codes: tuple[str, ...],
    matrices: Sequence[Mapping[str, FloatArray]],
) -> None:
    """Put stored values over the matrices: newest ones provisional, signed-off ones approved."""
    row_of = {city_id: row for row, city_id in enumerate(cities.ids)}
    position = {code: column for column, code in enumerate(codes)}
    column_of = {pk: position[code] for pk, code in Indicator.objects.values_list("pk", "code")}
    rows = IndicatorValue.objects.in_force(edition).values_list(
        "city_id", "indicator_id", "value", "current", "approved"
    )
    for city_id, indicator_id, value, is_current, is_approved in rows.iterator(chunk_size=10_000):
        row, column = row_of[city_id], column_of[indicator_id]
        for raw in matrices:
            if is_current:
                raw[Basis.PROVISIONAL.value][row, column] = value
            if is_approved:
                raw[Basis.APPROVED.value][row, column] = value
