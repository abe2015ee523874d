"""The pre-flight audit of an edition in words: checks, places, columns, groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.index.arrays import FloatArray
from scoring.index.audit.preflight import AuditItem, Concern, Status, audit
from scoring.index.chain.chain import Result, compute
from scoring.index.refusals import DataError, MethodError
from scoring.index.statistics.columns import extremes, quantile, skew_kurtosis
from scoring.index.statistics.correlation import cronbach_alpha, pearson
from scoring.kept_reason import kept_reason
from scoring.methods.outline import Outline, outline_read
from scoring.models import Basis, Indicator
from scoring.runs.arrays import known
from scoring.runs.inputs import Inputs, inputs_read
from scoring.words.audit import CHECK_WORDS, CheckWords, place_value
from scoring.words.reasons import kept_words
from surveys.models import City, Edition


@dataclass(frozen=True)
class Place:
    """A cell, city, indicator, pair or node that a check points at; `raw` only for a cell."""

    city: City | None
    codes: tuple[str, ...]
    label: str
    value: str
    names: str = ""
    raw: float | None = None
    unit: str = ""

    @property
    def is_indicator(self) -> bool:
        return bool(self.names)


@dataclass(frozen=True)
class Check:
    item: AuditItem
    words: CheckWords
    places: tuple[Place, ...]

    @property
    def more(self) -> int:
        """How many places are left off the list."""
        return len(self.item.concerns) - len(self.places)


@dataclass(frozen=True)
class ColumnFacts:
    """Statistics of one raw column; None where they are undefined."""

    code: str
    name: str
    missing: float
    zeros: float
    low: float | None
    median: float | None
    high: float | None
    skew: float | None
    kurtosis: float | None
    unit: str = ""


@dataclass(frozen=True)
class GroupFacts:
    code: str
    label: str
    level: int
    indicators: int
    alpha: float | None


@dataclass(frozen=True)
class AuditSheet:
    """`refusal` says why the chain cannot run at all; then the checks are empty.

    `correlations` are mean correlations of indicators, domain by domain: within one on the
    diagonal, across two elsewhere.
    """

    inputs_version: int
    method: str
    refusal: str
    checks: tuple[Check, ...]
    columns: tuple[ColumnFacts, ...]
    groups: tuple[GroupFacts, ...]
    correlations: tuple[tuple[str, tuple[float | None, ...]], ...]

    def count(self, status: Status) -> int:
        return sum(check.item.status == status for check in self.checks)

    @property
    def fails(self) -> int:
        return self.count(Status.FAIL) + bool(self.refusal)

    @property
    def warns(self) -> int:
        return self.count(Status.WARN)

    @property
    def passes(self) -> int:
        return self.count(Status.PASS)


def audit_sheet(edition: Edition, basis: Basis, *, most: int | None = None) -> AuditSheet:
    """Reads the edition as it is now, not a run; a fixed number of queries.

    `most` cuts the list of places of each check; the numbers stay those of all.
    """
    inputs, outline = inputs_read(edition.pk), outline_read()
    raw = inputs.raw[basis.value]
    groups = inputs.cities.groups
    head = (inputs.version, str(inputs.method_version))
    try:
        result = compute(raw, inputs.tree, inputs.method, groups=groups)
        items = audit(raw, inputs.tree, inputs.method, groups=groups, result=result)
    except (DataError, MethodError) as error:
        return AuditSheet(*head, _refusal(error, inputs), (), (), (), ())
    cities = City.objects.in_bulk(inputs.cities.ids)
    indicators = {row.code: row for row in Indicator.objects.all()}
    placer = _Placer(inputs, basis, outline, cities, indicators, most)
    return AuditSheet(
        *head,
        "",
        tuple(Check(item, CHECK_WORDS[item.code], placer.places(item)) for item in items),
        _columns(inputs, basis, outline, indicators),
        _groups(inputs, result, outline),
        _correlations(inputs, result, outline),
    )


def _refusal(error: DataError | MethodError, inputs: Inputs) -> str:
    kept = kept_reason(error, adcodes=inputs.cities.adcodes, codes=inputs.tree.leaf_codes)
    return kept_words(kept.code, kept.details)


@dataclass(frozen=True)
class _Placer:
    inputs: Inputs
    basis: Basis
    outline: Outline
    cities: Mapping[int, City]
    indicators: Mapping[str, Indicator]
    most: int | None

    def places(self, item: AuditItem) -> tuple[Place, ...]:
        return tuple(self._place(item.code, concern) for concern in item.concerns[: self.most])

    def _place(self, check: str, concern: Concern) -> Place:
        city = None if concern.row is None else self.cities[self.inputs.cities.ids[concern.row]]
        codes = tuple(concern.subject.split(" / ")) if concern.subject else ()
        return Place(
            city=city,
            codes=codes,
            label=" / ".join(self.outline.label(code) for code in codes),
            value=place_value(check, concern.value),
            names=self._names(codes),
            raw=self._raw(concern),
            unit=self._unit(concern),
        )

    def _names(self, codes: tuple[str, ...]) -> str:
        """Names of indicators; empty for nodes."""
        items = [self.outline.items[code] for code in codes]
        return " / ".join(item.name for item in items) if all(i.is_leaf for i in items) else ""

    def _raw(self, concern: Concern) -> float | None:
        """The cell's value."""
        if concern.row is None or not concern.subject:
            return None
        column = self.inputs.tree.leaf_codes.index(concern.subject)
        return float(self.inputs.raw[self.basis.value][concern.row, column])

    def _unit(self, concern: Concern) -> str:
        indicator = self.indicators.get(concern.subject)
        return indicator.unit_label if indicator else ""


