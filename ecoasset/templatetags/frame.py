"""What the frame of a page takes from the page itself."""

from __future__ import annotations

from django import template
from django.template import Context

from ecoasset.context import Shell
from scoring.models import ScoreRun
from surveys.models import City, Edition

register = template.Library()


@register.simple_tag(takes_context=True)
def frame_of_page(context: Context) -> str:
    """Edition, city, run and basis that the view passed are the frame's: an answer's, a run's."""
    shell, run = context.get("shell"), context.get("run")
    if not isinstance(shell, Shell):
        return ""
    if isinstance(edition := context.get("edition"), Edition):
        shell.edition = edition
    if isinstance(city := context.get("city"), City):
        shell.adcode = city.adcode
    if isinstance(run, ScoreRun):
        shell.run = run.pk
    shell.basis = str(context.get("basis") or getattr(run, "basis", "") or shell.basis)
    return ""
