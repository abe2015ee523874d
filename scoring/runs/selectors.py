"""Reads across models: which run is the newest, which edition is behind."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

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

# So often a known fault is met again all the same: a newer version may know a way.
FAULT_AGAIN = datetime.timedelta(hours=1)


def newest_run(edition: Edition, basis: str) -> ScoreRun | None:
    """The newest stored run of the edition's method, without its block; one query, and another
    where somebody asks for its method."""
    statement, parameters = _newest_statement()
    given: dict[object, object] = {_EDITION: edition.pk, _BASIS: str(basis)}
    values = [given.get(parameter, parameter) for parameter in parameters]
    run: ScoreRun | None = next(iter(ScoreRun.objects.raw(statement, values)), None)
    if run is not None:
        run.edition = edition
    return run


def newest_runs(bases: Collection[str]) -> list[int]:
    """Keys of the newest run of every edition on each basis, by the method in force; one query,
    however many runs are kept."""
    editions = Edition.objects.computed().order_by().annotate(in_force=_method_in_force())
    of_edition = ScoreRun.objects.filter(edition=OuterRef("pk"), method=OuterRef("in_force"))
    ordered = of_edition.order_by("-inputs_version").values("pk")
    newest = {str(basis): Subquery(ordered.filter(basis=basis)[:1]) for basis in bases}
    rows = editions.annotate(**newest).values_list(*newest) if newest else ()
    return [key for row in rows for key in row if key is not None]


# What stands for the two in a statement that is built before they are known.
_EDITION, _BASIS = -1, "?"


@cache
def _newest_statement() -> tuple[str, tuple[object, ...]]:
    """Every page of results asks for it, and to build it takes ten times as long as to run it."""
    edition = Edition.objects.filter(pk=_EDITION).order_by().annotate(found=_method_in_force())
    runs = ScoreRun.objects.filter(
        edition=_EDITION, basis=_BASIS, method=Subquery(edition.values("found"))
    )
    newest = runs.order_by("-inputs_version").without_block()[:1]
    statement, parameters = newest.query.sql_with_params()
    return statement, tuple(parameters)


# The list of runs marks two of its first page.
RUNS_PAGE = 50


def pair_offered(keys: Sequence[tuple[int, str]]) -> tuple[int | None, int | None]:
    """Of keys and bases, the newest first, what the list of runs offers to compare: the run
    before the newest one, of the same basis if there is one, and the newest."""
    if not keys:
        return None, None
    (newest, basis), *older = keys
    same = [key for key, of in older if of == basis]
    return next(iter(same or [key for key, _of in older]), None), newest


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
    return list(_behind())


def editions_due() -> list[Edition]:
    """Those behind that are worth computing, in one query: not where each basis of these inputs
    has its run or a recent fault by the method in force. Computing would say the same again."""
    now = timezone.now()
    known = ComputeFault.objects.filter(
        edition=OuterRef("pk"),
        inputs_version=OuterRef("inputs_version"),
        noticed_at__gte=now - FAULT_AGAIN,
        noticed_at__lte=now,  # a clock that was ahead then proves nothing
    ).filter(noticed_at__gte=OuterRef("method_made"))
    told = Q(*(_has_run(basis) | Exists(known.filter(basis=basis)) for basis in Basis.values))
    made = MethodVersion.objects.filter(pk=OuterRef("method_in_force")).values("created_at")
    return list(_behind().annotate(method_made=Subquery(made)).exclude(told))


def _behind() -> QuerySet[Any]:
    """With the key of the method that is in force for each."""
    candidates = Edition.objects.computed().filter(inputs_version__gt=0)
    computed = Q(*(_has_run(basis) for basis in Basis.values))
    return with_method_in_force(candidates).exclude(computed)


def _has_run(basis: str) -> Exists:
    """Whether an edition has a run of these or newer inputs by the method in force."""
    series = ScoreRun.objects.filter(
        edition=OuterRef("pk"),
        method=OuterRef("method_in_force"),
        inputs_version__gte=OuterRef("inputs_version"),
    )
    return Exists(series.filter(basis=basis))


def with_method_in_force(editions: QuerySet[Any]) -> QuerySet[Any]:
    """With `method_in_force`: the key of what `method_of` gives for each."""
    return editions.annotate(method_in_force=_method_in_force())


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
