"""Rounds that were uploaded, in one state or another."""

from __future__ import annotations

from surveys.models import Edition, RoundImport
from tests.builders import make_file

RIGHT = {"read": 1, "new": 1, "same": 0, "refused": 0}
NONE = dict.fromkeys(RIGHT, 0)


def brought_in(edition: Edition, state: str = RoundImport.State.CHECKED) -> RoundImport:
    """With one letter that is right, checked unless told otherwise."""
    return RoundImport.objects.create(
        edition=edition,
        workbook=make_file(),
        name="轮次.xlsx",
        state=state,
        counts={"letters": RIGHT, "replies": NONE, "answers": NONE, "files": NONE},
        report={"refused": [], "remarks": [], "refusals": 0, "right": True},
    )
