"""What takes longest to render of a new run, made before somebody asks.

A hint like every message: a page that nobody made ahead is rendered when it is looked at.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone, translation

from scoring.analysis.audit_part import audit_part
from scoring.analysis.profile_part import profile_part
from scoring.models import Basis, ScoreRun
from scoring.products.ranking_part import ranking_part
from scoring.rendered.part import Part, reference_stamp
from scoring.runs.selectors import newest_run, run_is_behind
from scoring.sensitivity.leave_out import leave_out_part
from surveys.models import Edition

# Editions beyond these are looked at now and then.
MOST_EDITIONS = 3
# While answers come in one after another, each run is soon another one's.
QUIET = datetime.timedelta(seconds=3)


def pages_prerender() -> int:
    """Ranking, types, audit and what leaving out does, of the newest editions whose runs cover
    their inputs and are a few seconds old, on both bases and in every language; how many parts
    were not kept yet."""
    stamp = reference_stamp()
    wanting = [part for run in _settled() for part in _wanting(run, stamp)]
    for language, part in wanting:
        with translation.override(language):
            part.rendered()
    return len(wanting)


def runs_unrendered() -> list[int]:
    """Keys of the runs of which something would be rendered; nothing is."""
    stamp = reference_stamp()
    return [run.pk for run in _settled() if any(True for _one in _wanting(run, stamp))]


def _settled() -> list[ScoreRun]:
    if not settings.RENDERED_MAX_BYTES:
        return []
    editions = Edition.objects.computed().order_by("-year", "code")[:MOST_EDITIONS]
    newest = [(edition, newest_run(edition, basis)) for edition in editions for basis in Basis]
    return [
        run
        for edition, run in newest
        if run and not run_is_behind(edition, run) and abs(timezone.now() - run.computed_at) > QUIET
    ]


def _wanting(run: ScoreRun, stamp: str) -> Iterator[tuple[str, Part]]:
    """What is not kept, with its language; what is costs a look at a file."""
    parts: list[Part] = []
    if run.cities_ranked:
        parts += ranking_part(run, QueryDict()), profile_part(run), leave_out_part(run)
    if run.edition.inputs_version:
        parts.append(audit_part(run.edition, Basis(run.basis), run.method_id))
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found = [part for part in parts if not part.is_kept(stamp)]
        yield from ((language, part) for part in found)
