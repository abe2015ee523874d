"""The run that a command writes to a file."""

from __future__ import annotations

from django.core.management.base import CommandError

from scoring.models import ScoreRun
from scoring.services.run import edition_recompute
from surveys.models import Edition
from surveys.selectors import edition_by_code


def edition_named(code: str) -> Edition:
    """An edition that the index is computed for, or an error that says which there are."""
    try:
        return edition_by_code(code, computed=True)
    except ValueError as error:
        raise CommandError(str(error)) from error


def run_computed(edition: Edition, basis: str) -> ScoreRun:
    """The newest run; computed here first where the inputs have moved on."""
    try:
        runs = edition_recompute(edition_id=edition.pk)
    except ValueError as error:
        raise CommandError(f"{edition.code}: {error}") from error
    return next(run for run in runs if run.basis == basis)
