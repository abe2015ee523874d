"""What brings a round into an edition, as it is tried on a closed one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from surveys.models import Edition
from surveys.past.folder import StoredFolder
from surveys.past.services.round_import import (
    round_import_ask,
    round_import_check,
    round_import_discard,
    round_import_store,
    round_import_upload,
)
from tests.builders import TODAY, Cast
from tests.surveys.past.batches import brought_in
from tests.surveys.past.books import past_book


class Closed(Protocol):
    """As much of a test's scene as is needed."""

    @property
    def edition(self) -> Edition: ...

    @property
    def cast(self) -> Cast: ...


def _check(scene: Closed) -> object:
    return round_import_check(
        edition=scene.edition, document=past_book(), folder=StoredFolder({}), today=TODAY
    )


def _store(scene: Closed) -> object:
    return round_import_store(
        actor=scene.cast.manager,
        edition=scene.edition,
        document=past_book(),
        folder=StoredFolder({}),
        partial=True,
        today=TODAY,
    )


CLOSED: dict[str, Callable[[Closed], object]] = {
    "round_import_check": _check,
    "round_import_store": _store,
    "round_import_upload": lambda scene: round_import_upload(
        actor=scene.cast.manager, edition=scene.edition, document=past_book(), parts=[]
    ),
    "round_import_ask": lambda scene: round_import_ask(
        actor=scene.cast.manager, batch=brought_in(scene.edition), partial=False
    ),
    "round_import_discard": lambda scene: round_import_discard(
        actor=scene.cast.manager, batch=brought_in(scene.edition)
    ),
}
