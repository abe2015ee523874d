"""Whether a judged folder may be stored as it is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.past.judging.plan import Fate, Plan


class ImportRefused(Refused):
    """Rows are refused and only the whole folder was wanted; `plan` names each of them."""

    def __init__(self, plan: Plan) -> None:
        text = _(
            "%(refused)d places are refused, so nothing was stored. Correct them, or store the"
            " right rows alone."
        )
        super().__init__(text % {"refused": len(plan.refused)})
        self.plan = plan


def require_storable(plan: Plan, *, partial: bool) -> None:
    """`ImportRefused` unless all is right, or what is right is wanted alone and is there."""
    right = bool(plan.fates - {Fate.REFUSED})
    if plan.refused and not (partial and right):
        raise ImportRefused(plan)
