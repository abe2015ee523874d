"""What a process holds of stored runs and of the reference tables, let go of."""

from __future__ import annotations

from scoring.analysis import sides
from scoring.rendered import tables
from scoring.runs import questions, reproduction


def let_go() -> None:
    """As in a process that has served nothing yet: the next look reads all of it."""
    for held in (
        *(reproduction._block, reproduction._reproduced, sides._taken_apart),
        *(tables._loaded, questions._questions_behind),
    ):
        held.cache_clear()
