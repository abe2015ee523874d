"""Reads across models: which run is the newest, which edition is behind."""

from __future__ import annotations

import datetime

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from scoring.models import (
    Basis,
    CityScore,
    ComputeFault,
    EditionMethod,
    MethodVersion,
    ScoreRun,
    Study,
)
from scoring.models.method import DEFAULT_METHOD
from scoring.runs.inputs import method_of
from surveys.models import Edition, User


def newest_run(edition: Edition, basis: str) -> ScoreRun | None:
    """The newest stored run of the edition's method, without its block; one query."""
    method = Edition.objects.filter(pk=edition.pk).order_by().annotate(found=_method_in_force())
    runs = ScoreRun.objects.filter(
        edition=edition, basis=basis, method=Subquery(method.values("found"))
    )
    run = runs.order_by("-inputs_version").without_block().select_related("method").first()
    if run is not None:
        run.edition = edition
    return run


def methods_for(person: User) -> QuerySet[MethodVersion]:
    """All of them; beside real editions a demo account has the program's own and those of the
    synthetic editions."""
    versions = MethodVersion.objects.all()
    if not person.is_demo or not Edition.objects.real().exists():
        return versions
    used = Q(editions__edition__synthetic=True) | Q(runs__edition__synthetic=True)
    chosen = MethodVersion.objects.filter(used | Q(name=DEFAULT_METHOD))
    return versions.filter(pk__in=chosen.values("pk"))


def run_is_behind(edition: Edition, run: ScoreRun | None) -> bool:
    """True while a newer run is due: inputs have changed since, or nothing is computed yet."""
    computed = run.inputs_version if run else 0
    return not edition.ranks_only and computed < edition.inputs_version


def is_computed(edition_id: int, version: int) -> bool:
    """True where both bases have a run of these or newer inputs, by the method in force."""
    edition = Edition.objects.get(pk=edition_id)
    done = (
        ScoreRun.objects.filter(
            edition=edition, method=method_of(edition), inputs_version__gte=version
        )
        .order_by()
        .values("basis")
        .distinct()
        .count()
    )
    return done == len(Basis)


def editions_behind() -> list[Edition]:
    """Editions with inputs whose newest runs do not cover them; one query, however many."""
    series = ScoreRun.objects.filter(
        edition=OuterRef("pk"),
        method=OuterRef("method_in_force"),
        inputs_version__gte=OuterRef("inputs_version"),
    )
    computed = Q(*(Exists(series.filter(basis=basis)) for basis in Basis.values))
    candidates = Edition.objects.computed().filter(inputs_version__gt=0)
    return list(candidates.annotate(method_in_force=_method_in_force()).exclude(computed))


def _method_in_force() -> Coalesce:
    """The key of what `method_of` gives, beside each edition."""
    chosen = EditionMethod.objects.filter(edition=OuterRef("pk")).values("version")
    kept = ScoreRun.objects.filter(edition=OuterRef("pk")).order_by("-inputs_version", "-pk")
    newest = MethodVersion.objects.filter(name=DEFAULT_METHOD).order_by("-number").values("pk")
    of_frozen = Case(
        When(frozen=True, then=Subquery(kept.values("method")[:1])), output_field=BigIntegerField()
    )
    return Coalesce(
        *(Subquery(chosen[:1]), of_frozen, Subquery(newest[:1])), output_field=BigIntegerField()
    )


# So often a known fault is met again all the same: a newer version may know a way.
FAULT_AGAIN = datetime.timedelta(hours=1)


def fault_is_known(edition: Edition) -> bool:
    """True where each basis of these inputs has its run, or a recent fault by the method in
    force: computing again would only say the same again."""
    method = method_of(edition)
    version = edition.inputs_version
    since = max(method.created_at, timezone.now() - FAULT_AGAIN)
    faults = ComputeFault.objects.filter(
        edition=edition,
        inputs_version=version,
        noticed_at__gte=since,
        noticed_at__lte=timezone.now(),  # a clock that was ahead then proves nothing
    )
    runs = ScoreRun.objects.filter(edition=edition, method=method, inputs_version__gte=version)
    faulty = set(faults.values_list("basis", flat=True))
    return bool(faulty) and faulty | set(runs.values_list("basis", flat=True)) == set(Basis.values)


# A study without a new block for so long has lost its messages or its worker.
STALL = datetime.timedelta(seconds=60)


def studies_stalled() -> list[Study]:
    """Running studies that nobody seems to work on; a date to come says nothing of them."""
    now = timezone.now()
    running = Study.objects.filter(state=Study.State.RUNNING).annotate(
        last=Coalesce(Max("blocks__computed_at"), "requested_at")
    )
    return list(running.filter(Q(last__lt=now - STALL) | Q(last__gt=now + STALL)))


def ranking(run: ScoreRun) -> QuerySet[CityScore]:
    """The run's cities in composite order, unranked ones last."""
    return (
        CityScore.objects.filter(run=run)
        .select_related("city")
        .order_by(F("composite_rank").asc(nulls_last=True), "city__adcode")
    )
