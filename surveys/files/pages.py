"""Where pages begin in the words of a document.

A form feed is a blank, so that a quotation over the end of a page is still found; what a
reader sees in its place is the number of the page.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

PAGE = "\f"


def page_line(number: int) -> str:
    return "\n" + _("[Page %(number)d]") % {"number": number} + "\n"
