"""What the sweep makes of a study that stopped in between, wherever that was."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from scoring.models import Study
from scoring.runs.selectors import studies_stalled
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services.study import blocks_drop, blocks_hint, study_request
from scoring.sensitivity.services.study_work import study_block_compute
from tests.builders import make_user
from tests.scoring.scored import Scored

pytestmark = pytest.mark.django_db


def _request(scored: Scored, *, draws: int) -> Study:
    return study_request(
        actor=make_user("analyst"),
        run=scored.run,
        kind=Study.Kind.MONTE_CARLO,
        parameters=StudyParameters(draws=draws),
    )


def test_the_sweep_sees_a_study_that_nobody_works_on(scored: Scored) -> None:
    study = _request(scored, draws=2000)
    assert studies_stalled() == []
    long_ago = timezone.now() - datetime.timedelta(minutes=5)
    Study.objects.filter(pk=study.pk).update(requested_at=long_ago)
    assert studies_stalled() == [study]
    study_block_compute(study_id=study.pk, number=0)
    assert studies_stalled() == []


def _hinted(study: Study, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The blocks that a message goes out for."""
    numbers: list[int] = []

    def hint(name: str, pk: int, number: int) -> bool:
        numbers.append(number)
        return pk == study.pk

    monkeypatch.setattr("scoring.sensitivity.services.study.task_hint", hint)
    blocks_hint(study=study)
    return numbers


def test_a_complete_study_without_a_summary_is_finished_by_one_message(
    scored: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a worker leaves it that dies between its last block and the summary."""
    study, beside = _request(scored, draws=2000), _request(scored, draws=2000)
    monkeypatch.setattr(
        "scoring.sensitivity.services.study_work.study_finish", lambda **fields: None
    )
    for number in range(2):
        study_block_compute(study_id=study.pk, number=number)
    monkeypatch.undo()
    assert study.blocks.count() == study.blocks_total == 2
    [number] = _hinted(study, monkeypatch)
    study_block_compute(study_id=study.pk, number=number)
    study.refresh_from_db()
    beside.refresh_from_db()
    assert study.state == Study.State.DONE
    assert beside.state == Study.State.RUNNING
    assert _hinted(beside, monkeypatch) == [0, 1], "of what never started, every block"


def test_a_date_to_come_does_not_hide_a_study(scored: Scored) -> None:
    study = _request(scored, draws=2000)
    ahead = timezone.now() + datetime.timedelta(days=365)
    Study.objects.filter(pk=study.pk).update(requested_at=ahead)
    assert studies_stalled() == [study]


def test_a_summary_that_cannot_be_made_fails_its_study(
    scored: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = _request(scored, draws=1000)

    def refuse(*arguments: object) -> bytes:
        raise ValueError("no summary")

    monkeypatch.setattr("scoring.sensitivity.services.study_work._summary", refuse)
    study_block_compute(study_id=study.pk, number=0)
    study.refresh_from_db()
    assert (study.state, study.fault) == (Study.State.FAILED, "unexpected")
    assert study.fault_details == {"text": "no summary"}


def test_a_block_stored_at_the_cancelling_is_dropped(scored: Scored) -> None:
    study, beside = _request(scored, draws=2000), _request(scored, draws=2000)
    for row in (study, beside):
        study_block_compute(study_id=row.pk, number=0)
    Study.objects.filter(pk=study.pk).update(state=Study.State.CANCELLED)
    assert blocks_drop() == 1
    assert not study.blocks.exists()
    assert beside.blocks.count() == 1
