"""A real worker on a real broker: nothing is lost, whatever dies, and little is done twice."""

from __future__ import annotations

import pytest
from django.db.models import F

from scoring.models import Basis, ScoreRun
from surveys.models import Answer, Edition
from tests.engines.background import Engine
from tests.worker.scene import from_scratch, make_scene, newest

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
HANDFUL = 8


def test_a_burst_ends_in_one_right_run_and_few_computations(celery_worker: Engine) -> None:
    scene = make_scene(200)
    scene.approve(scene.answers)
    assert scene.version == 200
    scene.wait()
    celery_worker.stop()
    for basis in Basis.values:
        runs = ScoreRun.objects.filter(edition=scene.edition, basis=basis)
        assert runs.filter(inputs_version=200).count() == 1
        assert runs.count() <= HANDFUL
    found = newest(scene.edition)
    assert found["approved"] == found["provisional"], "everything is approved"
    assert found == from_scratch(scene.edition)


def test_a_worker_killed_in_the_middle(celery_worker: Engine) -> None:
    scene = make_scene(60)
    scene.approve(scene.answers[:30])
    celery_worker.kill()
    scene.approve(scene.answers[30:])
    celery_worker.start()
    scene.wait()
    celery_worker.stop()
    assert newest(scene.edition) == from_scratch(scene.edition)


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
