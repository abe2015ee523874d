from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from scoring.index.codes import Reason
from scoring.index.refusals import StudyError
from scoring.index.sensitivity.design import varied_factors
from scoring.models import ScoreRun, Study, StudyBlock
from scoring.runs.reproduction import reproduce
from scoring.sensitivity.plan import StudyParameters, coding_pack, plan_of
from scoring.words.reasons import error_words, reason_words
from surveys.errors import Refused
from surveys.hint import task_hint
from surveys.history.services import trail_write
from surveys.models import City, User

BLOCK_TASK = "scoring.study_block"
# Studies that one person may have under way at once: a block takes a core for a while.
MOST_RUNNING = 3


def study_request(*, actor: User, run: ScoreRun, kind: str, parameters: StudyParameters) -> Study:
    """Store what is asked for and hint the workers; the sweep goes on with lost blocks.

    Refused where the run cannot be computed again, or no draw of the study could be.
    """
    try:
        again = reproduce(run)
        coding = coding_pack(again) if parameters.coding_error else None
        plan = plan_of(again, parameters, coding)
    except ValueError as error:
        raise Refused(error_words(error)) from error
    if kind == Study.Kind.SOBOL and not varied_factors(plan.design):
        raise Refused(reason_words(StudyError(Reason.NOTHING_VARIES)))
    with transaction.atomic():
        return _request(actor, run, Study.Kind(kind), parameters, coding)


def _request(
    actor: User,
    run: ScoreRun,
    kind: Study.Kind,
    parameters: StudyParameters,
    coding: bytes | None,
) -> Study:
    running = Study.objects.filter(requested_by=actor, state=Study.State.RUNNING).count()
    if running >= MOST_RUNNING:
        raise Refused(_("You have %(n)d studies under way; wait or cancel one.") % {"n": running})
    if kind == Study.Kind.FLIP:
        _check_flip(parameters)
    study = Study.objects.create(
        run=run,
        kind=kind,
        parameters=parameters.to_json(),
        blocks_total=parameters.blocks if kind == Study.Kind.MONTE_CARLO else 1,
        coding=coding,
        requested_by=actor,
    )
    trail_write(
        actor=actor,
        action="study.request",
        subject=study,
        edition=run.edition,
        new={"run": run.pk, "kind": kind, **parameters.to_json()},
    )
    transaction.on_commit(lambda: blocks_hint(study=study))
    return study


@transaction.atomic
def study_cancel(*, actor: User, study: Study) -> None:
    """Stop a running study; blocks under way are thrown away when they finish."""
    running = Study.objects.filter(pk=study.pk, state=Study.State.RUNNING)
    if not running.update(state=Study.State.CANCELLED):
        raise Refused(_("This study is not running."))
    study.blocks.all().delete()
    trail_write(
        actor=actor,
        action="study.cancel",
        subject=study,
        edition=study.run.edition,
        old={"state": Study.State.RUNNING},
        new={"state": Study.State.CANCELLED},
    )
    study.refresh_from_db()


def blocks_hint(*, study: Study) -> None:
    """Send a message for every block that is missing, or one where only the summary is:
    whoever takes a block that is there finds the study complete and summarises it."""
    there = set(study.blocks.values_list("number", flat=True))
    missing = [number for number in range(study.blocks_total) if number not in there]
    for number in missing or [study.blocks_total - 1]:
        if not task_hint(BLOCK_TASK, study.pk, number):
            return


def blocks_drop() -> int:
    """Delete what was stored for a study at the moment when it was cancelled; how many."""
    return StudyBlock.objects.filter(study__state=Study.State.CANCELLED).delete()[0]


def _check_flip(parameters: StudyParameters) -> None:
    if not City.objects.filter(adcode=parameters.city).exists():
        raise Refused(_("Choose a city."), field="city")
    if parameters.places:
        return
    rival = City.objects.filter(adcode=parameters.rival)
    if not rival.exists() or parameters.rival == parameters.city:
        raise Refused(_("Choose another city, or a number of places."), field="rival")
