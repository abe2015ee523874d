"""Codes proposed to other cities: made, confirmed, put aside, taken back."""

from __future__ import annotations

from surveys.coding.services.proposal import (
    Line,
    proposal_confirm,
    proposal_dismiss,
    proposals_make,
    proposals_take_back,
)
from surveys.models import Citation, Code, CodeProposal, TrailEntry
from tests.builders import TODAY
from tests.services.case import Case
from tests.services.results import Full


def _proposal(world: Full) -> CodeProposal:
    return CodeProposal.objects.get(edition=world.edition)


def _make(world: Full) -> list[Line]:
    """The second coder's, whose codes are all of the middle city."""
    cell = {"edition": world.edition, "question": world.questions["draft"]}
    mine = Code.objects.get(**cell, city=world.city, coder=world.cast.second_coder)
    theirs = Code.objects.get(**cell, city=world.cities[0], coder=world.cast.coder)
    return proposals_make(
        actor=world.cast.second_coder,
        citation=mine.citations.get(),
        letters=[theirs.citations.get().evidence],
    )


CASES = (
    Case(proposals_make, _make, added={CodeProposal: 1}, anywhere=True),
    Case(
        proposals_take_back,
        lambda world: proposals_take_back(actor=world.cast.coder, code=_proposal(world).source),
        removed=lambda world: [_proposal(world)],
    ),
    Case(
        proposal_confirm,
        lambda world: proposal_confirm(
            actor=world.cast.coder, proposal=_proposal(world), today=TODAY
        ),
        removed=lambda world: [_proposal(world)],
        added={Code: 1, Citation: 1, TrailEntry: 1},
    ),
    Case(
        proposal_dismiss,
        lambda world: proposal_dismiss(
            actor=world.cast.coder, proposal=_proposal(world), dismissed=True
        ),
        changed=lambda world: [_proposal(world)],
    ),
)
