"""A study on its real worker: killed in the middle, it ends with the same numbers."""

from __future__ import annotations

import datetime
import sys

import pytest
from django.db import transaction
from django.utils import timezone

from scoring.models import Basis, ScoreRun, Study, StudyBlock
from scoring.runs.services import edition_recompute
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services.study import study_request
from scoring.sensitivity.services.study_work import study_block_compute
from scoring.tasks import sweep
from tests.engines.background import Engine, unfinished, wait_until
from tests.infra.launching import group, holds
from tests.worker.scene import make_scene

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
BLOCKS = 6


def _study(blocks: int = BLOCKS) -> Study:
    scene = make_scene(40)
    scene.approve(scene.answers)
    edition_recompute(edition_id=scene.edition.pk)
    run = ScoreRun.objects.filter(basis=Basis.APPROVED).order_by("-inputs_version")[0]
    return study_request(
        actor=scene.reviewer,
        run=run,
        kind=Study.Kind.MONTE_CARLO,
        parameters=StudyParameters(draws=1000 * blocks, seed=11),
    )


def _contents(study: Study) -> list[bytes]:
    return [bytes(block.content) for block in study.blocks.order_by("number")]


def _age(study: Study) -> None:
    """As if its last block had come five minutes ago."""
    before = timezone.now() - datetime.timedelta(minutes=5)
    Study.objects.filter(pk=study.pk).update(requested_at=before)
    StudyBlock.objects.filter(study=study).update(computed_at=before)


def test_a_killed_worker_loses_no_block_and_changes_no_number(studies_worker: Engine) -> None:
    studies_worker.pause()
    study = _study()
    study_block_compute(study_id=study.pk, number=0)
    with transaction.atomic():
        # It computes, but can store nothing while we hold the study.
        Study.objects.select_for_update().get(pk=study.pk)
        studies_worker.resume()
        wait_until(lambda: bool(unfinished(studies_worker, "scoring.study_block")))
        studies_worker.kill()
        assert study.blocks.count() == 1
    assert unfinished(studies_worker, "scoring.study_block"), "it was not at work"
    studies_worker.start()
    _age(study)
    sweep()
    _wait_for(study)
    studies_worker.stop()
    assert study.blocks.count() == BLOCKS
    alone = Study.objects.create(
        run=study.run,
        kind=study.kind,
        parameters=study.parameters,
        coding=study.coding,
        blocks_total=BLOCKS,
    )
    for number in reversed(range(BLOCKS)):
        study_block_compute(study_id=alone.pk, number=number)
    assert _contents(study) == _contents(alone)


@pytest.mark.one_engine
@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in Linux's /proc")
def test_processes_come_with_studies_and_scipy_with_those_that_need_it(
    studies_worker: Engine,
) -> None:
    assert studies_worker.process is not None
    leader = studies_worker.process.pid
    assert group(leader) == {leader}, "nobody waits for a study"
    study = _study(2)
    _wait_for(study)
    forked = group(leader) - {leader}
    assert 1 <= len(forked) <= 2
    assert not any(holds(pid, "scipy") for pid in forked), "draws need none"
    analyst = Study.objects.get(pk=study.pk).requested_by
    assert analyst is not None
    parameters = StudyParameters(samples=2, seed=11)
    _wait_for(
        study_request(actor=analyst, run=study.run, kind=Study.Kind.SOBOL, parameters=parameters)
    )
    assert any(holds(pid, "scipy") for pid in group(leader))
    assert not holds(leader, "scipy"), "what it forks later begins without"


def _wait_for(study: Study) -> None:
    def state() -> str:
        return Study.objects.get(pk=study.pk).state

    wait_until(lambda: state() != Study.State.RUNNING)
    assert state() == Study.State.DONE
