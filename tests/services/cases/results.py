"""Methods, runs, priorities, studies, and editions that go as a whole."""

from __future__ import annotations

from dataclasses import replace

from scoring.analysis import services as priority
from scoring.deletion.services import edition_delete_synthetic
from scoring.editions.services import edition_begin, edition_correct, edition_remove
from scoring.kept_reason import TEXT, UNEXPECTED, KeptReason
from scoring.methods import services as method
from scoring.methods.services import edition_choose_method
from scoring.models import (
    CityScore,
    EditionMethod,
    MethodVersion,
    ScoreRun,
    Study,
    StudyBlock,
)
from scoring.reference import services as reference
from scoring.runs import services as run
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services import study, study_work
from surveys.models import Edition, ReviewPriority, Round, TrailEntry
from tests.builders import CUTOFF, OPENS
from tests.services.case import Case
from tests.services.everything import of_edition
from tests.services.results import HEAVIER, Full

LIGHTER = replace(HEAVIER, tau=0.1)

ZERO = KeptReason(UNEXPECTED, {TEXT: "零"})


def _create(world: Full) -> MethodVersion:
    return method.method_create(
        actor=world.analyst, method=LIGHTER, name=world.method.name, note="别的"
    )


def _request(world: Full) -> Study:
    return study.study_request(
        actor=world.analyst,
        run=world.own.run,
        kind=Study.Kind.MONTE_CARLO,
        parameters=StudyParameters(draws=1000),
    )


def _unused() -> Edition:
    return Edition.objects.get(code="2025-unused")


def _begin(world: Full) -> Edition:
    return edition_begin(
        actor=world.cast.manager,
        code="2027-new",
        year=2027,
        title_zh="新",
        title_en="",
        opens_on=OPENS,
        cutoff=CUTOFF,
        like=world.editions[0],
    )


def _correct(world: Full) -> None:
    edition_correct(
        actor=world.cast.manager,
        edition=_unused(),
        year=2025,
        title_zh="改",
        title_en="",
        cutoff=None,
        reason="打错了",
    )


def _dropped() -> list[StudyBlock]:
    return list(StudyBlock.objects.filter(study__state=Study.State.CANCELLED))


CASES = (
    Case(method.method_create, _create, added={MethodVersion: 1, TrailEntry: 1}),
    Case(
        reference.method_load,
        lambda world: reference.method_load(method=LIGHTER),
        added={MethodVersion: 1},
    ),
    Case(
        method.method_choose,
        lambda world: method.method_choose(
            actor=world.cast.manager, edition=world.edition, version=world.method
        ),
        changed=lambda world: [world.edition],
        added={EditionMethod: 1, TrailEntry: 1},
        returns=lambda world: True,
    ),
    Case(
        edition_choose_method,
        lambda world: edition_choose_method(
            actor=world.cast.manager, edition=world.edition, version=world.method
        ),
        changed=lambda world: [world.edition],
        added={EditionMethod: 1, TrailEntry: 1},
    ),
    Case(
        edition_delete_synthetic,
        lambda world: edition_delete_synthetic(actor=world.cast.manager, edition=world.edition),
        removed=lambda world: of_edition(world.edition),
        added={TrailEntry: 1},
    ),
    Case(
        edition_begin,
        _begin,
        added={Edition: 1, Round: 1, EditionMethod: 1, TrailEntry: 3},
        anywhere=True,
    ),
    Case(
        edition_correct,
        _correct,
        changed=lambda world: [_unused()],
        added={TrailEntry: 1},
        anywhere=True,
    ),
    Case(
        edition_remove,
        lambda world: edition_remove(actor=world.cast.manager, edition=_unused(), reason="错"),
        changed=lambda world: [_unused()],
        added={TrailEntry: 1},
        anywhere=True,
    ),
    # The run of the other basis is there.
    Case(
        run.edition_recompute,
        lambda world: run.edition_recompute(edition_id=world.edition.pk),
        added={ScoreRun: 1, CityScore: 3},
        anywhere=True,
    ),
    Case(
        run.run_request,
        lambda world: run.run_request(actor=world.cast.manager, edition=world.edition),
        changed=lambda world: [world.edition],
        added={TrailEntry: 1},
    ),
    Case(
        run.runs_thin,
        lambda world: run.runs_thin(edition=world.edition, keep=1),
        removed=lambda world: [world.own.old[1], *world.own.old[1].cities.all()],
        returns=lambda world: 1,
        alone=False,
    ),
    Case(
        priority.edition_prioritise,
        lambda world: priority.edition_prioritise(edition_id=world.edition.pk),
        removed=lambda world: ReviewPriority.objects.filter(edition=world.edition),
        added={ReviewPriority: 3},
        returns=lambda world: 3,
        anywhere=True,
    ),
    Case(
        priority.edition_prioritise,
        lambda world: priority.edition_prioritise(edition_id=world.editions[0].pk),
        returns=lambda world: 6,
        how="that is up to date",
    ),
    Case(
        priority.priorities_are_behind,
        lambda world: priority.priorities_are_behind(world.edition),
        returns=lambda world: True,
    ),
    Case(study.study_request, _request, added={Study: 1, TrailEntry: 1}),
    Case(
        study.study_cancel,
        lambda world: study.study_cancel(actor=world.analyst, study=world.study("monte_carlo")),
        changed=lambda world: [world.study("monte_carlo")],
        removed=lambda world: world.study("monte_carlo").blocks.all(),
        added={TrailEntry: 1},
    ),
    Case(
        study.blocks_drop,
        lambda world: study.blocks_drop(),
        removed=lambda world: StudyBlock.objects.filter(study__state=Study.State.CANCELLED),
    ),
    Case(study.blocks_hint, lambda world: study.blocks_hint(study=world.study("sobol"))),
    Case(
        study.blocks_drop,
        lambda world: study.blocks_drop(),
        removed=lambda world: _dropped(),
        returns=lambda world: len(_dropped()),
    ),
    # The block and the summary are two steps: whoever dies between them has lost neither.
    Case(
        study_work.study_block_compute,
        lambda world: study_work.study_block_compute(
            study_id=world.study("monte_carlo").pk, number=1
        ),
        added={StudyBlock: 1},
    ),
    Case(
        study_work.study_fail,
        lambda world: study_work.study_fail(study=world.study("flip"), reason=ZERO),
        changed=lambda world: [world.study("flip")],
    ),
    Case(
        study_work.study_fail,
        lambda world: study_work.study_fail(study=world.study("cancelled"), reason=ZERO),
        how="that was cancelled",
    ),
    Case(
        study_work.study_finish,
        lambda world: study_work.study_finish(study=world.study("cancelled")),
        how="that was cancelled",
    ),
    Case(
        study_work.study_finish,
        lambda world: study_work.study_finish(study=world.study("flip")),
        changed=lambda world: [world.study("flip")],
    ),
)
