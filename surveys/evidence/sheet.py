"""A page as a drawing: its picture, and the box that is meant on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from surveys.files.images import WIDTHS, Pages
from surveys.files.page_box import PageBox
from surveys.models import Evidence

# Around a box that is cut out, as a share of its own sides.
_MARGIN = 0.04


@dataclass(frozen=True)
class Sheet:
    """Numbers are texts as a drawing has them, in units of the page; nothing of the look stands
    in an attribute, which the page's security policy would drop."""

    evidence_id: int
    number: int
    size: tuple[float, float]
    box: PageBox | None = None

    @property
    def wide(self) -> str:
        return f"{self.size[0]:g}"

    @property
    def tall(self) -> str:
        return f"{self.size[1]:g}"

    @property
    def image(self) -> str:
        return reverse("evidence-image", args=[self.evidence_id, self.number, WIDTHS[-1]])

    @property
    def address(self) -> str:
        """Of the whole page, with the box marked."""
        page = reverse("evidence-page", args=[self.evidence_id, self.number])
        return f"{page}?box={self.box}" if self.box else page

    def rect(self, box: PageBox) -> dict[str, str]:
        """A box in units of the page."""
        wide, tall = self.size
        sides = zip(("x", "y", "width", "height"), box.sides, (wide, tall) * 2, strict=True)
        return {name: f"{share * side:g}" for name, share, side in sides}

    @property
    def cut(self) -> str:
        """What is seen where the box is cut out, with a little around it."""
        if self.box is None:
            return f"0 0 {self.wide} {self.tall}"
        wide, tall = self.size
        across, down = self.box.width * _MARGIN, self.box.height * _MARGIN
        parts = (
            (self.box.x - across) * wide,
            (self.box.y - down) * tall,
            (self.box.width + 2 * across) * wide,
            (self.box.height + 2 * down) * tall,
        )
        return " ".join(f"{part:g}" for part in parts)


def sheets_of(evidence: Evidence, pages: Pages) -> list[Sheet]:
    return [Sheet(evidence.pk, number, size) for number, size in enumerate(pages.sizes, start=1)]
