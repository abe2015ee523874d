"""What takes longest to render of a new run, made before somebody asks.

A hint like every message: a page that nobody made ahead is rendered when it is looked at.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone, translation

from scoring.analysis.audit_part import audit_part
from scoring.analysis.profile_part import profile_part
from scoring.models import Basis, ScoreRun
from scoring.products.ranking_part import ranking_part
from scoring.runs.selectors import newest_run, run_is_behind
from surveys.models import Edition

# Editions beyond these are looked at now and then.
MOST_EDITIONS = 3
# While answers come in one after another, each run is soon another one's.
QUIET = datetime.timedelta(seconds=3)


def pages_prerender() -> int:
    """Ranking, types and audit of the newest editions whose runs cover their inputs and are a
    few seconds old, on both bases and in every language; how many runs those are.

    What is kept already costs a look at a file.
    """
    if not settings.RENDERED_MAX_BYTES:
        return 0
    editions = Edition.objects.computed().order_by("-year", "code")[:MOST_EDITIONS]
    runs = [run for edition in editions for basis in Basis if (run := _settled(edition, basis))]
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            for run in runs:
                _run_prerender(run)
    return len(runs)


def _settled(edition: Edition, basis: Basis) -> ScoreRun | None:
    run = newest_run(edition, basis)
    if run is None or run_is_behind(edition, run):
        return None
    return run if abs(timezone.now() - run.computed_at) > QUIET else None


def _run_prerender(run: ScoreRun) -> None:
    if run.cities_ranked:
        ranking_part(run, QueryDict())
        profile_part(run)
    if run.edition.inputs_version:
        audit_part(run.edition, Basis(run.basis), run.method)
