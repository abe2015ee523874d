"""The content of the audit's page as a kept part: the inputs as they stand, and the method."""

from __future__ import annotations

from typing import Any

from scoring.analysis.audit import audit_sheet
from scoring.index.audit.preflight import Status
from scoring.models import Basis
from scoring.rendered.part import Facts, Part, facts_of_edition
from surveys.models import Edition

MOST_PLACES = 25
GRAVITY = {Status.FAIL: 0, Status.WARN: 1, Status.PASS: 2}


def audit_part(edition: Edition, basis: Basis, method: int) -> Part:
    """The audit of the edition's inputs by the method in force, named by its key."""
    facts: Facts = {
        "edition": facts_of_edition(edition),
        "basis": basis.value,
        "method": method,
    }

    def context() -> dict[str, Any]:
        sheet = audit_sheet(edition, basis, most=MOST_PLACES)
        return {
            "edition": edition,
            "basis": basis,
            "sheet": sheet,
            "checks": sorted(sheet.checks, key=lambda check: GRAVITY[check.item.status]),
        }

    return Part("scoring/analysis/audit.html#body", facts, context)
