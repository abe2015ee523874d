"""What workers do for a study."""

from __future__ import annotations

import numpy as np
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from scoring.index.refusals import DataError
from scoring.index.sensitivity.monte_carlo import run_block
from scoring.index.sensitivity.rank_statistics import beat_probability, summarise, tiers
from scoring.kept_reason import KeptReason, kept_reason
from scoring.models import Study, StudyBlock
from scoring.runs.arrays import arrays_pack, arrays_unpack
from scoring.runs.reproduction import Reproduction, reproduce
from scoring.sensitivity.plan import parameters_from_json, plan_of

# By name: they compute with SciPy, which nobody loads for anything else.
_ONE_BLOCK = {
    Study.Kind.SOBOL: "scoring.sensitivity.one_block.sobol_block",
    Study.Kind.FLIP: "scoring.sensitivity.one_block.flip_block",
}


def study_block_compute(*, study_id: int, number: int) -> None:
    """Compute one block and store it, then finish the study if it was the last.

    A block that is there already, or of a study that no longer runs, is left alone; two
    workers on one block store it once. ValueError for a number that the study does not have.
    """
    study = Study.objects.select_related("run__edition", "run__method").get(pk=study_id)
    if not 0 <= number < study.blocks_total:
        raise ValueError(f"study {study_id} has blocks 0 to {study.blocks_total - 1}, no {number}")
    if study.state != Study.State.RUNNING:
        return
    try:
        if not study.blocks.filter(number=number).exists():
            _store(study, number, _compute(study, number))
        if study.blocks.count() == study.blocks_total:
            study_finish(study=study)
    except ValueError as error:
        kept = error.reason if isinstance(error, _Stopped) else kept_reason(error)
        study_fail(study=study, reason=kept)


class _Stopped(ValueError):
    """A refusal with the names of the run that it counts rows and columns of."""

    def __init__(self, reason: KeptReason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def study_fail(*, study: Study, reason: KeptReason) -> None:
    running = Study.objects.filter(pk=study.pk, state=Study.State.RUNNING)
    running.update(
        state=Study.State.FAILED,
        fault=reason.code,
        fault_details=reason.details,
        finished_at=timezone.now(),
    )


def study_finish(*, study: Study) -> None:
    """Summarise the blocks; a second call finds the study done and changes nothing."""
    blocks = [arrays_unpack(b.content) for b in study.blocks.order_by("number")]
    if study.kind == Study.Kind.MONTE_CARLO:
        summary = _summary(study, np.concatenate([block["ranks"] for block in blocks]))
    else:
        summary = arrays_pack(**blocks[0])
    Study.objects.filter(pk=study.pk, state=Study.State.RUNNING).update(
        state=Study.State.DONE, summary=summary, finished_at=timezone.now()
    )


def _store(study: Study, number: int, content: bytes) -> None:
    try:
        with transaction.atomic():
            # The row is locked by the insert's foreign key alone; a cancel in between
            # leaves a block that nobody reads.
            StudyBlock.objects.create(study=study, number=number, content=content)
    except IntegrityError:
        return


def _compute(study: Study, number: int) -> bytes:
    again = reproduce(study.run)
    try:
        return _block(study, number, again)
    except DataError as error:
        codes = again.tree.layout.codes
        raise _Stopped(kept_reason(error, adcodes=again.block.adcodes, codes=codes)) from error


def _block(study: Study, number: int, again: Reproduction) -> bytes:
    parameters = parameters_from_json(study.parameters)
    if study.kind == Study.Kind.MONTE_CARLO:
        ranks = run_block(plan_of(again, parameters, study.coding), number)
        return arrays_pack(ranks=ranks.astype(np.int16))
    compute = import_string(_ONE_BLOCK[Study.Kind(study.kind)])
    return bytes(compute(again, parameters, study.coding))


def _summary(study: Study, ranks: np.ndarray) -> bytes:
    """Interval, tier and movement of every city, and who beats whom (as float32)."""
    again = reproduce(study.run)
    parameters = parameters_from_json(study.parameters)
    ranks = ranks[: parameters.draws]
    nominal = again.result.ranks[:, 0]
    found = summarise(ranks, nominal)
    beats = beat_probability(ranks)
    return arrays_pack(
        nominal=nominal,
        mean=found.mean,
        median=found.median,
        low=found.low,
        high=found.high,
        tier=tiers(beats, found.median),
        beats=beats.astype(np.float32),
        places=np.array(list(found.share_moving)),
        share=np.array(list(found.share_moving.values())),
    )
