"""What the workers do; every task may run twice or late and changes nothing by it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from celery import Task, shared_task
from django.conf import settings
from django.utils import timezone

from scoring.analysis.selectors import editions_unprioritised
from scoring.analysis.services import edition_prioritise
from scoring.models import Heartbeat
from scoring.prerender import pages_unrendered
from scoring.runs.selectors import (
    editions_due,
    is_computed,
    studies_stalled,
)
from scoring.runs.services import NotComputable, edition_recompute, runs_thin
from scoring.runs.sweep import SWEEP
from scoring.sensitivity.services.study import blocks_hint
from scoring.study_tasks import prerender
from surveys.evidence.likeness.selectors import files_without_wording
from surveys.evidence.likeness.services import wordings_hint
from surveys.hint import task_hint
from surveys.models import Edition
from surveys.past.selectors import round_imports_stalled
from surveys.past.services.round_import import WORK_TASK
from surveys.rounds.services.replay import letters_behind
from surveys.trouble import trouble_of
from surveys.workdays.selectors import REPLAY_TASK, calendars_now

logger = logging.getLogger(__name__)

# A burst of approvals is waited out, so that it costs one or two computations, but never
# longer than this: a single reply must show within two seconds.
PAUSE_SECONDS = 0.15
LONGEST_WAIT_SECONDS = 0.9
_swept_at: dict[str, float] = {}  # by task, on this process's monotonic clock
PRERENDER_AGAIN_SECONDS = 300.0
_prerendered_at: dict[tuple[str, ...], float] = {}  # the last asked for, by names


@shared_task(name="scoring.recompute")
def recompute(edition_id: int, version: int | None = None) -> None:
    """Bring both runs of an edition up to its inputs; a message of an old version is dropped."""
    try:
        if version is not None and is_computed(edition_id, version):
            return
        _wait_for_quiet(edition_id)
        edition_recompute(edition_id=edition_id)
    except Edition.DoesNotExist:
        logger.info("edition %s was deleted meanwhile", edition_id)
        return
    except NotComputable as error:
        logger.warning("edition %s cannot be computed: %s", edition_id, error)
    task_hint(prioritise.name, edition_id)


@shared_task(name="scoring.prioritise")
def prioritise(edition_id: int) -> None:
    """What each open answer would change, for the order of the review queue."""
    try:
        edition_prioritise(edition_id=edition_id)
    except Edition.DoesNotExist:
        logger.info("edition %s was deleted meanwhile", edition_id)


@shared_task(name="scoring.sweep", bind=True)
def sweep(task: Task) -> None:
    """Recompute every edition whose newest runs are behind, whatever the queue lost.

    It asks the same few questions however many editions there are, beside what recomputing
    one costs. What fails for one edition, part or study stops none of the others, nor the
    heartbeat. Of many messages that waited while there was no worker each process takes one.
    """
    if not task.request.called_directly and _is_repeated(task, settings.CONFIG.sweep_seconds / 2):
        return
    due: list[Edition] = []
    with _part("editions behind"):
        due = editions_due()
    for edition in due:
        with _part(f"edition {edition.code}"):
            _catch_up(edition)
    with _part("runs"):
        runs_thin()
    with _part("priorities"):
        for edition in editions_unprioritised():
            task_hint(prioritise.name, edition.pk)
    with _part("studies"):
        for study in studies_stalled():
            blocks_hint(study=study)
    with _part("rounds brought in"):
        for key in round_imports_stalled():
            task_hint(WORK_TASK, key)
    with _part("letters of another calendar"):
        if letters_behind(calendars_now().version).exists():
            task_hint(REPLAY_TASK)
    with _part("wordings"):
        # Thousands of made-up letters are compared once somebody asks for them.
        if files_without_wording(1, synthetic=False):
            wordings_hint()
    with _part("heartbeat"):
        Heartbeat.objects.update_or_create(name=SWEEP, defaults={"at": timezone.now()})
    with _part("pages of the newest runs"):
        _prerender_hint(pages_unrendered())


def _prerender_hint(names: list[str]) -> None:
    """For the same pages once in a while only: what cannot be kept would be rendered for ever."""
    now, wanted = time.monotonic(), tuple(names)
    if not wanted or now - _prerendered_at.get(wanted, -PRERENDER_AGAIN_SECONDS) < (
        PRERENDER_AGAIN_SECONDS
    ):
        return
    _prerendered_at.clear()
    _prerendered_at[wanted] = now
    task_hint(prerender.name)


def _is_repeated(task: Task, seconds: float) -> bool:
    now = time.monotonic()
    if now - _swept_at.get(task.name, -seconds) < seconds:
        return True
    _swept_at[task.name] = now
    return False


def _catch_up(edition: Edition) -> None:
    try:
        edition_recompute(edition_id=edition.pk)
    except NotComputable as error:
        logger.warning("edition %s cannot be computed: %s", edition.code, error)


@contextmanager
def _part(name: str) -> Iterator[None]:
    """One part of the sweep: an edition deleted meanwhile, or any error, ends it alone."""
    try:
        yield
    except Edition.DoesNotExist:
        logger.info("sweep: %s: the edition was deleted meanwhile", name)
    except Exception as error:  # whatever it is, the next sweep tries again
        trouble = trouble_of(error)
        if trouble is None:
            logger.exception("sweep: %s failed", name)
        else:  # the machine's, of which a traceback tells nothing
            logger.error("sweep: %s failed (%s): %s", name, trouble, error)


def _wait_for_quiet(edition_id: int) -> None:
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    seen = _version(edition_id)
    while time.monotonic() < until:
        time.sleep(PAUSE_SECONDS)
        now = _version(edition_id)
        if now == seen:
            return
        seen = now


def _version(edition_id: int) -> int | None:
    return Edition.objects.values_list("inputs_version", flat=True).filter(pk=edition_id).first()
