"""The scoring side of the world: values, batches, methods, runs, studies, of every edition."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoring.index.method.method import Method
from scoring.inputs.services.batch import batch_upload
from scoring.inputs.services.batch_decision import batch_discard, batch_sign_off
from scoring.inputs.services.value import value_set
from scoring.methods.services import method_create
from scoring.models import (
    Basis,
    BoardView,
    ComputeFault,
    EditionMethod,
    ImportBatch,
    Indicator,
    MethodVersion,
    PublishedRank,
    ScoreRun,
    Study,
    StudyBlock,
)
from scoring.runs.arrays import arrays_pack
from scoring.sensitivity.plan import StudyParameters
from surveys.models import Edition, Question, ReviewPriority, RoundStatistics, User
from surveys.models.user import Role
from tests.builders import TODAY, make_user
from tests.scoring.inputs.batches import sheet, store
from tests.scoring.inputs.sheets import text_document
from tests.scoring.rows import FIELDS, fill_values, make_run
from tests.scoring.scored import compute
from tests.services.world import World, make_world

HEAVIER = replace(Method.default(), weights={"R": 2.0, "G": 1.0, "C": 1.0, "M": 1.0})
CHECKED = "城市,R1.1.2\n甲市,4.5\n乙市,5.5\n"


@dataclass(frozen=True)
class Results:
    """Of one edition; `old` are superseded runs, of which a study cites the first."""

    stored: ImportBatch
    checked: ImportBatch
    discarded: ImportBatch
    signed: ImportBatch
    old: list[ScoreRun]
    run: ScoreRun
    studies: dict[str, Study]


@dataclass(frozen=True)
class Full(World):
    analyst: User
    method: MethodVersion
    results: list[Results]

    @property
    def own(self) -> Results:
        return self.results[1]

    def study(self, kind: str) -> Study:
        return Study.objects.get(pk=self.own.studies[kind].pk)


def make_full() -> Full:
    """The whole world. The middle edition lacks its provisional run and newest priorities."""
    world = make_world()
    analyst = world.cast.outsider
    method = method_create(actor=analyst, method=HEAVIER, name="heavier", note="R twice")
    fellows = make_user(Role.ANALYST, "fellow")
    for edition in world.editions:
        fill_values(edition)
        _printed(world, edition)
    made = [_results(world, edition, fellows) for edition in world.editions]
    for edition in (world.editions[0], world.editions[2]):
        EditionMethod.objects.create(edition=edition, version=_default())
        for basis in Basis.values:
            ComputeFault.objects.create(edition=edition, basis=basis, inputs_version=1)
    newest = ScoreRun.objects.filter(edition=world.edition, basis=Basis.PROVISIONAL)
    newest.filter(inputs_version__gt=0).delete()
    for person in (world.cast.coder, world.cast.manager, world.cast.reviewer):
        BoardView.objects.create(owner=person, name="逾期", query="preset=late")
    return Full(**vars(world), analyst=analyst, method=method, results=made)


def _default() -> MethodVersion:
    return MethodVersion.objects.get(name="default")


def _printed(world: World, edition: Edition) -> None:
    for place, city in enumerate(world.cities, start=1):
        PublishedRank.objects.create(edition=edition, city=city, **dict.fromkeys(FIELDS, place))


def _results(world: World, edition: Edition, fellow: User) -> Results:
    """The third value of the stored batch was replaced since; another batch waits beside it."""
    discarded = store(edition, CHECKED)
    batch_discard(actor=None, batch=discarded)
    stored = store(edition, sheet(甲市=1.5, 乙市=2.5, 丙市=3.5))
    value_set(
        actor=None,
        edition=edition,
        city=world.cities[2],
        indicator=Indicator.objects.get(code="R1.1.1"),
        value=4.5,
        reason="年鉴",
    )
    store(edition, "城市,R1.2.2\n甲市,6.5\n乙市,7.5\n")
    signed = store(edition, "城市,R1.2.3\n甲市,8.5\n乙市,9.5\n")
    batch_sign_off(actor=None, batch=signed)
    checked = batch_upload(
        actor=None, edition=edition, document=text_document(CHECKED), today=TODAY
    )
    edition.refresh_from_db()
    old = [make_run(edition, inputs_version=0), make_run(edition, inputs_version=1)]
    make_run(edition, inputs_version=0, basis=Basis.PROVISIONAL)
    make_run(edition, inputs_version=0, method=MethodVersion.objects.get(name="heavier"))
    run = compute(edition)[Basis.APPROVED.value]
    for question in Question.objects.filter(code__in=("leading_group", "gep_standard")):
        for city in world.cities:
            ReviewPriority.objects.create(
                edition=edition,
                city=city,
                question=question,
                inputs_version=0 if edition == world.editions[1] else edition.inputs_version,
                other_value=1,
            )
    RoundStatistics.objects.create(edition=edition, number=2, stamp="0" * 64, content={})
    cited = _study(old[0], fellow, "monte_carlo")
    studies = {kind: _study(run, fellow, kind) for kind in ("monte_carlo", "flip", "sobol")}
    studies["cancelled"] = _study(run, fellow, "flip")
    cancelled = [studies["cancelled"], *(_study(run, world.cast.outsider, "flip") for _ in "123")]
    Study.objects.filter(pk__in=[study.pk for study in cancelled]).update(
        state=Study.State.CANCELLED
    )
    assert cited.run_id != run.pk
    return Results(stored, checked, discarded, signed, old, run, studies)


def _study(run: ScoreRun, person: User, kind: str) -> Study:
    """Under way: one of three blocks is there, and of a flip all there is."""
    single = kind == Study.Kind.FLIP
    study = Study.objects.create(
        run=run,
        kind=kind,
        parameters=StudyParameters(draws=3000).to_json(),
        blocks_total=1 if single else 3,
        requested_by=person,
    )
    StudyBlock.objects.create(study=study, number=0, content=arrays_pack(possible=False))
    return study
