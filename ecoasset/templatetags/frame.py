"""What the frame of a page takes from the page itself."""

from __future__ import annotations

from django import template
from django.template import Context

from ecoasset.context import Shell
from surveys.models import Edition

register = template.Library()


@register.simple_tag(takes_context=True)
def frame_of_page(context: Context) -> str:
    """The edition that the view passed is the frame's: an answer's, a run's, a study's."""
    shell, edition = context.get("shell"), context.get("edition")
    if isinstance(shell, Shell) and isinstance(edition, Edition):
        shell.edition = edition
    return ""
