"""What is rendered ahead: by whom, how often, and that looking for it renders nothing."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scoring import tasks
from scoring.models import Basis, ScoreRun
from scoring.prerender import MOST_EDITIONS, pages_prerender, runs_unrendered
from tests.builders import make_edition
from tests.scoring.scored import Scored, make_scored

pytestmark = pytest.mark.django_db
# Ranking, types, audit and leaving out, in two languages, of both bases.
EVERYTHING = 4 * 2 * 2


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> Scored:
    found = make_scored()
    ScoreRun.objects.update(computed_at=timezone.now() - datetime.timedelta(minutes=1))
    return found


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    messages: list[tuple[Any, ...]] = []
    monkeypatch.setattr(tasks, "task_hint", lambda *message: messages.append(message))
    monkeypatch.setattr(tasks, "_prerendered_at", {})
    return messages


def _runs(scored: Scored) -> list[int]:
    return [scored.runs[basis.value].pk for basis in Basis]


def test_looking_for_it_renders_nothing(scored: Scored, settings: Any) -> None:
    assert runs_unrendered() == _runs(scored)
    assert not Path(settings.RENDERED_DIR).exists()


def test_everything_is_rendered_once(scored: Scored, settings: Any) -> None:
    assert pages_prerender() == EVERYTHING
    assert runs_unrendered() == []
    assert pages_prerender() == 0
    shutil.rmtree(settings.RENDERED_DIR)
    assert runs_unrendered() == _runs(scored)


def test_a_run_of_this_moment_or_one_that_is_behind_waits(scored: Scored) -> None:
    ScoreRun.objects.filter(pk=scored.run.pk).update(computed_at=timezone.now())
    other = scored.runs[Basis.PROVISIONAL.value].pk
    assert runs_unrendered() == [other]
    scored.edition.inputs_version += 1
    scored.edition.save()
    assert runs_unrendered() == []


def test_only_the_newest_editions_are_rendered_ahead(scored: Scored) -> None:
    for number in range(MOST_EDITIONS - 1):
        make_edition(f"{2030 + number}-x")
    assert runs_unrendered() == _runs(scored)
    make_edition("2040-x")
    assert runs_unrendered() == []


def test_nothing_is_rendered_ahead_where_nothing_is_kept(scored: Scored, settings: Any) -> None:
    settings.RENDERED_MAX_BYTES = 0
    assert runs_unrendered() == []
    assert pages_prerender() == 0


def test_the_sweep_asks_once_for_the_same_runs(
    scored: Scored, sent: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(tasks.time, "monotonic", lambda: now)
    tasks.sweep()
    tasks.sweep()
    assert sent.count(("scoring.prerender",)) == 1
    now += tasks.PRERENDER_AGAIN_SECONDS
    tasks.sweep()
    assert sent.count(("scoring.prerender",)) == 2
    tasks.prerender()
    now += tasks.PRERENDER_AGAIN_SECONDS
    tasks.sweep()
    assert sent.count(("scoring.prerender",)) == 2


def test_the_sweep_looks_in_a_fixed_number_of_queries(scored: Scored) -> None:
    with CaptureQueriesContext(connection) as before:
        runs_unrendered()
    pages_prerender()
    with CaptureQueriesContext(connection) as after:
        runs_unrendered()
    assert len(after) == len(before) == 4  # the tables' state, editions, a run of each basis
