"""What takes longest to render of a new run, made before somebody asks.

A hint like every message: a page that nobody made ahead is rendered when it is looked at.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict
from django.utils import timezone, translation

from scoring.analysis.audit_part import audit_part
from scoring.analysis.comparison import DifferentRuns
from scoring.analysis.comparison_part import comparison_part
from scoring.analysis.profile_part import profile_part
from scoring.models import Basis, PublishedRank, ScoreRun, Study
from scoring.products.ranking_part import published_part, ranking_part
from scoring.rendered.part import Part, reference_stamp
from scoring.runs.block import BrokenBlock
from scoring.runs.selectors import newest_run, pair_offered, run_is_behind
from scoring.sensitivity.leave_out import leave_out_part
from scoring.sensitivity.study_parts import study_parts
from surveys.models import Edition

logger = logging.getLogger(__name__)

# Editions and studies beyond these are looked at now and then.
MOST_EDITIONS = 3
MOST_STUDIES = 3
# While answers come in one after another, each run is soon another one's.
QUIET = datetime.timedelta(seconds=3)


def pages_prerender() -> int:
    """Ranking, types, audit and what leaving out does, of the newest editions whose runs cover
    their inputs and are a few seconds old, on both bases; the comparisons that their lists of
    runs offer, their newest studies, and printed rankings; all in every language. How many parts
    were not kept yet."""
    stamp = reference_stamp()
    wanting = [found for _name, part in _parts() for found in _wanting(part, stamp)]
    for language, part in wanting:
        with translation.override(language):
            _render(part)
    return len(wanting)


def pages_unrendered() -> list[str]:
    """Names of that of which something would be rendered; nothing is."""
    stamp = reference_stamp()
    names = [name for name, part in _parts() if any(True for _found in _wanting(part, stamp))]
    return list(dict.fromkeys(names))


def _render(part: Part) -> None:
    """One that cannot be rendered, which its page says, holds up none of the others."""
    try:
        part.rendered()
    except (BrokenBlock, DifferentRuns) as error:
        logger.info("nothing to render ahead of %s: %s", part.template, error)


def _wanting(part: Part, stamp: str) -> Iterator[tuple[str, Part]]:
    """The languages in which it is not kept; where it is costs a look at a file."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            kept = part.is_kept(stamp)
        if not kept:
            yield language, part


def _parts() -> Iterator[tuple[str, Part]]:
    """Each with the name of what it is of."""
    if not settings.RENDERED_MAX_BYTES:
        return
    printed = Edition.objects.filter(Exists(PublishedRank.objects.filter(edition=OuterRef("pk"))))
    for edition in printed.filter(ranks_only=True).order_by("-year", "code")[:MOST_EDITIONS]:
        yield f"edition {edition.code}", published_part(edition, QueryDict())
    settled = _settled()
    for run in settled:
        yield from ((f"run {run.pk}", part) for part in _of_run(run))
    yield from _of_studies(settled)
    yield from _of_pairs(settled)


def _settled() -> list[ScoreRun]:
    editions = Edition.objects.computed().order_by("-year", "code")[:MOST_EDITIONS]
    newest = [(edition, newest_run(edition, basis)) for edition in editions for basis in Basis]
    return [
        run
        for edition, run in newest
        if run and not run_is_behind(edition, run) and abs(timezone.now() - run.computed_at) > QUIET
    ]


def _of_run(run: ScoreRun) -> Iterator[Part]:
    if run.cities_ranked:
        yield from (ranking_part(run, QueryDict()), profile_part(run), leave_out_part(run))
    if run.edition.inputs_version:
        yield audit_part(run.edition, Basis(run.basis), run.method_id)


def _of_studies(runs: list[ScoreRun]) -> Iterator[tuple[str, Part]]:
    done = Study.objects.filter(kind=Study.Kind.MONTE_CARLO, state=Study.State.DONE).defer(
        "summary", "coding"
    )
    by_key = {run.pk: run for run in runs}
    for study in done.filter(run__in=by_key).order_by("-pk")[:MOST_STUDIES]:
        study.run = by_key[study.run_id]
        yield from ((f"study {study.pk}", part) for part in study_parts(study).values())


def _of_pairs(runs: list[ScoreRun]) -> Iterator[tuple[str, Part]]:
    """What the lists of their editions' runs offer to compare: to those who see both bases, and
    to others. One query; of the runs of a basis the last two decide."""
    place = Window(RowNumber(), partition_by=[F("edition"), F("basis")], order_by=F("pk").desc())
    rows = ScoreRun.objects.headers().filter(edition__in={run.edition_id for run in runs})
    last = {run.pk: run for run in rows.annotate(place=place).filter(place__lte=2).order_by("-pk")}
    for edition in dict.fromkeys(run.edition_id for run in runs):
        keys = [(run.pk, run.basis) for run in last.values() if run.edition_id == edition]
        approved = [(key, basis) for key, basis in keys if basis == Basis.APPROVED]
        for old, new in dict.fromkeys((pair_offered(keys), pair_offered(approved))):
            if old and new:
                yield f"runs {old} {new}", comparison_part(last[old], last[new])
