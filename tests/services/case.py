"""One row of the table: how a service is called, and the rows that it may touch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import models

from tests.services.results import Full


def _none(_world: Full) -> Iterable[models.Model]:
    return ()


@dataclass(frozen=True)
class Case:
    """`changed`, `removed` and `added` are exact; whatever they do not name stays as it is.

    `before` counts rows that are kept outside the transaction on purpose, such as a stored
    file. New rows belong to the middle edition and city, unless they may be `anywhere`.
    `returns` is worked out before the call. A service that is called inside its caller's
    transaction does not undo `alone`.
    """

    service: Callable[..., object]
    call: Callable[[Full], object]
    changed: Callable[[Full], Iterable[models.Model]] = _none
    removed: Callable[[Full], Iterable[models.Model]] = _none
    added: Mapping[type[models.Model], int] = field(default_factory=dict)
    before: Mapping[type[models.Model], int] = field(default_factory=dict)
    returns: Callable[[Full], object] | None = None
    anywhere: bool = False
    alone: bool = True
    how: str = ""

    @property
    def reads(self) -> bool:
        return not self.added and self.changed is _none and self.removed is _none

    def __str__(self) -> str:
        return f"{self.service.__name__}{' ' if self.how else ''}{self.how}"
