from __future__ import annotations

import time
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber, TruncDate

from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import Result, compute
from scoring.index.exchange.fingerprint import input_hash
from scoring.index.findings import Finding
from scoring.index.refusals import DataError, MethodError
from scoring.kept_reason import kept_reason
from scoring.models import Basis, CityScore, ComputeFault, ScoreRun, Study
from scoring.models.tree import ROOT_CODE, SCORED, SCORED_CODES
from scoring.runs.block import block_of, block_pack
from scoring.runs.inputs import Inputs, inputs_read
from scoring.runs.version import CODE_VERSION
from surveys.history.services import trail_write
from surveys.models import Edition, User
from surveys.open_edition import edition_touch

# How often one call starts over because the edition changed under it; the next message or
# sweep goes on from there.
LAPS = 5


class NotComputable(ValueError):
    """The inputs and the method do not go together; the fault is stored for people to see."""


def edition_recompute(*, edition_id: int) -> list[ScoreRun]:
    """The newest runs of both bases, computed where they are not stored yet.

    Computes outside any transaction and holds no lock: a second process that computes the
    same loses the race at the unique constraint and takes the stored run. Then it looks
    again, since inputs may have changed meanwhile. Raises `NotComputable` after the other
    basis is stored, where one of them cannot be computed.
    """
    runs: list[ScoreRun] = []
    faults: list[str] = []
    for _lap in range(LAPS):
        inputs = inputs_read(edition_id)
        runs, faults = _both(edition_id, inputs)
        version = Edition.objects.values_list("inputs_version", flat=True).get(pk=edition_id)
        if version == inputs.version:
            break
    if faults:
        raise NotComputable("; ".join(faults))
    return runs


@transaction.atomic
def run_request(*, actor: User | None, edition: Edition) -> None:
    """Ask for new runs of both bases, as an approval does: counted as a change of the inputs,
    so that the sweep finds it where the message is lost. Refused for a closed edition."""
    edition_touch(edition=edition)
    version = Edition.objects.values_list("inputs_version", flat=True).get(pk=edition.pk)
    trail_write(
        actor=actor,
        action="run.request",
        subject=edition,
        edition=edition,
        new={"inputs_version": version},
    )


def _both(edition_id: int, inputs: Inputs) -> tuple[list[ScoreRun], list[str]]:
    runs, faults = [], []
    for basis in Basis:
        fault = ComputeFault.objects.filter(edition_id=edition_id, basis=basis.value)
        try:
            runs.append(_run(edition_id, inputs, basis))
        except (DataError, MethodError) as error:
            faults.append(f"{basis.value}: {error}")
            kept = kept_reason(error, adcodes=inputs.cities.adcodes)
            ComputeFault.objects.update_or_create(
                edition_id=edition_id,
                basis=basis.value,
                defaults={
                    "inputs_version": inputs.version,
                    "code": kept.code,
                    "details": kept.details,
                },
            )
        else:
            if fault.exists():
                fault.delete()
    return runs, faults


def _run(edition_id: int, inputs: Inputs, basis: Basis) -> ScoreRun:
    key = {
        "edition_id": edition_id,
        "basis": basis.value,
        "method": inputs.method_version,
        "inputs_version": inputs.version,
    }
    stored = ScoreRun.objects.without_block().filter(**key).first()
    if stored is not None:
        return stored
    started = time.perf_counter()
    raw = inputs.raw[basis.value]
    result = compute(raw, inputs.tree, inputs.method, groups=inputs.cities.groups)
    other = inputs.other.get(basis.value)
    groups = inputs.cities.groups
    block = block_of(inputs.cities.adcodes, groups, inputs.tree, raw, result, other)
    ranks = result.ranks[:, result.node_codes.index(ROOT_CODE)]
    run = ScoreRun(
        **key,
        input_hash=input_hash(inputs.cities.adcodes, inputs.tree.leaf_codes, raw),
        code_version=CODE_VERSION,
        seconds=time.perf_counter() - started,
        cities_ranked=int((ranks > 0).sum()),
        late_replies=inputs.late.total,
        late_replies_counted=inputs.late.counted,
        findings=_findings((*inputs.findings[basis.value], *result.findings)),
        block=block_pack(block),
    )
    return _insert(run, _city_rows(inputs, result, raw), key)


def _insert(run: ScoreRun, rows: list[CityScore], key: dict[str, object]) -> ScoreRun:
    try:
        with transaction.atomic():
            run.save()
            for row in rows:
                row.run = run
            CityScore.objects.bulk_create(rows, batch_size=500)
    except IntegrityError:
        # Somebody else inserted the run of the same inputs first; it holds the same numbers.
        return ScoreRun.objects.without_block().get(**key)
    return run


def _city_rows(inputs: Inputs, result: Result, raw: FloatArray) -> list[CityScore]:
    present = np.count_nonzero(~np.isnan(raw), axis=1)
    columns = [result.node_codes.index(code) for code in SCORED_CODES]
    rows = []
    for row, city_id in enumerate(inputs.cities.ids):
        fields: dict[str, float | int | None] = {}
        for column, (_code, field) in zip(columns, SCORED, strict=True):
            score, rank = float(result.scores[row, column]), int(result.ranks[row, column])
            fields[field] = None if np.isnan(score) else score
            fields[f"{field}_rank"] = rank or None
        rows.append(CityScore(city_id=city_id, indicators_present=int(present[row]), **fields))
    return rows


def _findings(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [
        {
            "code": str(finding.code),
            "severity": str(finding.severity),
            "subject": finding.subject,
            "details": dict(finding.details),
        }
        for finding in findings
    ]


def runs_thin(*, edition: Edition | None = None, keep: int = 10) -> int:
    """Delete superseded runs beyond the newest `keep` of each edition, basis and method, in as
    many questions for all editions as for one.

    The newest run of each calendar day stays too, as the edition's history, and every run
    that a study cites. Returns how many were deleted.
    """
    runs = ScoreRun.objects.order_by()
    if edition is not None:
        runs = runs.filter(edition=edition)
    series, newest = [F("edition"), F("basis"), F("method")], F("inputs_version").desc()
    placed = runs.annotate(
        place=Window(RowNumber(), partition_by=series, order_by=newest),
        of_day=Window(
            RowNumber(), partition_by=[*series, TruncDate("computed_at")], order_by=newest
        ),
    )
    spare = set(placed.filter(place__gt=keep, of_day__gt=1).values_list("pk", flat=True))
    if spare:
        spare -= set(Study.objects.filter(run__in=spare).values_list("run_id", flat=True))
        ScoreRun.objects.filter(pk__in=spare).delete()
    return len(spare)
