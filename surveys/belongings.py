"""What belongs to an edition, found by following the keys of the models; no list names them.

A new model with a key into an edition belongs to it from its first day. A row that should
outlive the edition has no such key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db.models import CASCADE, ForeignKey, Model, QuerySet
from django.db.models.constants import LOOKUP_SEP

from surveys.models import Edition

Kind = type[Model]


@dataclass(frozen=True)
class Belonging:
    """`path` is the look-up from a row to its edition, such as `request__round__edition`."""

    kind: Kind
    path: str

    def rows(self, edition: Edition) -> QuerySet[Any]:
        return self.kind._base_manager.filter(**{self.path: edition.pk})


@cache
def belongings() -> tuple[Belonging, ...]:
    """Every kind of row that an edition owns, itself last: each before what its keys name, so
    that they can be deleted in this order."""
    return belongings_among(apps.get_models(include_auto_created=True))


def belongings_among(kinds: Iterable[Kind]) -> tuple[Belonging, ...]:
    """The same where only these kinds exist, of which `Edition` is one."""
    kinds = list(kinds)
    paths = _paths(kinds)
    order: TopologicalSorter[Kind] = TopologicalSorter()
    for kind in paths:
        order.add(kind)
        for key in _keys(kind, paths):
            if key.remote_field.model is not kind:
                order.add(key.remote_field.model, kind)
    return tuple(Belonging(kind, paths[kind]) for kind in order.static_order())


def _paths(kinds: Iterable[Kind]) -> dict[Kind, str]:
    """To the edition by the fewest keys, so that each row is owned once.

    Of two keys of the same length the one that cascades names the owner: a citation goes
    with its code, not with the document it quotes. A key that may be empty owns only where no
    other leads to the edition: an event goes with its letter, whatever document it names.
    """
    kinds = list(kinds)
    paths: dict[Kind, str] = {Edition: "pk"}
    while found := _further(kinds, paths, empty=False) or _further(kinds, paths, empty=True):
        paths |= found
    return paths


def _further(kinds: Iterable[Kind], paths: dict[Kind, str], *, empty: bool) -> dict[Kind, str]:
    """Kinds that one more key leads to, one that may be `empty` or one that may not."""
    return {
        kind: _path(keys, paths)
        for kind in kinds
        if kind not in paths
        and (keys := [key for key in _keys(kind, paths) if empty or not key.null])
    }


def _path(keys: list[ForeignKey[Any, Any]], paths: dict[Kind, str]) -> str:
    owner = min(keys, key=lambda key: (key.remote_field.on_delete is not CASCADE, key.null))
    if owner.remote_field.model is Edition:
        return owner.name
    return LOOKUP_SEP.join((owner.name, paths[owner.remote_field.model]))


def _keys(kind: Kind, paths: dict[Kind, str]) -> list[ForeignKey[Any, Any]]:
    return [
        field
        for field in kind._meta.fields
        if isinstance(field, ForeignKey) and field.remote_field.model in paths
    ]