def _columns(
    inputs: Inputs, basis: Basis, outline: Outline, indicators: Mapping[str, Indicator]
) -> tuple[ColumnFacts, ...]:
    raw = inputs.raw[basis.value]
    low, high = extremes(raw)
    median = quantile(raw, 0.5)
    skew, kurtosis = skew_kurtosis(raw)
    missing = np.isnan(raw).mean(axis=0)
    present = np.maximum((~np.isnan(raw)).sum(axis=0), 1)
    zeros = (raw == 0).sum(axis=0) / present
    return tuple(
        ColumnFacts(
            code=code,
            name=outline.name(code),
            missing=float(missing[i]),
            zeros=float(zeros[i]),
            low=known(float(low[i])),
            median=known(float(median[i])),
            high=known(float(high[i])),
            skew=known(float(skew[i])),
            kurtosis=known(float(kurtosis[i])),
            unit=indicators[code].unit_label,
        )
        for i, code in enumerate(inputs.tree.leaf_codes)
    )


def _groups(inputs: Inputs, result: Result, outline: Outline) -> tuple[GroupFacts, ...]:
    """Every node with two or more indicators, in reading order."""
    found = []
    for item in outline.root.walk():
        if item.is_leaf:
            continue
        columns = inputs.tree.layout.leaves_below(item.code)
        if len(columns) < 2:
            continue
        alpha = known(cronbach_alpha(result.normalised[:, columns]))
        label = outline.label(item.code)
        found.append(GroupFacts(item.code, label, item.level, len(columns), alpha))
    return tuple(found)


def _correlations(
    inputs: Inputs, result: Result, outline: Outline
) -> tuple[tuple[str, tuple[float | None, ...]], ...]:
    r = pearson(result.normalised)
    np.fill_diagonal(r, np.nan)
    domains = [(d, inputs.tree.layout.leaves_below(d.code)) for d in outline.root.children]
    return tuple(
        (
            outline.label(domain.code),
            tuple(_mean(r[np.ix_(own, other)]) for _other, other in domains),
        )
        for domain, own in domains
    )


def _mean(values: FloatArray) -> float | None:
    return float(np.nanmean(values)) if (~np.isnan(values)).any() else None
