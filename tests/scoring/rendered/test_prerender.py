"""What is rendered ahead: by whom, how often, and that looking for it renders nothing."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from scoring import study_tasks, tasks
from scoring.models import Basis, PublishedRank, ScoreRun, Study
from scoring.models.tree import SCORED_FIELDS
from scoring.prerender import MOST_EDITIONS, pages_prerender, pages_unrendered
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services.study import study_request
from scoring.sensitivity.services.study_work import study_block_compute
from surveys.models import User
from surveys.models.user import Role
from surveys.open_edition import edition_touch
from tests.builders import make_edition, make_user
from tests.scoring.scored import Scored, compute, make_scored
from tests.web.people import browser

pytestmark = pytest.mark.django_db
# Ranking, types, audit and leaving out of both bases, and both compared, in two languages.
EVERYTHING = (4 * 2 + 1) * 2


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


def _runs(scored: Scored) -> list[str]:
    return [f"run {scored.runs[basis.value].pk}" for basis in Basis]


def _pages(scored: Scored) -> list[str]:
    """What there is of a small edition."""
    approved, provisional = (scored.runs[basis.value].pk for basis in Basis)
    return [*_runs(scored), f"runs {approved} {provisional}"]


def test_looking_for_it_renders_nothing(scored: Scored, settings: Any) -> None:
    assert pages_unrendered() == _pages(scored)
    assert not Path(settings.RENDERED_DIR).exists()


def test_everything_is_rendered_once(scored: Scored, settings: Any) -> None:
    assert pages_prerender() == EVERYTHING
    assert pages_unrendered() == []
    assert pages_prerender() == 0
    shutil.rmtree(settings.RENDERED_DIR)
    assert pages_unrendered() == _pages(scored)


def test_a_run_of_this_moment_or_one_that_is_behind_waits(scored: Scored) -> None:
    ScoreRun.objects.filter(pk=scored.run.pk).update(computed_at=timezone.now())
    _approved, *others = _pages(scored)
    assert pages_unrendered() == others
    scored.edition.inputs_version += 1
    scored.edition.save()
    assert pages_unrendered() == []


def test_only_the_newest_editions_are_rendered_ahead(scored: Scored) -> None:
    for number in range(MOST_EDITIONS - 1):
        make_edition(f"{2030 + number}-x")
    assert pages_unrendered() == _pages(scored)
    make_edition("2040-x")
    assert pages_unrendered() == []


def test_nothing_is_rendered_ahead_where_nothing_is_kept(scored: Scored, settings: Any) -> None:
    settings.RENDERED_MAX_BYTES = 0
    assert pages_unrendered() == []
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
    study_tasks.prerender()
    now += tasks.PRERENDER_AGAIN_SECONDS
    tasks.sweep()
    assert sent.count(("scoring.prerender",)) == 2


def test_the_sweep_looks_in_a_fixed_number_of_queries(scored: Scored) -> None:
    with CaptureQueriesContext(connection) as before:
        pages_unrendered()
    pages_prerender()
    with CaptureQueriesContext(connection) as after:
        pages_unrendered()
    # The tables' state, printed editions, computed ones, a run of each basis, studies, and the
    # last two runs of each basis.
    assert len(after) == len(before) == 7


def test_a_finished_study_of_the_newest_run_is_rendered_ahead(
    scored: Scored, settings: Any
) -> None:
    pages_prerender()
    manager = make_user(Role.MANAGER)
    study = study_request(
        actor=manager,
        run=scored.run,
        kind=Study.Kind.MONTE_CARLO,
        parameters=StudyParameters(),
    )
    assert pages_unrendered() == [], "it is under way"
    study_block_compute(study_id=study.pk, number=0)
    assert pages_unrendered() == [f"study {study.pk}"]
    assert pages_prerender() == 2 * 2, "two parts in two languages"
    assert pages_unrendered() == []
    assert _made_by_looking(manager, f"/studies/{study.pk}/", settings) == set()


def test_a_printed_ranking_is_rendered_ahead(scored: Scored) -> None:
    pages_prerender()
    printed = make_edition("2020-printed", ranks_only=True)
    assert pages_unrendered() == [], "it has no ranks yet"
    ranks = dict.fromkeys(SCORED_FIELDS, 1)
    PublishedRank.objects.create(edition=printed, city=scored.cities[0], **ranks)
    assert pages_unrendered() == [f"edition {printed.code}"]
    assert pages_prerender() == 2
    assert pages_unrendered() == []


def test_what_the_list_of_runs_offers_to_compare_is_rendered_ahead(
    scored: Scored, settings: Any
) -> None:
    """To those who see both bases, and to those who see the approved one alone."""
    older = scored.runs
    edition_touch(edition=scored.edition)
    newer = compute(scored.edition)
    ScoreRun.objects.update(computed_at=timezone.now() - datetime.timedelta(minutes=1))
    pairs = {f"runs {older[basis.value].pk} {newer[basis.value].pk}" for basis in Basis}
    assert {name for name in pages_unrendered() if name.startswith("runs ")} == pairs
    pages_prerender()
    address = f"{reverse('compare')}?from={scored.edition.code}"
    old, new = older["approved"].pk, newer["approved"].pk
    analyst = make_user(Role.ANALYST)
    assert _made_by_looking(analyst, f"{address}&new={new}&old={old}", settings) == set()


def _made_by_looking(person: User, address: str, settings: Any) -> set[str]:
    """What was not kept before the look."""
    folder = Path(settings.RENDERED_DIR)
    before = {path.name for path in folder.iterdir()}
    assert browser(person).get(address).status_code == 200
    return {path.name for path in folder.iterdir()} - before


def test_a_damaged_run_holds_up_no_other_page(scored: Scored) -> None:
    """Its own page says that it cannot be read."""
    damaged = scored.runs[Basis.PROVISIONAL.value]
    ScoreRun.objects.filter(pk=damaged.pk).update(block=b"damaged")
    pages_prerender()
    left = pages_unrendered()
    assert f"run {scored.run.pk}" not in left
    assert f"runs {scored.run.pk} {damaged.pk}" in left
