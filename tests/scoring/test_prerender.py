"""Which pages are made before somebody asks: those of new runs that are a few seconds old."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from scoring import prerender
from scoring.prerender import MOST_EDITIONS, QUIET, pages_prerender
from surveys.open_edition import edition_touch
from tests.builders import make_edition
from tests.scoring.scored import Scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(settings: Settings, tmp_path: Path) -> Path:
    settings.RENDERED_DIR = tmp_path / "rendered"
    settings.RENDERED_MAX_BYTES = 50_000_000
    return tmp_path / "rendered"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long after the run as a page may be made."""
    at = timezone.now() + QUIET + datetime.timedelta(seconds=60)
    monkeypatch.setattr(prerender.timezone, "now", lambda: at)


@pytest.mark.usefixtures("later")
def test_each_part_of_both_runs_in_both_languages(scored: Scored, kept: Path) -> None:
    assert pages_prerender() == 2
    texts = [path for path in kept.iterdir() if path.is_file()]
    assert len(texts) == 2 * 2 * 3
    assert pages_prerender() == 2
    assert [path for path in kept.iterdir() if path.is_file()] == texts


@pytest.mark.usefixtures("later")
def test_nothing_where_nothing_is_kept(scored: Scored, kept: Path, settings: Settings) -> None:
    settings.RENDERED_MAX_BYTES = 0
    assert pages_prerender() == 0
    assert not kept.exists()


def test_not_while_one_run_follows_another(scored: Scored, kept: Path) -> None:
    assert pages_prerender() == 0


@pytest.mark.usefixtures("later")
def test_not_for_a_run_that_is_behind(scored: Scored, kept: Path) -> None:
    edition_touch(edition=scored.edition)
    assert pages_prerender() == 0


@pytest.mark.usefixtures("later")
def test_the_newest_editions_alone(scored: Scored, kept: Path) -> None:
    for number in range(MOST_EDITIONS - 1):
        make_edition(f"{2030 + number}-x")
    assert pages_prerender() == 2
    make_edition("2040-x")
    assert pages_prerender() == 0
