"""Where pages begin in the words of a document: what a reader sees there is a number."""

from __future__ import annotations

from django.utils.translation import gettext as _

from surveys.files.readers.words import PAGE

__all__ = ["PAGE", "page_line"]


def page_line(number: int) -> str:
    return "\n" + _("[Page %(number)d]") % {"number": number} + "\n"
