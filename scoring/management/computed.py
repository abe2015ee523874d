"""The run that a command writes to a file."""

from __future__ import annotations

from django.core.management.base import CommandError

from scoring.models import ScoreRun
from scoring.runs.services import edition_recompute
from surveys.models import Edition


def run_computed(edition: Edition, basis: str) -> ScoreRun:
    """The newest run; computed here first where the inputs have moved on."""
    try:
        runs = edition_recompute(edition_id=edition.pk)
    except ValueError as error:
        raise CommandError(f"{edition.code}: {error}") from error
    return next(run for run in runs if run.basis == basis)
