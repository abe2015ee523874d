"""Views of the board that people keep."""

from __future__ import annotations

from scoring.board import services as board
from scoring.models import BoardView
from tests.services.case import Case
from tests.services.results import Full


def _view(world: Full) -> BoardView:
    return BoardView.objects.get(owner=world.cast.manager)


CASES = (
    Case(
        board.board_view_keep,
        lambda world: board.board_view_keep(
            actor=world.cast.manager, name="未发", query="preset=unsent"
        ),
        added={BoardView: 1},
        anywhere=True,
    ),
    Case(
        board.board_view_keep,
        lambda world: board.board_view_keep(
            actor=world.cast.manager, name="逾期", query="preset=silent"
        ),
        changed=lambda world: [_view(world)],
        how="under a name of before",
    ),
    Case(
        board.board_view_rename,
        lambda world: board.board_view_rename(
            actor=world.cast.manager, view=_view(world), name="法定逾期"
        ),
        changed=lambda world: [_view(world)],
    ),
    Case(
        board.board_view_share,
        lambda world: board.board_view_share(
            actor=world.cast.manager, view=_view(world), shared=True
        ),
        changed=lambda world: [_view(world)],
    ),
    Case(
        board.board_view_remove,
        lambda world: board.board_view_remove(actor=world.cast.manager, view=_view(world)),
        removed=lambda world: [_view(world)],
    ),
)
