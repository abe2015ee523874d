"""A real worker on a real broker: nothing is lost, whatever dies, and little is done twice."""

from __future__ import annotations

import time

import pytest
from django.db import transaction
from django.db.models import F

from scoring.models import Basis, ScoreRun
from scoring.tasks import LONGEST_WAIT_SECONDS
from surveys.models import Answer, Edition
from tests.engines.background import Engine, unfinished, wait_until
from tests.infra.launching import group, holds
from tests.worker.scene import Scene, from_scratch, make_scene, newest

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
RECOMPUTE = "scoring.recompute"
HANDFUL = 8
# Long enough to wait a burst out and to read the inputs, even on a busy machine.
AT_WORK_SECONDS = 3 * LONGEST_WAIT_SECONDS
# A broker that dies and a message that is lost: the database has no part in it.
brokers = pytest.mark.one_engine
never_swept = pytest.mark.parametrize("celery_worker", [3600], indirect=True, ids=["no-sweep"])


def _versions(scene: Scene) -> dict[str, list[int]]:
    """The inputs of every stored run, by basis."""
    runs = ScoreRun.objects.filter(edition=scene.edition).order_by("inputs_version")
    return {
        basis: list(runs.filter(basis=basis).values_list("inputs_version", flat=True))
        for basis in Basis.values
    }


def _loaded(engine: Engine, *libraries: str) -> set[str]:
    """Which of them some process of the worker has; nothing where Linux's /proc is missing."""
    assert engine.process is not None
    processes = group(engine.process.pid)
    return {library for pid in processes for library in libraries if holds(pid, library)}


@never_swept
def test_a_burst_ends_in_one_right_run_and_few_computations(celery_worker: Engine) -> None:
    """No sweep computes or thins anything meanwhile: every stored run is one computation. A
    slow machine makes a longer burst, in which more than one wait may end."""
    scene = make_scene(200)
    began = time.monotonic()
    scene.approve(scene.answers)
    waits = (time.monotonic() - began) / LONGEST_WAIT_SECONDS
    assert scene.version == 200
    scene.wait()
    assert not _loaded(celery_worker, "scipy", "pandas"), "ranks need neither"
    celery_worker.stop()
    for versions in _versions(scene).values():
        assert versions[-1] == 200
        assert len(versions) <= min(HANDFUL + waits, 100)
    found = newest(scene.edition)
    assert found["approved"] == found["provisional"], "everything is approved"
    assert found == from_scratch(scene.edition)


@never_swept
def test_messages_that_waited_cost_one_computation(celery_worker: Engine) -> None:
    """However many lie in the queue when the worker comes to them."""
    many = 80
    scene = make_scene(many)
    celery_worker.pause()
    scene.approve(scene.answers)
    celery_worker.resume()
    wait_until(lambda: celery_worker.log().count(f"Task {RECOMPUTE}") >= 2 * many)
    celery_worker.stop()
    assert _versions(scene) == {basis: [many] for basis in Basis.values}
    assert newest(scene.edition) == from_scratch(scene.edition)


def test_a_worker_killed_in_the_middle(celery_worker: Engine) -> None:
    """It has taken the message and computes, but can store nothing while we hold the edition."""
    scene = make_scene(60)
    celery_worker.pause()
    scene.approve(scene.answers[:30])
    with transaction.atomic():
        Edition.objects.select_for_update().get(pk=scene.edition.pk)
        celery_worker.resume()
        wait_until(lambda: bool(unfinished(celery_worker, RECOMPUTE)))
        time.sleep(AT_WORK_SECONDS)
        celery_worker.kill()
        # Later the database server may still end a commit that waited for us.
        assert not ScoreRun.objects.exists()
    assert unfinished(celery_worker, RECOMPUTE), "it was not at work"
    scene.approve(scene.answers[30:])
    celery_worker.start()
    scene.wait()
    celery_worker.stop()
    assert newest(scene.edition) == from_scratch(scene.edition)


@brokers
def test_a_broker_killed_with_its_messages(celery_worker: Engine, valkey: Engine) -> None:
    scene = make_scene(20)
    scene.approve(scene.answers[:10])
    valkey.kill()
    scene.approve(scene.answers[10:15])
    valkey.start()
    scene.approve(scene.answers[15:])
    assert scene.version == 20, "people went on working without the broker"
    scene.wait()
    celery_worker.stop()
    assert newest(scene.edition) == from_scratch(scene.edition)


@brokers
def test_a_message_that_never_came(celery_worker: Engine) -> None:
    scene = make_scene(20)
    scene.approve(scene.answers[:10])
    scene.wait()
    before = newest(scene.edition)
    lost = [answer.pk for answer in scene.answers[10:]]
    Answer.objects.filter(pk__in=lost).update(state=Answer.State.APPROVED)
    Edition.objects.filter(pk=scene.edition.pk).update(inputs_version=F("inputs_version") + 1)
    scene.wait()
    celery_worker.stop()
    found = newest(scene.edition)
    assert found["approved"] != before["approved"]
    assert found == from_scratch(scene.edition)


@brokers
def test_both_die_and_work_goes_on_until_they_are_back(
    celery_worker: Engine, valkey: Engine
) -> None:
    scene = make_scene(20)
    scene.approve(scene.answers[:10])
    celery_worker.kill()
    valkey.kill()
    scene.approve(scene.answers[10:])
    valkey.start()
    celery_worker.start()
    scene.wait()
    celery_worker.stop()
    assert newest(scene.edition) == from_scratch(scene.edition)
