"""What a preset of the board is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.functional import Promise

from scoring.board.kinds import KINDS, Kind
from scoring.board.scene import Scene
from surveys.models import User
from surveys.permissions import Action, can


@dataclass(frozen=True)
class Preset:
    """`only` are its rows among those of its kind, all without one; `given` are filters as they
    are unless the address says another. One with a `step` is named at home, with its number:
    that many rows stand in the list. One that is `counted` has its number on the board alone: at
    home it is the place where the work is done that is named. `lead` says what is counted; a row's
    name leads to the page of the city that `opens` names, where the kind's own is not meant."""

    name: str
    kind: str
    words: str | Promise
    lead: str | Promise
    columns: tuple[str, ...]
    only: Callable[[Scene], Q] | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    order: str = ""
    # Any of these is enough to see it.
    needs: tuple[Action, ...] = (Action.SEE_ANSWERS,)
    step: str | Promise = ""
    counted: bool = False
    opens: str = ""
    # What is mostly done with its rows, proposed first.
    act: str = ""

    @property
    def of(self) -> Kind:
        return KINDS[self.kind]

    @property
    def is_part(self) -> bool:
        """Whether it lists some of its kind alone."""
        return self.only is not None or bool(self.given)

    def is_open_to(self, person: User) -> bool:
        return any(can(person, action) for action in self.needs)

    def rows(self, scene: Scene) -> Q:
        return self.only(scene) if self.only else Q()
