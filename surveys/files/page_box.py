"""A box on a page: where something is seen that is cited as a picture."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.files.images import Pages

# A share of the page is told in ten-thousandths.
DIGITS = 4
_WHOLE = 10**DIGITS
# Of either side; what is smaller is a slip of the hand.
SMALLEST = 0.003
_MOST_TEXT = 60


@dataclass(frozen=True)
class PageBox:
    """Shares of the page's width and height, from its upper left corner, rounded to `DIGITS`."""

    x: float
    y: float
    width: float
    height: float

    def __str__(self) -> str:
        return ",".join(f"{side:.{DIGITS}f}".rstrip("0").rstrip(".") for side in self.sides)

    @property
    def sides(self) -> tuple[float, float, float, float]:
        return self.x, self.y, self.width, self.height


def box_read(text: str) -> PageBox:
    """Four numbers with commas between, as `str` of a box gives them; `Refused` where it is no box
    within a page or too small to hold anything."""
    typed = unicodedata.normalize("NFKC", text[:_MOST_TEXT]).split(",")
    try:
        x, y, width, height = (round(float(part), DIGITS) for part in typed)
    except (ValueError, OverflowError):
        text = _("The box is not four shares of the page, such as 0.1,0.25,0.5,0.1: draw it anew.")
        raise Refused(text, field="proof") from None
    box = PageBox(x, y, width, height)
    box_check(box)
    return box


def box_check(box: PageBox) -> None:
    """In whole ten-thousandths, since 0.7 and 0.3 are a little less than 1."""
    x, y, width, height = (side * _WHOLE for side in box.sides)
    # What is no number is not between 0 and 1 either.
    known = all(-1 <= side <= 1 for side in box.sides)
    inside = known and min(x, y) >= 0 and max(round(x + width), round(y + height)) <= _WHOLE
    if not inside:
        text = _("The box reaches beyond the edge of the page: draw it within the page.")
        raise Refused(text, field="proof")
    if min(width, height) < SMALLEST * _WHOLE:
        text = _("The box is too small to show anything: draw it around the words or the mark.")
        raise Refused(text, field="proof")


def box_page_check(pages: Pages, page: int | None) -> None:
    """Refuse a box where the document has no pictures, or not of that page."""
    if pages.reason:
        text = _("No box can be drawn on this document. %(reason)s")
        raise Refused(text % {"reason": pages.reason}, field="proof")
    if page is None:
        raise Refused(_("Say on which page the box is."), field="proof")
    if not 1 <= page <= len(pages):
        text = _("There is no page %(page)d: the last one of this document is %(last)d.")
        raise Refused(text % {"page": page, "last": len(pages)}, field="proof")
