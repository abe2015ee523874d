"""Method versions and sensitivity studies for the addresses of the scoring side."""

from __future__ import annotations

from scoring.kept_reason import TEXT, UNEXPECTED
from scoring.models import (
    BoardView,
    ComputeFault,
    EditionMethod,
    Heartbeat,
    MethodVersion,
    ScoreRun,
    Study,
)
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services.study import study_request
from scoring.sensitivity.services.study_work import study_block_compute
from surveys.models import Edition, User

Objects = dict[str, dict[str, object]]


def add_analysis(objects: Objects, analyst: User, manager: User) -> None:
    """A study that runs for each of two people, and one of each basis that is done."""
    run = ScoreRun.objects.get(pk=str(objects["approved-run"]["pk"]))
    objects["method"] = {"pk": MethodVersion.objects.order_by("pk")[0].pk, "code": "G1"}
    ahp = {"scheme": "ahp", "scope": "G1", "step": "treat"}
    objects["scheme"] = {**objects["method"], "?": ahp}
    both = {"old": run.pk, "new": objects["provisional-run"]["pk"]}
    objects["two-runs"] = {"?": both}
    objects["method-for-frozen"] = {**objects["method"], **objects["frozen"]}
    objects["no-format-run"] = {**objects["approved-run"], "extension": "exe"}
    for name, person in {"analyst-study": analyst, "manager-study": manager}.items():
        _keep(objects, name, _study(person, run))
    for name, owner in {"analyst-view": analyst, "manager-view": manager}.items():
        view = BoardView.objects.create(owner=owner, name="逾期", query="preset=late")
        objects[name] = {**objects["open"], "pk": view.pk}
    frozen = Edition.objects.get(code=objects["frozen"]["edition"])
    EditionMethod.objects.create(edition=frozen, version=MethodVersion.objects.order_by("pk")[0])
    Heartbeat.objects.get_or_create(name="sweep", defaults={"at": frozen.opened_at})
    fault = {"inputs_version": 0, "code": UNEXPECTED, "details": {TEXT: "no such weight"}}
    ComputeFault.objects.get_or_create(edition=frozen, basis=run.basis, defaults=fault)
    provisional = ScoreRun.objects.get(pk=str(objects["provisional-run"]["pk"]))
    for name, asked in {"done-study": run, "provisional-study": provisional}.items():
        done = _study(manager, asked)
        study_block_compute(study_id=done.pk, number=0)
        _keep(objects, name, done)


def _study(person: User, run: ScoreRun) -> Study:
    parameters = StudyParameters(draws=1000)
    return study_request(actor=person, run=run, kind="monte_carlo", parameters=parameters)


def _keep(objects: Objects, name: str, study: Study) -> None:
    objects[name] = {"edition": study.run.edition.code, "pk": study.pk, "number": 1}
