from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, Model, OuterRef, QuerySet

from scoring.models import (
    CityScore,
    ComputeFault,
    EditionMethod,
    MethodVersion,
    ScoreRun,
)
from scoring.models.method import DEFAULT_METHOD
from scoring.runs.inputs import method_of
from scoring.runs.selectors import with_method_in_force
from surveys.belongings import belongings
from surveys.models import Edition, Round, TrailEntry, User
from surveys.permissions import within_reach

# What an edition has from its first minute, and what the program computes of it unasked.
_UNASKED = {Edition, Round, TrailEntry, EditionMethod, ScoreRun, CityScore, ComputeFault}


@dataclass(frozen=True)
class Held:
    """How many rows of one kind an edition holds."""

    kind: type[Model]
    count: int

    @property
    def kind_name(self) -> str:
        return str(self.kind._meta.verbose_name_plural)


def with_results(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """With `has_results`: whether a run ranks its cities; an empty edition's ranks none."""
    ranked = ScoreRun.objects.filter(edition=OuterRef("pk"), cities_ranked__gt=0).order_by()
    return editions.annotate(has_results=Exists(ranked))


def has_results(edition: Edition) -> bool:
    return ScoreRun.objects.filter(edition=edition, cities_ranked__gt=0).exists()


def held_rows(edition: Edition) -> list[Held]:
    """What people put into it, and results; nothing for an edition that may go."""
    kinds = [belonging for belonging in belongings() if belonging.kind not in _UNASKED]
    counted = [Held(kind.kind, kind.rows(edition).count()) for kind in kinds]
    ranked = ScoreRun.objects.filter(edition=edition, cities_ranked__gt=0).count()
    return [held for held in (*counted, Held(ScoreRun, ranked)) if held.count]


def method_to_inherit(like: Edition) -> MethodVersion | None:
    """The method that computes it; None where that is the newest default one, which an edition
    without a choice follows by itself."""
    version = method_of(like)
    newest = MethodVersion.objects.filter(name=DEFAULT_METHOD).order_by("-number").first()
    chosen = EditionMethod.objects.filter(edition=like).exists()
    return version if chosen or version != newest else None


def editions_to_follow(person: User) -> QuerySet[Edition]:
    """Those whose method a new edition may take, newest first, with `method_in_force`."""
    editions = with_method_in_force(within_reach(person, Edition.objects.computed(), ""))
    return editions.order_by("-year", "-opened_at", "-pk")


def newest_real(editions: QuerySet[Edition]) -> Edition | None:
    """Of editions in order, newest first: what a new one is most likely to go on from."""
    return editions.filter(synthetic=False).first()


def method_names() -> tuple[dict[int, str], str]:
    """What each method version is called, by its key, and the newest default one."""
    versions = list(MethodVersion.objects.defer("parameters", "note"))
    default = max(
        (version for version in versions if version.name == DEFAULT_METHOD),
        key=lambda version: version.number,
        default=None,
    )
    return {version.pk: str(version) for version in versions}, str(default or "")
